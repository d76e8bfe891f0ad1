// @ts-check
/** Predict first, in English. */

/** @type {import("../words.js").Words} */
export const words = {
  "predict.title": "Predict first",
  "predict.about":
    "Look at the experiment on the left: how many images, which networks, which temperature. Then say what you expect. The results appear as soon as you have.",
  "predict.gain":
    "By how many points of accuracy will the distilled student be better than the one with labels only? (negative: worse)",
  "predict.accuracy": "What accuracy will the distilled student reach, in per cent?",
  "predict.range": "A number from {min} to {max}.",
  "predict.why": "Why? (optional, for yourself)",
  "predict.do": "That is my prediction: run",
  "predict.gain.mine": "You predicted a gain of {mine} points.",
  "predict.gain.found": "This run measured {found} points: {off} away.",
  "predict.accuracy.mine": "You predicted {mine} %.",
  "predict.accuracy.found": "This run measured {found} %: {off} points away.",
  "predict.wait": "The run is on its way.",
  "predict.because": "Your reason: {why}",
};
