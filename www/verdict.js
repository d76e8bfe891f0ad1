// @ts-check
/** What one finished run says about distillation, and what it does not say. */

import { DISTILLED, LABELS, SMOOTHING } from "./roles.js";
import { last } from "./run_record.js";

/** @typedef {import("./run_record.js").RunRecord} RunRecord */

/** `gain` in shares of 1, `margin` = what chance in the choice of test images could explain.
 * @typedef {Object} Verdict
 * @property {"helped" | "unclear" | "hurt"} outcome
 * @property {number} distilled
 * @property {number} labels
 * @property {number} gain
 * @property {number} margin
 * @property {{accuracy: number, outcome: "helped" | "unclear" | "hurt"} | null} smoothing the distilled student against the smoothed one */

/** Half the 95 % interval of the difference of two accuracies on `count` images, taken as independent. The nets
 * share their test images, which makes the true interval narrower: this errs towards "no clear difference".
 * @param {number} a
 * @param {number} b
 * @param {number} count */
export function chance(a, b, count) {
  return 1.96 * Math.sqrt((a * (1 - a) + b * (1 - b)) / count);
}

/** @param {number} a
 * @param {number} b
 * @param {number} count
 * @returns {Verdict["outcome"]} */
function compare(a, b, count) {
  if (Math.abs(a - b) <= chance(a, b, count)) return "unclear";
  return a > b ? "helped" : "hurt";
}

/** @param {RunRecord} record
 * @param {number} testImages size of the test set
 * @returns {Verdict | null} null while the two students to compare have not finished */
export function judge(record, testImages) {
  const [distilled, labels] = [record.nets[DISTILLED], record.nets[LABELS]];
  if (!distilled?.final || !labels?.final) return null;
  const [a, b] = [last(distilled)?.accuracy ?? 0, last(labels)?.accuracy ?? 0];
  const smoothed = record.nets[SMOOTHING]?.final ? last(record.nets[SMOOTHING])?.accuracy : undefined;
  return {
    outcome: compare(a, b, testImages),
    distilled: a,
    labels: b,
    gain: a - b,
    margin: chance(a, b, testImages),
    smoothing:
      smoothed === undefined ? null : { accuracy: smoothed, outcome: compare(a, smoothed, testImages) },
  };
}
