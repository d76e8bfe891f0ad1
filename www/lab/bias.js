// @ts-check
/** Panel: the logit of the class that the students never saw, raised or lowered after the training. */

import { useState } from "preact/hooks";
import { inReadingOrder, roleOf } from "../roles.js";
import { record, shownDataset } from "../state.js";
import { html, typedIn } from "../view/html.js";
import { netName } from "../view/names.js";
import { className, number, percent, t } from "../words.js";
import { answers, priorBias } from "./biased.js";
import { csvFile, Keep } from "./keep.js";

/** Ends of the slider, and its step. */
const [MOST, STEP] = [8, 0.1];

/** The class that the students of the shown run never saw; null where they saw all. */
export function omittedClass() {
  const omitted = Number(record.value?.spec.omit ?? Number.NaN);
  return Number.isInteger(omitted) ? omitted : null;
}

/** A bias, with a real minus and a plus.
 * @param {number} bias */
const signed = (bias) => {
  // What rounds to nothing has no sign.
  const written = number(Math.round(bias * 10) / 10 + 0, 1).replace("-", "−");
  return bias >= 0.05 ? `+${written}` : written;
};

/** @param {{shown: import("../run_record.js").RunRecord, names: string[], chosen: number, bias: number}} props */
function Table({ shown, names, chosen, bias }) {
  const { images } = shown;
  const answered = (/** @type {Float32Array} */ logits, /** @type {number} */ by) =>
    answers(logits, images.label, names.length, chosen, by);
  const name = className(names[chosen]);
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t("panel.bias")}>
    <table class="figures">
      <caption>${t("bias.caption", { count: number(images.count), class: name })}</caption>
      <thead>
        <tr>
          <td></td>
          <th scope="col">${t("bias.right", { class: name })}</th>
          <th scope="col">${t("bias.rightAfter", { class: name, bias: signed(bias) })}</th>
          <th scope="col">${t("bias.errors")}</th>
          <th scope="col">${t("bias.errorsAfter", { bias: signed(bias) })}</th>
          <th scope="col">${t("bias.prior")}</th>
        </tr>
      </thead>
      <tbody>
        ${inReadingOrder(shown.arms).map((key) => {
          const logits = shown.nets[key].logits;
          if (!logits) return null;
          const [before, after] = [answered(logits, 0), answered(logits, bias)];
          return html`<tr key=${key}>
            <th scope="row" class=${`role-${roleOf(key)}`}>${netName(key)}</th>
            <td>${percent(before.right / before.of)}</td>
            <td>${percent(after.right / after.of)}</td>
            <td>${number(before.errors)}</td>
            <td>${number(after.errors)}</td>
            <td>${signed(priorBias(logits, names.length, chosen, 1 / names.length))}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** @param {import("../run_record.js").RunRecord} shown
 * @param {number} classes
 * @param {number} chosen
 * @param {number} bias */
function lines({ arms, nets, images }, classes, chosen, bias) {
  const head = [
    "network",
    "class",
    "bias",
    "images_of_class",
    "right_before",
    "right_after",
    "errors_before",
    "errors_after",
    "prior_bias",
  ];
  const rows = inReadingOrder(arms).flatMap((key) => {
    const { logits } = nets[key];
    if (!logits) return [];
    const [before, after] = [0, bias].map((by) => answers(logits, images.label, classes, chosen, by));
    const counts = [before.of, before.right, after.right, before.errors, after.errors];
    return [[key, chosen, bias, ...counts, priorBias(logits, classes, chosen, 1 / classes)]];
  });
  return [head, ...rows];
}

export function Bias() {
  const [bias, setBias] = useState(0);
  const [shown, names, chosen] = [record.value, shownDataset.value?.classes ?? [], omittedClass()];
  if (!shown || chosen === null || !names[chosen]) return null;
  if (!Object.values(shown.nets).some(({ logits }) => logits))
    return html`<p class="hint">${t("bias.none")}</p>`;
  const name = className(names[chosen]);
  return html`
    <p>${t("bias.intro", { class: name })}</p>
    <div class="field">
      <label for="bias">${t("bias.label", { class: name })}</label>
      <div class="row">
        <input
          type="range"
          id="bias"
          min=${-MOST}
          max=${MOST}
          step=${STEP}
          value=${bias}
          aria-valuetext=${signed(bias)}
          aria-describedby="bias-hint"
          style=${{ "--place": (bias + MOST) / (2 * MOST) }}
          onInput=${(/** @type {Event} */ event) => setBias(Number(typedIn(event)))}
        />
        <output for="bias">${signed(bias)}</output>
        <button type="button" id="bias-reset" onClick=${() => setBias(0)}>${t("bias.reset")}</button>
      </div>
      <p class="hint" id="bias-hint">${t("bias.hint")}</p>
    </div>
    <${Table} shown=${shown} names=${names} chosen=${chosen} bias=${bias} />
    <${Keep} label=${t("panel.export")} files=${csvFile("retort-bias", () => lines(shown, names.length, chosen, bias))} />
    <p class="hint">${t("bias.prior.about")}</p>
  `;
}
