// @ts-check
/** The words of the report in English. */

/** @type {import("../words.js").Words} */
export const words = {
  "report.title": "Knowledge distillation: {name} ({data})",
  "report.made": "Made on {when} with Retort, engine {engine}.",
  "report.stored": "These are the numbers of the run that comes with the page.",
  "report.changed": "Changed from the defaults",
  "report.setting": "Setting",
  "report.value": "Here",
  "report.default": "Default",
  "report.unchanged": "Every setting has its default value.",
  "report.same": "All other settings, at their default values",
  "report.temperature": "Probability of every class for this image at each temperature, from sharp to soft.",
  "report.bars":
    "Outputs for test image {index} (true label {label}); the thin bars are the student with labels only.",
  "report.reproduce":
    "The link above trains everything again. Where it gives the same fingerprints, the result is the same in every bit.",
  "report.licences": "Images and licences",
  "report.software": "Retort is free software: MIT or Apache-2.0, as you like.",
};
