// @ts-check
/** What the seeds of each point say, and which point is best. Knows no page; intervals come from the engine. */

import { LABELS, TEACHER } from "../roles.js";

/** @typedef {import("./lines.js").Line} Line */
/** @typedef {import("../engine/retort.js").PairedGain} PairedGain */
/** @typedef {(before: Float64Array, after: Float64Array) => PairedGain | null} Pair */

/** What is shown: the accuracy of a net in per cent, or its gain over labels only in points.
 * @typedef {{what: "accuracy" | "gain", net: string}} Measure */

/** `margin` is half the 95 % interval, `deviation` the sample standard deviation: null for a single seed.
 * @typedef {{count: number, mean: number, deviation: number | null, margin: number | null}} Summary */

/** @param {Line | undefined} line
 * @param {Measure} measure
 * @returns {number | null} null where the run has no such net */
export function measured(line, { what, net }) {
  const own = net === TEACHER ? line?.teacher : line?.arms[net];
  if (!own) return null;
  if (what === "accuracy") return own.accuracy * 100;
  const labels = line?.arms[LABELS];
  return labels ? (own.accuracy - labels.accuracy) * 100 : null;
}

/** @param {number[]} values
 * @param {Pair} pair
 * @returns {Summary | null} */
export function summary(values, pair) {
  const found = pair(new Float64Array(values.length), Float64Array.from(values));
  if (!found) return null;
  const several = found.count > 1;
  return {
    count: found.count,
    mean: found.mean,
    deviation: several ? found.deviation : null,
    margin: several ? found.margin : null,
  };
}

/** @typedef {{at: number, summary: Summary, unclear: number[], others: number}} Best the point, and those that the seeds
 *   do not tell from it, each taken alone */

/** @param {(number | null)[][]} points values seed by seed
 * @param {Pair} pair
 * @returns {Best | null} null without any value */
export function bestOf(points, pair) {
  const known = (/** @type {(number | null)[]} */ values) => values.filter((value) => value !== null);
  const summaries = points.map((values) => summary(known(values), pair));
  const order = summaries.flatMap((found, at) => (found ? [{ at, found }] : []));
  if (order.length === 0) return null;
  const best = order.reduce((first, next) => (next.found.mean > first.found.mean ? next : first));
  const others = order.filter(({ at }) => at !== best.at);
  const unclear = others.filter(({ at }) => !clearlyBelow(points[at], points[best.at], pair));
  return { at: best.at, summary: best.found, unclear: unclear.map(({ at }) => at), others: others.length };
}

/** Whether the 95 % interval of the difference, taken seed by seed, lies above zero.
 * @param {(number | null)[]} values
 * @param {(number | null)[]} best
 * @param {Pair} pair */
function clearlyBelow(values, best, pair) {
  /** @type {number[]} */
  const before = [];
  /** @type {number[]} */
  const after = [];
  for (const [seed, value] of values.entries()) {
    const other = best[seed];
    if (value === null || other === null) continue;
    before.push(value);
    after.push(other);
  }
  const found = pair(Float64Array.from(before), Float64Array.from(after));
  return found !== null && found.mean - found.margin > 0;
}
