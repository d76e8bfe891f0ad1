// @ts-check
/** Lines of a results file, one run each, from this page, `retort run --json`, `retort sweep` or the Python export.
 * Reading trusts nothing: bad lines are named with their number. Knows neither page nor engine. */

import { isObject } from "./sweep_file.js";

/** Characters of a line: every method with every score, and room. */
export const LONGEST = 16_384;
/** Runs of a sweep. */
export const MOST = 10_000;
/** Bytes of a file. */
export const LARGEST = 48 * 1024 * 1024;

/** What this page reads of a run; the rest is kept as it came.
 * @typedef {{link: string, seed: number, engine?: string, teacher: {accuracy: number},
 *   arms: Record<string, {accuracy: number}>}} Line */
/** A run that came to no end, as `retort sweep` notes it: a network diverged.
 * @typedef {{link: string, seed: number, failed: unknown}} FailedLine */
/** @typedef {"too-long" | "not-a-result" | "bad-accuracy" | "bad-link" | "other-seed" | "repeated" | "not-in-sweep"
 *   | "too-many"} Why */
/** @typedef {{line: number, why: Why}} Refused */

/** @param {unknown} net */
const isNet = (net) => isObject(net) && typeof net.accuracy === "number";

/** @param {string} text
 * @returns {Line | FailedLine | {why: Why}} */
export function readLine(text) {
  if (text.length > LONGEST) return { why: "too-long" };
  /** @type {unknown} */
  let line;
  try {
    line = JSON.parse(text);
  } catch {
    return { why: "not-a-result" };
  }
  if (!isObject(line) || typeof line.link !== "string") return { why: "not-a-result" };
  const seed = line.seed;
  if (typeof seed !== "number" || !Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff)
    return { why: "not-a-result" };
  if (isObject(line.failed) && line.arms === undefined) return { link: line.link, seed, failed: line.failed };
  if (!isNet(line.teacher) || !isObject(line.arms) || !Object.values(line.arms).every(isNet))
    return { why: "not-a-result" };
  const found = /** @type {Line} */ (/** @type {unknown} */ (line));
  const sound = [found.teacher, ...Object.values(found.arms)].every(
    ({ accuracy }) => accuracy >= 0 && accuracy <= 1,
  );
  return sound ? found : { why: "bad-accuracy" };
}

/** The experiments of lines as a sweep: fields that differ are its axes, seeds go from the smallest to the largest.
 * @param {Record<string, string | number>[]} specs settings of each line
 * @param {string[]} keys of all fields, in order */
export function sweepOf(specs, keys) {
  const axes = keys.flatMap((key) => {
    if (key === "seed") return [];
    const values = [...new Set(specs.map((spec) => spec[key]))];
    if (values.length < 2) return [];
    if (values.every((value) => typeof value === "number")) values.sort((a, b) => Number(a) - Number(b));
    return [{ key, values: values.map(String) }];
  });
  const seeds = specs.map(({ seed }) => Number(seed));
  const [first, last] = seeds.reduce(
    ([low, high], seed) => [Math.min(low, seed), Math.max(high, seed)],
    [Number.POSITIVE_INFINITY, 0],
  );
  return { base: { ...specs[0], seed: first }, axes, seeds: last - first + 1 };
}
