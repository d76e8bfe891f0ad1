// @ts-check
/** Measured numbers in words of the page. */

import { NONE, number, percent, short, t } from "../words.js";

/** @typedef {import("../engine/retort.js").Unit} Unit */
/** @typedef {import("../engine/retort.js").Interval} Interval */

/** @param {string} text */
const minus = (text) => text.replace("-", "−");

/** A number as its unit counts, without the unit.
 * @param {number} value
 * @param {Unit} unit */
function plain(value, unit) {
  switch (unit) {
    case "share":
      return minus(percent(value, 1));
    case "points": {
      const rounded = Math.round(value * 1000) / 10 || 0;
      return `${rounded > 0 ? "+" : ""}${minus(number(rounded, 1))}`;
    }
    case "count":
      return minus(Math.abs(value) < 10 ? short(value, 2) : number(value));
    case "nats":
      return minus(number(value, 3));
    default:
      return minus(short(value, 3));
  }
}

/** @param {number | null | undefined} value
 * @param {Unit} unit */
export function written(value, unit) {
  if (value == null || !Number.isFinite(value)) return NONE;
  const text = plain(value, unit);
  const named = unit !== "share" && unit !== "count" && unit !== "plain";
  return named ? t(`unit.${unit}`, { value: text }) : text;
}

/** A mean with its interval.
 * @param {Interval | null | undefined} found
 * @param {Unit} unit */
export function interval(found, unit) {
  if (!found) return NONE;
  const { mean, margin } = found;
  if (margin === null) return written(mean, unit);
  const ends = { low: plain(mean - margin, unit), high: plain(mean + margin, unit) };
  return t("chapter.interval", { value: written(mean, unit), ...ends });
}

/** How a figure counts: what its numbers are multiplied by, and the name of that.
 * @param {Unit} unit */
export function scaleOf(unit) {
  return { factor: unit === "share" || unit === "points" ? 100 : 1, name: t(`scale.${unit}`) };
}
