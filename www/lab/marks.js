// @ts-check
/** The mark and the colour of each role, the same in these charts as in the engine's. */

import { chartTheme } from "../chart_theme.js";
import { roleOf } from "../roles.js";

/** SVG path of a mark of about 8 pixels around the origin.
 * @type {Record<import("../roles.js").ChartRole, string>} */
const PATHS = {
  teacher: "M-3.5-3.5h7v7h-7z",
  distilled: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
  labels: "M0-4.5L4.5 3.5h-9z",
  smoothing: "M0-5L5 0L0 5L-5 0z",
  decisions: "M-4-4L4 4M4-4L-4 4",
};

/** @param {string} key "teacher" or the key of a method */
export function markOf(key) {
  const role = roleOf(key);
  const theme = chartTheme(1);
  const colours = { teacher: theme.teacher, distilled: theme.student, labels: theme.baseline };
  return {
    path: PATHS[role],
    colour: role in colours ? colours[/** @type {keyof typeof colours} */ (role)] : theme.variant,
  };
}
