// @ts-check
/** Which of many marks are drawn, so that none covers another. */

/** Marks that come earlier have their place; one that would lie on them is left out.
 * @param {[number, number][]} places centres
 * @param {number} width of a mark, in the units of the centres
 * @param {number} height
 * @returns {number[]} indices of those that stay, in their order */
export function uncovered(places, width, height) {
  /** Marks by the cell of their centre: what lies nearer than a mark is in the same cell or in one beside it.
   * @type {Map<string, [number, number][]>} */
  const cells = new Map();
  const stays = (/** @type {[number, number]} */ [x, y]) => {
    const [column, row] = [Math.floor(x / width), Math.floor(y / height)];
    for (let across = column - 1; across <= column + 1; across += 1) {
      for (let down = row - 1; down <= row + 1; down += 1) {
        const near = cells.get(`${across} ${down}`) ?? [];
        if (near.some(([left, top]) => Math.abs(left - x) < width && Math.abs(top - y) < height))
          return false;
      }
    }
    const cell = `${column} ${row}`;
    cells.set(cell, [...(cells.get(cell) ?? []), [x, y]]);
    return true;
  };
  return places.flatMap((place, at) => (stays(place) ? [at] : []));
}
