// @ts-check
/** The way of the temperature while it plays: up and down between its ends, evenly on the logarithmic scale. */

/** @typedef {{smallest: number, largest: number}} Ends */

/** Where the temperature is after a share of one way up and down: 0 and 1 are the small end, 0.5 the large one.
 * @param {number} phase
 * @param {Ends} ends */
export function temperatureAt(phase, { smallest, largest }) {
  const turn = phase - Math.floor(phase);
  const way = turn < 0.5 ? 2 * turn : 2 - 2 * turn;
  const exact = smallest * (largest / smallest) ** way;
  return Math.min(largest, Math.max(smallest, Number(exact.toPrecision(3))));
}

/** The phase on the way up at which the temperature is this one.
 * @param {number} temperature
 * @param {Ends} ends */
export function phaseOf(temperature, { smallest, largest }) {
  const inside = Math.min(largest, Math.max(smallest, temperature));
  return Math.log(inside / smallest) / Math.log(largest / smallest) / 2;
}

/** The next of some temperatures, turning round at the last and at the first.
 * @param {number} temperature
 * @param {boolean} rising
 * @param {number[]} stops in rising order
 * @returns {{temperature: number, rising: boolean}} */
export function nextStop(temperature, rising, stops) {
  const above = stops.find((stop) => stop > temperature);
  const below = stops.findLast((stop) => stop < temperature);
  if (rising && above !== undefined) return { temperature: above, rising };
  if (below !== undefined) return { temperature: below, rising: false };
  return { temperature: above ?? temperature, rising: true };
}
