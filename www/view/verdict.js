// @ts-check
/** One plain sentence about the run, and what one seed cannot say. */

import { DISTILLED, LABELS, SMOOTHING } from "../roles.js";
import { busy, datasetOf, record } from "../state.js";
import { judge } from "../verdict.js";
import { fill, number, percent, t } from "../words.js";
import { html } from "./html.js";
import { Steady } from "./steady.js";

/** @typedef {import("../run_record.js").RunRecord} RunRecord */

/** @param {RunRecord} shown */
function parts(shown) {
  const test = datasetOf(shown.spec.data)?.test ?? shown.images.count;
  const verdict = judge(shown, test);
  if (!verdict) return null;
  const { outcome, distilled, labels, gain, margin, smoothing } = verdict;
  const values = {
    gain: number(Math.abs(gain) * 100, 1),
    distilled: percent(distilled),
    labels: percent(labels),
    margin: number(margin * 100, 1),
    test: number(test),
  };
  // With unlabelled images the smoothed student saw other images: no conclusion about softness.
  const comparable = outcome === "helped" && shown.spec.unlabelled === 0;
  const second =
    comparable &&
    smoothing &&
    t(`verdict.smoothing.${smoothing.outcome}`, { accuracy: percent(smoothing.accuracy) });
  return { outcome, values, second };
}

/** @param {RunRecord} shown */
export function verdictText(shown) {
  const found = parts(shown);
  return found ? [t(`verdict.${found.outcome}`, found.values), found.second].filter(Boolean).join(" ") : "";
}

export function Verdict() {
  const shown = record.value;
  if (!shown) return null;
  if (!shown.nets[DISTILLED] || !shown.nets[LABELS]) return html`<p class="hint">${t("verdict.missing")}</p>`;
  const found = parts(shown);
  if (!found) return html`<${Steady} full=${false}><p class="verdict">${t("verdict.open")}</p><//>`;
  // The second sentence may still come.
  const waiting = busy.value && shown.nets[SMOOTHING] && !shown.nets[SMOOTHING].final;
  const gain = html`<strong class="role-distilled">${found.values.gain}</strong>`;
  return html`<${Steady} full=${!waiting}>
    <p class="verdict">${fill(`verdict.${found.outcome}`, { ...found.values, gain })}</p>
    ${found.second && html`<p class="verdict second">${found.second}</p>`}
    <p class="hint">${t("verdict.oneSeed")}</p>
  <//>`;
}
