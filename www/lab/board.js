// @ts-check
/** A game of Connect Four as a list of columns, and what can be said of it without an engine. */

export const COLUMNS = 7;
export const ROWS = 6;

/** The stones of a board, row by row from above: 0 for none, 1 for the player who began, 2 for the other.
 * @param {number[]} moves columns from 0, in turn
 * @returns {number[]} */
export function stones(moves) {
  const places = new Array(COLUMNS * ROWS).fill(0);
  const heights = new Array(COLUMNS).fill(0);
  moves.forEach((column, turn) => {
    places[(ROWS - 1 - heights[column]) * COLUMNS + column] = (turn % 2) + 1;
    heights[column] += 1;
  });
  return places;
}

/** Visit counts as shares of their sum; zeros where there was no visit.
 * @param {ArrayLike<number>} visits
 * @returns {number[]} */
export function shares(visits) {
  const counts = Array.from(visits);
  const sum = counts.reduce((before, count) => before + count, 0);
  return counts.map((count) => (sum > 0 ? count / sum : 0));
}

/** The column with the largest share; the first of several.
 * @param {number[]} values */
export function largest(values) {
  return values.indexOf(Math.max(...values));
}
