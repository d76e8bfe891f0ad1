// @ts-check
/** How long work goes on that has been going for some time. */

/** Share of the work below which a rate says nothing. */
const TOO_EARLY = 0.02;

/** @param {number} share of the work that is done, 0 to 1
 * @param {number} seconds that it took
 * @param {number} [before] share that was done when the clock started
 * @returns {number | null} null while nobody can say */
export function secondsLeft(share, seconds, before = 0) {
  const gone = share - before;
  return gone > TOO_EARLY ? (seconds * (1 - Math.min(1, share))) / gone : null;
}
