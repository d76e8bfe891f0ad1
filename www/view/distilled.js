// @ts-check
/** The loss of the distilled student, and below it the same line in numbers of its last update. */

import { DISTILLED } from "../roles.js";
import { isFixed, last } from "../run_record.js";
import { record } from "../state.js";
import { NONE, number, short, t } from "../words.js";
import { html } from "./html.js";
import { marked } from "./term.js";

/** @returns {{total: number, hard: number | null, soft: number | null} | null} */
function terms() {
  const net = record.value?.nets[DISTILLED];
  if (net?.progress && net.progress.total !== null) {
    const { total, hard, soft } = net.progress;
    return { total, hard, soft };
  }
  return last(net)?.loss ?? null;
}

export function Distilled() {
  const shown = record.value;
  if (!shown?.nets[DISTILLED]) return null;
  const { alpha, T } = shown.spec;
  const loss = terms();
  const divergence = loss?.soft ?? null;
  const line = [
    `${number(alpha, 2)} · ${number(loss?.hard, 3)}`,
    `${number(1 - alpha, 2)} · ${short(T * T, 4)} · ${divergence === null ? NONE : number(divergence, 4)}`,
  ].join(" + ");
  return html`<div class="formula">
    <p class="symbols" role="math" aria-label=${t("formula.spoken")}>
      <i>L</i> = <i>α</i> · <span class="role-labels">CE</span> + (1 − <i>α</i>) · <i>T</i>² · <span class="together">KL(<span
        class="role-teacher">${t("formula.teacher")}<sub><i>T</i></sub></span> ‖ <span
        class="role-distilled">${t("formula.student")}<sub><i>T</i></sub></span>)</span>
    </p>
    ${isFixed(shown.spec) && html`<p class="figures">${line} = <strong>${number(loss?.total, 3)}</strong></p>`}
    <p class="hint">${marked(t(shown.source === "stored" || shown.state === "finished" ? "formula.mean" : "formula.last"))}</p>
  </div>`;
}
