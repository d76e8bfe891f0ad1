// @ts-check
/** The part of a link that says which result it gives: the engine's version and the first digits of fingerprints. */

/** @typedef {import("./engine/retort.js").Claim} Claim */

/** Digits of each fingerprint that a link gets: one in four thousand million by chance. */
const DIGITS = 8;

/** @param {Claim} claim */
export function claimText({ engine, run, nets }) {
  return `${engine === null ? "" : `e=${engine}&`}r=${[run, ...nets].join("-")}`;
}

/** @param {string} link
 * @param {string} claim */
export function claimed(link, claim) {
  return claim ? `${link || "v=1"}&${claim}` : link;
}

/** What a finished run may claim.
 * @param {number | null} engine version, where it is known
 * @param {string} run fingerprint
 * @param {string[]} nets fingerprints: teacher, then arms
 * @returns {Claim} */
export function claimOf(engine, run, nets) {
  const short = (/** @type {string} */ print) => print.slice(0, DIGITS);
  return { engine, run: short(run), nets: nets.map(short) };
}
