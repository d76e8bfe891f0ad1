// @ts-check
/** Checks a sweep as `crate/sweep/` does natively, by the engine's own check of each value and each point, and lists its
 * runs. The first thing that cannot be kept is named; nothing is replaced by a nearest value, since a sweep may take hours. */

import { MOST } from "./lines.js";

/** @typedef {import("../engine.js").Engine} Engine */
/** @typedef {import("../engine/retort.js").Menu} Menu */
/** @typedef {import("../engine/retort.js").Field} Field */
/** @typedef {import("../engine/retort.js").Problem} Problem */
/** @typedef {import("../engine/retort.js").Spec} Spec */
/** @typedef {import("./sweep_file.js").SweepFile} SweepFile */

/** @typedef {"locked" | "not-a-sweep" | "bad-link" | "unknown-axis" | "seed-axis" | "repeated-axis" | "no-values" | "bad-value"
 *   | "repeated-value" | "idle-axis" | "bad-seeds" | "too-many-runs" | "refused-point"} Code */
/** `problem` is the engine's word, `point` the values of the point that it is about.
 * @typedef {{code: Code, key: string, given: string, problem?: Problem, point?: [string, string][]}} SweepError */

/** `number`: whether the values are numbers; `log`: whether equal ratios are equally far apart.
 * @typedef {{key: string, values: string[], number: boolean, log: boolean}} Axis */

/** @typedef {Object} Built a checked sweep
 * @property {string} link what all runs have in common, canonical
 * @property {Axis[]} axes
 * @property {number} seeds
 * @property {number} points
 * @property {string[]} links of all runs, canonical: all seeds of the first point, then those of the next; the last axis
 *   is fastest */

/** @param {Code} code
 * @param {string} key
 * @param {string | number} [given]
 * @returns {{error: SweepError}} */
const wrong = (code, key, given = "") => ({ error: { code, key, given: String(given) } });

/** @param {Pick<Engine, "openLink" | "checkSpec">} engine
 * @param {Menu} menu
 * @param {SweepFile} sweep
 * @param {() => Promise<void>} [breathe] between pieces of work
 * @returns {Promise<{built: Built} | {error: SweepError}>} */
export async function checkSweep(engine, menu, { link, axes, seeds }, breathe = async () => {}) {
  const base = engine.openLink(link);
  const [problem] = base.problems;
  if (problem) return { error: { code: "bad-link", key: problem.key, given: problem.given, problem } };
  if (!Number.isSafeInteger(seeds) || seeds < 1 || seeds > MOST) return wrong("bad-seeds", "seeds", seeds);

  /** @type {Axis[]} */
  const checked = [];
  for (const { key, values } of axes) {
    const field = menu.fields.find((each) => each.key === key);
    if (!field) return wrong("unknown-axis", key, key);
    if (key === "seed") return wrong("seed-axis", key, key);
    if (checked.some((axis) => axis.key === key)) return wrong("repeated-axis", key, key);
    if (values.length === 0) return wrong("no-values", key);
    const read = readValues(engine, field, values);
    if ("error" in read) return read;
    checked.push(read);
    await breathe();
  }
  const points = checked.reduce((count, { values }) => count * values.length, 1);
  if (points * seeds > MOST) return wrong("too-many-runs", "axes", points * seeds);

  const first = Number(base.spec.seed);
  /** @type {string[]} */
  const links = [];
  const idle = new Set(checked.map(({ key }) => key));
  for (let point = 0; point < points; point += 1) {
    const place = placeOf(point, checked);
    const values = checked.map(({ key, values }, at) => [key, values[place[at]]]);
    const opened = engine.checkSpec({ ...base.spec, ...Object.fromEntries(values) });
    const [clash] = opened.problems;
    if (clash) {
      const named = /** @type {[string, string][]} */ (values);
      return {
        error: {
          code: "refused-point",
          key: clash.key,
          given: clash.given,
          problem: clash,
          point: named,
        },
      };
    }
    for (const key of idle) if (!opened.idle.includes(key)) idle.delete(key);
    const own = menu.fields.find(({ key }) => key === "seed")?.default;
    for (let seed = 0; seed < seeds; seed += 1) {
      links.push(withSeed(opened.link, (first + seed) >>> 0, Number(own)));
    }
    await breathe();
  }
  const [unused] = idle;
  if (unused !== undefined) return wrong("idle-axis", unused);
  return { built: { link: base.link, axes: checked, seeds, points, links } };
}

/** @param {Pick<Engine, "checkSpec">} engine
 * @param {Field} field
 * @param {string[]} texts
 * @returns {Axis | {error: SweepError}} */
function readValues(engine, { key, kind, scale, choices }, texts) {
  const number = kind === "integer" || kind === "number";
  const canonical = (/** @type {string} */ text) => {
    if (number) return String(Number(text));
    const parts = text.split(",");
    return kind === "choices" || kind === "options"
      ? (choices ?? []).filter((choice) => parts.includes(choice)).join(",")
      : text;
  };
  /** @type {string[]} */
  const values = [];
  for (const text of texts) {
    const { spec, problems } = engine.checkSpec({ [key]: text });
    // Whether it goes together with the others is asked at each point.
    const problem = problems.find((each) => each.key === key && !each.reason);
    if (problem) return { error: { code: "bad-value", key, given: text, problem } };
    // What the default experiment cannot have beside its other settings was changed there; other experiments can.
    const value = problems.some((each) => each.key === key) ? canonical(text) : String(spec[key]);
    if (values.includes(value)) return wrong("repeated-value", key, text);
    values.push(value);
  }
  return { key, values, number, log: scale === "log" };
}

/** A canonical link with another seed: it stands last but for the engine, and not at all where it is the default.
 * @param {string} link
 * @param {number} seed
 * @param {number} own the default */
export function withSeed(link, seed, own) {
  const parts = link.split("&").filter((part) => part !== "" && !part.startsWith("seed="));
  const head = parts.filter((part) => part !== "v=1" && !part.startsWith("engine="));
  const tail = parts.filter((part) => part.startsWith("engine="));
  const rest = [...head, ...(seed === own ? [] : [`seed=${seed}`]), ...tail];
  return rest.length > 0 ? ["v=1", ...rest].join("&") : "";
}

/** For each axis the number of the value that a point has; the last axis is fastest.
 * @param {number} point
 * @param {{values: string[]}[]} axes */
export function placeOf(point, axes) {
  let rest = point;
  const place = axes.map(() => 0);
  for (let at = axes.length - 1; at >= 0; at -= 1) {
    place[at] = rest % axes[at].values.length;
    rest = Math.floor(rest / axes[at].values.length);
  }
  return place;
}

/** Number of a point from those of its values.
 * @param {number[]} place
 * @param {{values: string[]}[]} axes */
export function pointAt(place, axes) {
  return axes.reduce((before, { values }, at) => before * values.length + place[at], 0);
}
