// @ts-check
/** Whether a run gave the result that a link claims, and if not, where it differs. */

import { TEACHER } from "./roles.js";

/** @typedef {import("./run_record.js").RunRecord} RunRecord */
/** @typedef {import("./engine/retort.js").Claim} Claim */

/** Whether an engine gives the same bits everywhere. A graphics adapter adds in the order that suits it.
 * @param {string} engine its key */
export const reproducible = (engine) => engine !== "webgpu";

/** The fingerprints of a finished run, in the order of links: teacher, then arms. Null before, where one failed, and where
 * they would prove nothing.
 * @param {RunRecord | null} record */
export function fingerprints(record) {
  if (!record || !reproducible(record.engine.key)) return null;
  const prints = [TEACHER, ...record.arms].map((key) => record.nets[key]?.final?.fingerprint ?? "");
  return prints.every(Boolean) ? prints : null;
}

/** @typedef {Object} Comparison
 * @property {boolean} same
 * @property {string[] | null} differing keys of nets; null where the link names no nets of this run
 * @property {boolean} version whether another engine version made the claim */

/** @param {Claim} claim
 * @param {RunRecord} record
 * @param {(nets: string[]) => string} runFingerprint the engine's
 * @returns {Comparison | null} null while the run has not finished */
export function compare(claim, record, runFingerprint) {
  const prints = fingerprints(record);
  if (!prints) return null;
  const keys = [TEACHER, ...record.arms];
  const named = claim.nets.length === prints.length;
  const differing = named ? keys.filter((_, at) => !prints[at].startsWith(claim.nets[at])) : null;
  const same = runFingerprint(prints).startsWith(claim.run) && !differing?.length;
  const version = claim.engine !== null && claim.engine !== record.engine.version;
  return { same, differing, version };
}
