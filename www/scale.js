// @ts-check
/** Where a value stands on a slider, and which value a place stands for. Places run from 0 to 1. */

/** @typedef {{min: number, max: number, log: boolean, integer: boolean, step?: number}} Scale */

/** @param {import("./engine/retort.js").Field} field
 * @param {number} [max] a smaller end of the slider than the field allows
 * @returns {Scale} */
export function scaleOf(field, max = field.max) {
  return {
    min: field.min ?? 0,
    max: max ?? 1,
    log: field.scale === "log",
    integer: field.kind === "integer",
    step: field.step,
  };
}

/** @param {Scale} scale
 * @param {number} value */
export function toPlace({ min, max, log }, value) {
  const inside = Math.min(max, Math.max(min, value));
  return log ? Math.log(inside / min) / Math.log(max / min) : (inside - min) / (max - min);
}

/** The value at a place, rounded to what a person would type.
 * @param {Scale} scale
 * @param {number} place */
export function fromPlace({ min, max, log, integer, step }, place) {
  const exact = log ? min * (max / min) ** place : min + (max - min) * place;
  if (integer) return Math.round(exact);
  if (step) return clean(Math.round(exact / step) * step);
  // Two digits on a logarithmic scale, hundredths on a linear one.
  return log ? Number(exact.toPrecision(2)) : clean(Math.round(exact * 100) / 100);
}

/** Takes off what binary fractions leave behind: 0.30000000000000004.
 * @param {number} value */
function clean(value) {
  return Number(value.toPrecision(12));
}
