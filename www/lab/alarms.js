// @ts-check
/** Alarms at a threshold: a class gives one where its probability reaches it. */

import { softmax } from "../softmax.js";

/** Shares of the test images whose own class gives no alarm, and in which another class gives one.
 * @param {ArrayLike<number>} logits `[images, classes]`, row by row
 * @param {ArrayLike<number>} labels
 * @param {number} threshold */
export function alarms(logits, labels, threshold) {
  const count = logits.length / Math.max(1, labels.length);
  let [missed, wrong] = [0, 0];
  for (let image = 0; image < labels.length; image++) {
    const row = Array.from({ length: count }, (_, at) => logits[image * count + at]);
    const raised = softmax(row, 1).map((p) => p >= threshold);
    if (!raised[labels[image]]) missed++;
    if (raised.some((alarm, at) => alarm && at !== labels[image])) wrong++;
  }
  const share = (/** @type {number} */ cases) => cases / Math.max(1, labels.length);
  return { missed: share(missed), wrong: share(wrong) };
}
