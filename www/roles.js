// @ts-check
/** The nets of a run: which colour, line and place each has. Style and charts know them by their role. */

/** @typedef {"teacher" | "distilled" | "labels" | "smoothing" | "decisions"} ChartRole */

/** @type {Record<string, ChartRole>} */
const ROLES = {
  teacher: "teacher",
  "soft-labels": "distilled",
  "hard-labels": "labels",
  "label-smoothing": "smoothing",
  "teacher-decisions": "decisions",
};

export const TEACHER = "teacher";
export const DISTILLED = "soft-labels";
export const LABELS = "hard-labels";
export const SMOOTHING = "label-smoothing";

/** The role of a net that has an ink of its own.
 * @param {string} key "teacher" or the key of a method
 * @returns {ChartRole | undefined} */
export const knownRole = (key) => ROLES[key];

/** @param {string} key "teacher" or the key of a method */
export function roleOf(key) {
  return ROLES[key] ?? "decisions";
}

/** Teacher first, then the distilled student, then what it is compared with.
 * @param {string[]} arms */
export function inReadingOrder(arms) {
  const order = Object.keys(ROLES);
  const place = (/** @type {string} */ key) => (order.includes(key) ? order.indexOf(key) : order.length);
  return [TEACHER, ...[...arms].sort((a, b) => place(a) - place(b))];
}
