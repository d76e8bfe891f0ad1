// @ts-check
/** Panel: draw a digit, and see what the teacher and every student of the last run say while you draw. */

import { useMemo, useState } from "preact/hooks";
import { view } from "../actions.js";
import { roleOf } from "../roles.js";
import { best, softmax } from "../softmax.js";
import { menu, shownDataset, viewingTemperature } from "../state.js";
import { classes } from "../view/chosen.js";
import { html } from "../view/html.js";
import { netName, shortName } from "../view/names.js";
import { NumberField } from "../view/number_field.js";
import { Thumb } from "../view/thumb.js";
import { LARGEST, SMALLEST } from "../view/viewing_temperature.js";
import { className, NONE, number, percent, t } from "../words.js";
import { Kept, keep } from "./kept.js";
import { useNets } from "./nets.js";
import { Pad } from "./pad.js";
import { pictureOf, raster } from "./raster.js";

/** @typedef {import("./raster.js").Stroke} Stroke */
/** @typedef {{key: string, probabilities: number[], decision: number}} Said */

/** @param {string} key of a dataset */
const isOwn = (key) => key.startsWith("own-");

/** @param {{said: Said[]}} props */
function Answers({ said }) {
  return html`<table class="answers">
    <caption class="unseen">${t("bars.label")}</caption>
    <thead>
      <tr>
        <th scope="col">${t("bars.class")}</th>
        ${said.map(({ key }) => html`<th scope="col" class=${`role-${roleOf(key)}`}>${shortName(key)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${classes.value.map(
        (name, at) => html`<tr key=${name}>
          <th scope="row">${className(name)}</th>
          ${said.map(
            ({ key, probabilities, decision }) => html`<td class=${decision === at ? "first" : ""}>
              <span class="value">${decision < 0 ? NONE : number(probabilities[at] * 100, 1)}</span>
              <span class=${`part ${roleOf(key)}`} style=${{ "--share": probabilities[at] }}></span>
            </td>`,
          )}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function Temperature() {
  const field = menu.value?.fields.find(({ key }) => key === "T");
  if (!field) return null;
  return html`<div class="field">
    <label for="draw-T">${t("view.T")} <i class="symbol">T</i></label>
    <${NumberField}
      id="draw-T"
      field=${field}
      label=${t("view.T")}
      value=${viewingTemperature.value}
      onCommit=${(/** @type {number | string} */ given) => {
        if (typeof given === "number" && given > 0) view(given);
      }}
      slider
      sliderMin=${SMALLEST}
      sliderMax=${LARGEST}
      live
    />
  </div>`;
}

export function Drawing() {
  const [strokes, setStrokes] = useState(/** @type {Stroke[]} */ ([]));
  const [heard, setHeard] = useState("");
  const nets = useNets();
  const info = shownDataset.value;
  const pixels = useMemo(() => (info ? raster(strokes, info.width, isOwn(info.key)) : null), [strokes, info]);
  const logits = useMemo(
    () => nets.map(({ key, net }) => ({ key, scores: pixels && net.logits(pixels) })),
    [nets, pixels],
  );
  const seen = useMemo(() => pixels && pictureOf(pixels, info?.width ?? 0), [pixels]);
  if (!info) return null;
  const kept = html`<${Kept} nets=${nets} width=${info.width} asDrawn=${isOwn(info.key)} onTake=${setStrokes} />`;
  if (nets.length === 0) return html`${kept}<p class="hint">${t("draw.run")}</p>`;

  const blank = classes.value.map(() => 0);
  const said = logits.map(({ key, scores }) => ({
    key,
    probabilities: scores ? softmax(scores, viewingTemperature.value) : blank,
    decision: scores ? best(scores) : -1,
  }));
  const sentence = () =>
    said
      .filter(({ decision }) => decision >= 0)
      .map(({ key, decision, probabilities }) =>
        t("draw.said", {
          net: netName(key),
          class: className(classes.value[decision]),
          share: percent(probabilities[decision], 0),
        }),
      )
      .join(" ");

  return html`
    <p>${t(info.key === "fashion" ? "draw.fashion" : isOwn(info.key) ? "draw.own" : "draw.intro")}</p>
    <div class="drawing">
      <div class="column">
        <${Pad} strokes=${strokes} onDraw=${setStrokes} onLift=${() => setHeard(sentence())} />
        <div class="row">
          <button type="button" disabled=${strokes.length === 0} onClick=${() => setStrokes(strokes.slice(0, -1))}>${t("draw.undo")}</button>
          <button type="button" disabled=${strokes.length === 0} onClick=${() => setStrokes([])}>${t("draw.clear")}</button>
          <button type="button" id="draw-keep" disabled=${strokes.length === 0} onClick=${() => keep(strokes)}>${t("draw.keep")}</button>
        </div>
        <div class="row">
          <div class="subject">${seen && html`<${Thumb} images=${seen} at=${0} />`}</div>
          <p class="hint">${t("draw.seen", { width: number(info.width), height: number(info.height) })}</p>
        </div>
      </div>
      <div class="column">
        <${Temperature} />
        <${Answers} said=${said} />
        <p class="hint">${t("draw.unit")}</p>
        <p class="unseen" role="status">${heard}</p>
      </div>
    </div>
    ${kept}
  `;
}
