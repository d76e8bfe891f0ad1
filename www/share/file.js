// @ts-check
/** The file of an experiment: settings, what came out, and the fingerprints that prove it. Reading trusts nothing. */

import { fingerprints } from "../reproduce.js";
import { TEACHER } from "../roles.js";
import { last } from "../run_record.js";
import { courseOf, readCourse } from "./course.js";

/** @typedef {import("../run_record.js").RunRecord} RunRecord */
/** @typedef {import("../claim.js").Claim} Claim */
/** @typedef {import("../engine/retort.js").Value} Value */

/** Raised when the meaning of a part changes. */
const VERSION = 1;
/** Bytes; a file of ours has about 15,000. */
export const LARGEST = 262_144;
/** More settings than any version will have. */
const MOST_SETTINGS = 200;
const PRINT = /^[0-9a-f]{8,16}$/;

/** What a finished run came to, as files and messages carry it; with fingerprints where they prove something.
 * @param {RunRecord} record
 * @param {(nets: string[]) => string} runFingerprint the engine's
 * @returns null where a net has not finished */
export function resultOf(record, runFingerprint) {
  const keys = [TEACHER, ...record.arms];
  if (!keys.every((key) => record.nets[key]?.final)) return null;
  const prints = fingerprints(record);
  const results = keys.map((key) => {
    const { accuracy, crossEntropy, calibrationError, agreement, kl } = last(record.nets[key]) ?? {};
    const { cost, fingerprint } = record.nets[key].final ?? {};
    const found = { net: key, accuracy, crossEntropy, calibrationError, agreement, kl, ...cost };
    return prints ? { ...found, fingerprint } : found;
  });
  const { engine, link, spec, given } = record;
  return {
    link,
    spec,
    engine,
    ...(prints && { fingerprint: runFingerprint(prints) }),
    results,
    ...(given?.length && { given }),
  };
}

/** Every evaluation of every net, teacher first, in the order in which they were made.
 * @param {RunRecord} record */
export function curvesOf(record) {
  return [TEACHER, ...record.arms].flatMap((key) =>
    record.nets[key].points.map(
      ({ update, accuracy, crossEntropy, calibrationError, agreement, kl, loss }) => ({
        net: key,
        update,
        accuracy,
        crossEntropy,
        calibrationError,
        agreement,
        kl,
        loss: loss?.total ?? null,
      }),
    ),
  );
}

/** @param {RunRecord} record
 * @param {(nets: string[]) => string} runFingerprint the engine's
 * @returns {string | null} null where a net has not finished */
export function writeFile(record, runFingerprint) {
  const result = resultOf(record, runFingerprint);
  if (!result) return null;
  const results = result.results.map((each) => {
    const course = "fingerprint" in each ? courseOf(record.nets[each.net].points) : null;
    return course ? { ...each, course } : each;
  });
  const own = record.spec.data.startsWith("own-");
  // For who looks into the file: the hash is here, the images are not.
  const images = own ? { images: `not in this file: they travel as retort-${record.spec.data}.npz` } : {};
  return `${JSON.stringify({ retort: VERSION, ...images, ...result, results }, null, 2)}\n`;
}

/** What a file says of the course of nets, by their keys.
 * @typedef {Record<string, import("./course.js").Look[]>} Courses */
/** @typedef {{spec: Record<string, Value>, claim: Claim | null, courses: Courses}} Read */

/** @param {string} text
 * @returns {Read | "not-json" | "not-ours" | "newer"} */
export function readFile(text) {
  /** @type {unknown} */
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    return "not-json";
  }
  if (!isObject(file) || typeof file.retort !== "number" || !isObject(file.spec)) return "not-ours";
  if (file.retort > VERSION) return "newer";
  const settings = Object.entries(file.spec);
  if (settings.length > MOST_SETTINGS || !settings.every(([, value]) => isValue(value))) return "not-ours";
  return {
    spec: /** @type {Record<string, Value>} */ (Object.fromEntries(settings)),
    claim: claim(file),
    courses: courses(file),
  };
}

/** @param {Record<string, unknown>} file
 * @returns {Courses} */
function courses({ results }) {
  if (!Array.isArray(results)) return {};
  const found = results.flatMap((each) => {
    const course = isObject(each) ? readCourse(each.course) : null;
    return course && typeof each.net === "string" ? [[each.net, course]] : [];
  });
  return Object.fromEntries(found);
}

/** @param {Record<string, unknown>} file
 * @returns {Claim | null} null where the file claims nothing that can be compared */
function claim({ engine, fingerprint, results, given }) {
  // Networks of somebody's own took part: nobody can repeat it from the settings.
  if (Array.isArray(given) && given.length > 0) return null;
  if (!isPrint(fingerprint) || !Array.isArray(results)) return null;
  const nets = results.map((each) => (isObject(each) ? each.fingerprint : null));
  const version = isObject(engine) && Number.isSafeInteger(engine.version) ? Number(engine.version) : null;
  return { engine: version, run: fingerprint, nets: nets.every(isPrint) ? nets : [], courses: [] };
}

/** @param {unknown} value
 * @returns {value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value
 * @returns {value is Value} */
function isValue(value) {
  return typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
}

/** @param {unknown} value
 * @returns {value is string} */
function isPrint(value) {
  return typeof value === "string" && PRINT.test(value);
}
