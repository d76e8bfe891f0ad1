// @ts-check
/** Student minus teacher, class by class: signed bars from a middle line, for both students. */

import { DISTILLED, LABELS, roleOf, TEACHER } from "../roles.js";
import { answerOf, classes, trueLabel } from "../view/chosen.js";
import { html } from "../view/html.js";
import { shortName } from "../view/names.js";
import { className, number, t } from "../words.js";
import { differences, moved, scaleEnd } from "./difference.js";

/** The students that have answered, each with its differences. */
export function students() {
  const teacher = answerOf(TEACHER);
  if (!teacher) return [];
  return [DISTILLED, LABELS].flatMap((key) => {
    const answer = answerOf(key);
    return answer ? [{ key, gaps: differences(teacher.probabilities, answer.probabilities) }] : [];
  });
}

/** Percentage points with their sign, a real minus, and no sign for what rounds to zero.
 * @param {number} gap share of 1
 * @param {number} [digits] */
export function signedPoints(gap, digits = 1) {
  const text = number(Math.abs(gap) * 100, digits);
  if (text === number(0, digits)) return text;
  return `${gap < 0 ? "−" : "+"}${text}`;
}

export function DifferenceView() {
  const shown = students();
  const end = scaleEnd(shown.flatMap(({ gaps }) => gaps));
  return html`<div class="gaps" role="table" aria-label=${t("difference.label")}>
      <div role="row" class="heads">
        <span role="columnheader">${t("bars.class")}</span>
        <span class="axis" aria-hidden="true"><span>−${number(end * 100)}</span><span>0</span><span>+${number(end * 100)}</span></span>
        ${shown.map(({ key }) => html`<span role="columnheader" class=${`role-${roleOf(key)}`} key=${key}>${shortName(key)}</span>`)}
      </div>
      ${classes.value.map(
        (name, at) => html`<div role="row" key=${name} class=${at === trueLabel.value ? "true" : ""}>
          <span role="rowheader" class="class">${className(name)}${at === trueLabel.value && html`<span class="unseen"> ${t("bars.true")}</span>`}</span>
          <span class="axis" aria-hidden="true">
            ${shown.map(
              ({
                key,
                gaps,
              }) => html`<span class=${`bar ${roleOf(key)} ${gaps[at] < 0 ? "less" : "more"}`} key=${key}>
                <span class="length" style=${{ "--share": Math.abs(gaps[at]) / end }}></span>
              </span>`,
            )}
          </span>
          ${shown.map(({ key, gaps }) => html`<span role="cell" class="value" key=${key}>${signedPoints(gaps[at])}</span>`)}
        </div>`,
      )}
    </div>
    <p class="hint">${t("difference.unit")}${t("words.between")}${t("difference.moved", { values: shown.map(({ key, gaps }) => `${shortName(key)} ${number(moved(gaps) * 100, 1)}`).join(t("words.comma")) })}</p>`;
}
