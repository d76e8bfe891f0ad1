// @ts-check
/** What every net says about the chosen image, at the viewing temperature. */

import { computed } from "@preact/signals";
import { inReadingOrder } from "../roles.js";
import { logitsOf } from "../run_record.js";
import { best, softmax } from "../softmax.js";
import { chosenImage, images, record, shownDataset, viewingTemperature } from "../state.js";

/** @typedef {{key: string, logits: Float32Array, probabilities: number[], decision: number}} Answer */

export const classes = computed(() => shownDataset.value?.classes ?? []);

/** Teacher first, then students in reading order; nets without an evaluation are left out.
 * @type {import("@preact/signals").ReadonlySignal<Answer[]>} */
export const answers = computed(() => {
  const shown = record.value;
  if (!shown) return [];
  return inReadingOrder(shown.arms).flatMap((key) => {
    const logits = logitsOf(shown.nets[key], chosenImage.value, classes.value.length);
    if (!logits) return [];
    return [
      { key, logits, probabilities: softmax(logits, viewingTemperature.value), decision: best(logits) },
    ];
  });
});

/** @param {string} key */
export function answerOf(key) {
  return answers.value.find((answer) => answer.key === key);
}

export const trueLabel = computed(() => {
  const shown = images.value;
  return shown && chosenImage.value < shown.count ? shown.label(chosenImage.value) : 0;
});
