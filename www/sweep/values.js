// @ts-check
/** The values of an axis as a text to type: read, and proposed. */

/** @typedef {import("../engine/retort.js").Field} Field */
/** @typedef {import("../engine/retort.js").Spec} Spec */
/** @typedef {import("../engine/retort.js").Menu} Menu */

/** Values worth trying first. */
const PROPOSED = /** @type {Record<string, (string | number)[]>} */ ({
  T: [1, 2, 4, 8, 16],
  alpha: [0, 0.25, 0.5, 0.75, 1],
  labels: [20, 50, 100, 200],
  noise: [0, 0.2, 0.4, 0.6],
  smoothing: [0.05, 0.1, 0.2, 0.4],
});
/** More of a list than a first picture needs. */
const MANY = 6;

/** Whether one value of the field may have commas inside.
 * @param {Field | undefined} field */
const isList = (field) => ["choices", "options", "layers"].includes(field?.kind ?? "");

/** @param {Field | undefined} field
 * @param {string} text
 * @returns {string[]} */
export function splitValues(field, text) {
  const between = isList(field) ? /[;；\s]+/ : /[,，、;；\s]+/;
  return text.split(between).filter((part) => part !== "");
}

/** @param {Field | undefined} field
 * @param {string[]} values */
export const joinValues = (field, values) => values.join(isList(field) ? "; " : ", ");

/** @param {Field} field
 * @param {Spec} spec
 * @param {Menu} menu */
export function proposed(field, spec, menu) {
  return joinValues(field, valuesFor(field, spec, menu).map(String));
}

/** @param {Field} field
 * @param {Spec} spec
 * @param {Menu} menu
 * @returns {(string | number)[]} */
function valuesFor({ key, kind, min = 0, max = Number.POSITIVE_INFINITY, choices = [] }, spec, menu) {
  const now = spec[key];
  if (PROPOSED[key]) return PROPOSED[key];
  if (key === "student" || key === "teacher") {
    // The sizes of its family that take these images.
    const family = menu.models.find((model) => model.key === now)?.family;
    return menu.models
      .filter((model) => model.family === family && model.costs[spec.data])
      .map((model) => model.key);
  }
  if (kind === "integer" || kind === "number") {
    const middle = Number(now) || (kind === "integer" ? Math.max(1, min) : Math.min(max, 1) / 2);
    const near = [middle / 2, middle, middle * 2].map((value) =>
      Math.min(max, Math.max(min, kind === "integer" ? Math.round(value) : Number(value.toPrecision(3)))),
    );
    return [...new Set(near)];
  }
  return kind === "choice" ? choices.slice(0, MANY) : [now].filter((value) => value !== "");
}
