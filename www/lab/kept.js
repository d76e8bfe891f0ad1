// @ts-check
/** Drawings that travel with the link: kept here or come with it, and what every network of the shown run says of each. */

import { drawingsIn, withDrawings } from "../drawings.js";
import { follow } from "../link.js";
import { roleOf } from "../roles.js";
import { best, softmax } from "../softmax.js";
import { drawings, engine, link, viewingTemperature } from "../state.js";
import { classes } from "../view/chosen.js";
import { html } from "../view/html.js";
import { shortName } from "../view/names.js";
import { Thumb } from "../view/thumb.js";
import { className, number, percent, t } from "../words.js";
import { pictureOf, raster } from "./raster.js";

/** @typedef {import("../engine/retort.js").Drawing} Drawing */

/** Cells along a side of a drawing. */
const SIDE = 28;

/** A kept drawing as lines of the pad: through the middles of its cells.
 * @param {Drawing} drawing
 * @returns {import("./raster.js").Stroke[]} */
export function linesOf(drawing) {
  return drawing.map((stroke) =>
    stroke.map(
      ([column, row]) => /** @type {[number, number]} */ ([(column + 0.5) / SIDE, (row + 0.5) / SIDE]),
    ),
  );
}

/** @param {Drawing[]} next */
function keepAll(next) {
  drawings.value = next;
  follow(link.value);
}

/** @param {import("./raster.js").Stroke[]} strokes */
export function keep(strokes) {
  const drawn = engine.value?.snapDrawing(strokes);
  if (drawn) keepAll([...drawings.value, drawn]);
}

/** @param {{nets: import("./nets.js").Built[], width: number, asDrawn: boolean,
 *   onTake: (strokes: import("./raster.js").Stroke[]) => void}} props `width` of an image of the dataset in pixels */
export function Kept({ nets, width, asDrawn, onTake }) {
  const all = drawings.value;
  if (all.length === 0) return null;
  const rows = all.map((drawing) => {
    const strokes = linesOf(drawing);
    const pixels = raster(strokes, width, asDrawn) ?? new Uint8Array(width * width);
    return { strokes, pixels };
  });
  const said = (/** @type {import("./nets.js").Built} */ { net }, /** @type {Uint8Array} */ pixels) => {
    const scores = net.logits(pixels);
    const decision = best(scores);
    return {
      name: className(classes.value[decision]),
      share: softmax(scores, viewingTemperature.value)[decision],
    };
  };
  return html`
    <div class="scroll free" tabindex="0" role="region" aria-label=${t("kept.title")}>
      <table class="kept">
        <caption>${t("kept.title")}</caption>
        <thead>
          <tr>
            <th scope="col">${t("kept.drawing")}</th>
            ${nets.map(({ key }) => html`<th scope="col" class=${`role-${roleOf(key)}`}>${shortName(key)}</th>`)}
            <td></td>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ strokes, pixels }, at) => html`<tr key=${JSON.stringify(all[at])}>
              <th scope="row">
                <span class="row">${number(at + 1)} <${Thumb} images=${pictureOf(pixels, width)} at=${0} /></span>
              </th>
              ${nets.map((each) => {
                const { name, share } = said(each, pixels);
                return html`<td><strong>${name}</strong> ${percent(share, 0)}</td>`;
              })}
              <td>
                <span class="row">
                  <button type="button" class="plain" aria-label=${t("kept.take", { number: number(at + 1) })} onClick=${() => onTake(strokes)}>${t("kept.take.short")}</button>
                  <button type="button" class="plain" aria-label=${t("kept.remove", { number: number(at + 1) })} onClick=${() => keepAll(all.filter((_, other) => other !== at))}>${t("kept.remove.short")}</button>
                </span>
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="hint" id="kept-fitting">${t("kept.fitting", { fit: number(drawingsIn(withDrawings(link.value))), count: number(all.length) })}</p>
  `;
}
