// @ts-check
/** Round numbers along an axis, and labels that keep apart. */

/** A range that holds all values, with a little room, and round numbers inside it.
 * @param {number[]} values
 * @param {number} most ticks
 * @returns {{low: number, high: number, ticks: number[], digits: number}} */
export function axisOf(values, most) {
  const finite = values.filter(Number.isFinite);
  const [smallest, largest] = finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [0, 1];
  const room = Math.max((largest - smallest) * 0.06, 0.05);
  const [low, high] = [smallest - room, largest + room];
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough;
  const ticks = [];
  for (let at = Math.ceil(low / step); at * step <= high; at += 1)
    ticks.push(Number((at * step).toPrecision(9)));
  return { low, high, ticks, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

/** Smallest distance of two labels, in pixels. */
const APART = 15;

/** Places for labels near those that are wanted, none over another and none below the lowest.
 * @param {number[]} wanted
 * @param {number} lowest
 * @returns {number[]} */
export function spread(wanted, lowest) {
  const order = wanted.map((_, at) => at).sort((a, b) => wanted[a] - wanted[b]);
  const places = [...wanted];
  order.forEach((at, rank) => {
    if (rank > 0) places[at] = Math.max(places[at], places[order[rank - 1]] + APART);
  });
  const over = Math.max(0, ...places.map((place) => place - lowest));
  return places.map((place) => place - over);
}
