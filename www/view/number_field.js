// @ts-check
/** A number to type, with a slider beside it where dragging helps. */

import { fromPlace, scaleOf, toPlace } from "../scale.js";
import { number, short, t } from "../words.js";
import { html, typedIn } from "./html.js";
import { TypedInput } from "./typed_input.js";

/** @typedef {import("../engine/retort.js").Field} FieldInfo */

/** Places of a slider: fine enough for the arrow keys, coarse enough to get somewhere with them. */
const PLACES = 200;
/** Temperatures with a mark under the slider. */
const MARKS = [1, 2, 4, 8, 16];

/** Words for the ends of a slider, by field: first the small end. */
const ENDS = /** @type {Record<string, [string, string]>} */ ({
  T: ["end.sharp", "end.soft"],
  alpha: ["end.teacher", "end.labels"],
});

/** @typedef {Object} Props
 * @property {string} id
 * @property {FieldInfo} field
 * @property {string} label
 * @property {number} value
 * @property {(value: number | string) => void} onCommit text that is no number is passed on as it is
 * @property {boolean} [slider]
 * @property {number} [sliderMax]
 * @property {number} [sliderMin]
 * @property {string} [describedBy]
 * @property {boolean} [invalid]
 * @property {boolean} [live] commit while typing, where nothing has to be checked */

/** @param {Props} props */
export function NumberField(props) {
  const { id, field, value, onCommit, slider, describedBy, invalid, live } = props;
  /** @param {string} typed */
  function commit(typed) {
    const text = typed.trim();
    onCommit(text === "" || Number.isNaN(Number(text)) ? text : Number(text));
  }

  return html`
    <div class=${slider ? "slider" : "typed"}>
      ${slider && html`<${Slider} ...${props} />`}
      <${TypedInput}
        id=${id}
        type="number"
        min=${field.min}
        max=${field.max}
        step=${field.kind === "integer" ? 1 : "any"}
        inputmode=${field.kind === "integer" ? "numeric" : "decimal"}
        value=${String(value)}
        aria-describedby=${describedBy}
        aria-invalid=${invalid || undefined}
        onCommit=${commit}
        onType=${(/** @type {string} */ text) => live && Number(text) > 0 && onCommit(Number(text))}
      />
      ${slider && (ENDS[field.key] || field.key === "T") && html`<${Below} ...${props} />`}
    </div>
  `;
}

/** @param {Props} props */
function scale({ field, sliderMin, sliderMax }) {
  return { ...scaleOf(field, sliderMax), ...(sliderMin !== undefined && { min: sliderMin }) };
}

/** @param {Props} props */
function Slider(props) {
  const { id, field, label, value, onCommit, describedBy } = props;
  const place = Math.round(toPlace(scale(props), value) * PLACES);
  const words = field.key === "T" ? `T = ${short(value, 4)}, ${softness(value)}` : short(value, 4);
  return html`<input
    type="range"
    id=${`${id}-slider`}
    aria-label=${label}
    aria-valuetext=${words}
    aria-describedby=${describedBy}
    min="0"
    max=${PLACES}
    value=${place}
    style=${{ "--place": place / PLACES }}
    onInput=${(/** @type {Event} */ event) => onCommit(fromPlace(scale(props), Number(typedIn(event)) / PLACES))}
  />`;
}

/** @param {number} temperature */
function softness(temperature) {
  if (temperature < 1) return t("end.sharp");
  return temperature === 1 ? t("end.plain") : t("end.soft");
}

/** Marks and the names of the ends. With the pointer a mark of what answers at once can be pressed: keys have the arrows.
 * @param {Props} props */
function Below(props) {
  const { onCommit, live } = props;
  const [small, large] = ENDS[props.field.key] ?? ["", ""];
  return html`<div class="below" aria-hidden="true">
    ${
      props.field.key === "T" &&
      html`<div class="marks">
      ${MARKS.map((mark) => {
        const style = { "--place": toPlace(scale(props), mark) };
        return live
          ? html`<button type="button" class="plain" tabindex="-1" style=${style} onClick=${() => onCommit(mark)}>${number(mark)}</button>`
          : html`<span style=${style}>${number(mark)}</span>`;
      })}
    </div>`
    }
    <div class="ends"><span>${t(small)}</span><span>${t(large)}</span></div>
  </div>`;
}
