// @ts-check
/** The loss of students that also learn from what lies between input and answer, with the numbers of an update. */

import { last } from "../run_record.js";
import { record } from "../state.js";
import { NONE, number, short, t } from "../words.js";
import { html } from "./html.js";
import { netName } from "./names.js";

/** @param {{arms: string[]}} props keys of methods that compare features */
export function FeatureFormula({ arms }) {
  const shown = record.value;
  if (!shown) return null;
  const { alpha, T } = shown.spec;
  const known = (/** @type {number | null | undefined} */ value) => (value == null ? NONE : number(value, 4));
  return html`${arms.map((key) => {
    const net = shown.nets[key];
    const live = net?.progress && net.progress.total !== null ? net.progress : null;
    const loss = live ?? last(net)?.loss;
    const line = [
      `${number(alpha, 2)} · ${known(loss?.hard)}`,
      `${number(1 - alpha, 2)} · ${short(T * T, 4)} · ${known(loss?.soft)}`,
      `${short(Number(shown.spec.beta), 4)} · ${known(loss?.feature)}`,
    ].join(" + ");
    return html`<div class="formula" key=${key}>
      <p class="hint">${t("formula.feature", { net: netName(key) })}</p>
      <p class="symbols" role="math" aria-label=${t("formula.feature.spoken")}>
        <i>L</i> = <i>α</i> · <span class="role-labels">CE</span> + (1 − <i>α</i>) · <i>T</i>² · KL + <i>β</i> ·
        ${" "}<span class="together">${t("formula.inner")}</span>
      </p>
      <p class="figures">${line} = <strong>${known(loss?.total)}</strong></p>
    </div>`;
  })}`;
}
