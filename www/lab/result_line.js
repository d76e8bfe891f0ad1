// @ts-check
/** The result of one seed in the shape that `retort run --json` prints, and as rows of its CSV. */

import { reproducible } from "../reproduce.js";
import { inReadingOrder, TEACHER } from "../roles.js";
import { last } from "../run_record.js";

/** @typedef {import("../run_record.js").RunRecord} RunRecord */
/** @typedef {import("../run_record.js").Net} Net */

/** Shares are between 0 and 1.
 * @typedef {Object} NetLine
 * @property {number} accuracy
 * @property {number} parameters
 * @property {number} flops
 * @property {number} crossEntropy
 * @property {number} calibrationError
 * @property {number} [agreement]
 * @property {number} [kl]
 * @property {number} microsecondsPerImage
 * @property {number} [originalAccuracy]
 * @property {string} [fingerprint] none of an engine that is not reproducible */

/** @typedef {{link: string, seed: number, engine: string, teacher: NetLine, arms: Record<string, NetLine>,
 *   fingerprint?: string, seconds: number}} ResultLine */

/** @param {Net} net
 * @param {boolean} proves whether its fingerprint does
 * @returns {NetLine | null} null while it has not finished */
function netLine(net, proves) {
  const point = last(net);
  if (!net.final || !point) return null;
  return {
    accuracy: point.accuracy,
    parameters: net.final.cost.parameters,
    flops: net.final.cost.flops,
    crossEntropy: point.crossEntropy,
    calibrationError: point.calibrationError,
    ...(point.agreement !== null && { agreement: point.agreement }),
    ...(point.kl !== null && { kl: point.kl }),
    microsecondsPerImage: net.final.microsecondsPerImage,
    ...(net.final.originalAccuracy !== undefined && { originalAccuracy: net.final.originalAccuracy }),
    ...(proves && { fingerprint: net.final.fingerprint }),
  };
}

/** @param {RunRecord} record
 * @param {(networks: string[]) => string} runFingerprint the engine's
 * @param {number} [seconds] how long it took; without it, how long the networks computed
 * @returns {ResultLine | null} null for a run in which not every network finished */
export function resultLine({ link, spec, engine, arms, nets }, runFingerprint, seconds) {
  const proves = reproducible(engine.key);
  const teacher = netLine(nets[TEACHER], proves);
  const lines = arms.map((arm) => netLine(nets[arm], proves));
  const found = lines.filter((line) => line !== null);
  if (!teacher || found.length < arms.length) return null;
  const computed = Object.values(nets).reduce((sum, net) => sum + net.milliseconds, 0) / 1000;
  return {
    link,
    seed: spec.seed,
    engine: engine.key,
    teacher,
    arms: Object.fromEntries(arms.map((arm, at) => [arm, found[at]])),
    ...(proves && { fingerprint: runFingerprint([teacher, ...found].map((line) => line.fingerprint ?? "")) }),
    seconds: seconds ?? computed,
  };
}

/** One JSON object a line.
 * @param {ResultLine[]} results */
export function toJsonLines(results) {
  return results.map((result) => `${JSON.stringify(result)}\n`).join("");
}

const HEAD =
  "seed,role,accuracy,agreement,kl,cross_entropy,calibration_error,parameters,flops,us_per_image\n";

/** @param {ResultLine[]} results */
export function toCsv(results) {
  const rows = results.flatMap(({ seed, teacher, arms }) =>
    Object.entries({ [TEACHER]: teacher, ...arms }).map(([role, net]) =>
      [
        seed,
        role,
        net.accuracy,
        net.agreement ?? "",
        net.kl ?? "",
        net.crossEntropy,
        net.calibrationError,
        net.parameters,
        net.flops,
        net.microsecondsPerImage.toFixed(3),
      ].join(","),
    ),
  );
  return `${HEAD}${rows.map((row) => `${row}\n`).join("")}`;
}

const CURVE_HEAD = "role,update,seconds,accuracy,cross_entropy,calibration_error,agreement,kl,loss\n";

/** All evaluations, a row each.
 * @param {RunRecord} shown */
export function curvesCsv({ arms, nets }) {
  const rows = inReadingOrder(arms).flatMap((key) =>
    nets[key].points.map((point) =>
      [
        key,
        point.update,
        (point.milliseconds / 1000).toFixed(3),
        point.accuracy,
        point.crossEntropy,
        point.calibrationError,
        point.agreement ?? "",
        point.kl ?? "",
        point.loss?.total ?? "",
      ].join(","),
    ),
  );
  return `${CURVE_HEAD}${rows.map((row) => `${row}\n`).join("")}`;
}
