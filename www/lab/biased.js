// @ts-check
/** Answers with a number added to one class's logit. Knows nothing of the page; the core's `metric::logit_bias` is the same. */

import { best } from "../softmax.js";

/** `of` is the number of images of the class, `right` how many of them are answered rightly, `errors` counts all images.
 * @typedef {{errors: number, of: number, right: number}} Answers */

/** @param {Float32Array} logits images x classes, row by row
 * @param {(at: number) => number} label of an image
 * @param {number} classes
 * @param {number} chosen the class
 * @param {number} bias
 * @returns {Answers} */
export function answers(logits, label, classes, chosen, bias) {
  const found = { errors: 0, of: 0, right: 0 };
  for (let at = 0; at * classes < logits.length; at += 1) {
    const row = logits.slice(at * classes, (at + 1) * classes);
    row[chosen] += bias;
    const right = best(row) === label(at);
    if (!right) found.errors += 1;
    if (label(at) !== chosen) continue;
    found.of += 1;
    if (right) found.right += 1;
  }
  return found;
}

/** The bias with which the mean probability of the class over all images is `prior`: no label is looked at.
 * @param {Float32Array} logits images x classes, row by row
 * @param {number} classes
 * @param {number} chosen
 * @param {number} prior */
export function priorBias(logits, classes, chosen, prior) {
  const images = logits.length / classes;
  if (images === 0) return 0;
  const mean = (/** @type {number} */ bias) => {
    let sum = 0;
    for (let at = 0; at < images; at += 1) {
      let others = 0;
      const own = logits[at * classes + chosen] + bias;
      for (let each = 0; each < classes; each += 1) {
        if (each !== chosen) others += Math.exp(logits[at * classes + each] - own);
      }
      sum += 1 / (1 + others);
    }
    return sum / images;
  };
  // The mean grows with the bias: halve the interval.
  let [low, high] = [-20, 20];
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (mean(middle) < prior) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
