// @ts-check
/** Principal components (Pearson 1901), for a few dimensions: two directions in which the rows differ most. */

/** Sweeps of Jacobi's rotations; ten dimensions need about six. */
const SWEEPS = 40;

/** Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations (Jacobi 1846).
 * @param {number[][]} symmetric
 * @returns {{value: number, vector: number[]}[]} from the largest value to the smallest */
export function eigen(symmetric) {
  const size = symmetric.length;
  const a = symmetric.map((row) => [...row]);
  const v = a.map((_, row) => a.map((_, column) => (row === column ? 1 : 0)));
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let rest = 0;
    for (let p = 0; p < size; p += 1) for (let q = p + 1; q < size; q += 1) rest += a[p][q] ** 2;
    if (rest < 1e-20) break;
    for (let p = 0; p < size; p += 1) for (let q = p + 1; q < size; q += 1) rotate(a, v, p, q);
  }
  return a
    .map((row, at) => ({ value: row[at], vector: v.map((line) => line[at]) }))
    .sort((x, y) => y.value - x.value);
}

/** Turns the plane of two axes until their entry is 0.
 * @param {number[][]} a
 * @param {number[][]} v
 * @param {number} p
 * @param {number} q */
function rotate(a, v, p, q) {
  if (a[p][q] === 0) return;
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (const row of a) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
  const [up, down] = [a[p], a[q]];
  for (let k = 0; k < a.length; k += 1) [up[k], down[k]] = [c * up[k] - s * down[k], s * up[k] + c * down[k]];
  for (const row of v) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
}

/** Rows on the two axes along which they differ most, and the share of their variance that these show.
 * @param {ArrayLike<number>} values row-major
 * @param {number} width of a row
 * @returns {{points: [number, number][], share: number}} */
export function plane(values, width) {
  const count = Math.floor(values.length / width);
  const mean = Array.from({ length: width }, (_, column) => {
    let sum = 0;
    for (let row = 0; row < count; row += 1) sum += values[row * width + column];
    return sum / Math.max(1, count);
  });
  const covariance = mean.map(() => mean.map(() => 0));
  for (let row = 0; row < count; row += 1) {
    for (let i = 0; i < width; i += 1) {
      const deviation = values[row * width + i] - mean[i];
      for (let j = 0; j < width; j += 1)
        covariance[i][j] += (deviation * (values[row * width + j] - mean[j])) / Math.max(1, count);
    }
  }
  const found = eigen(covariance);
  const total = found.reduce((sum, { value }) => sum + Math.max(0, value), 0);
  const axes = found.slice(0, 2).map(({ vector }) => upright(vector));
  const along = (/** @type {number} */ row, /** @type {number[]} */ axis) =>
    axis.reduce((sum, weight, column) => sum + weight * (values[row * width + column] - mean[column]), 0);
  const points = Array.from(
    { length: count },
    (_, row) => /** @type {[number, number]} */ (axes.map((axis) => along(row, axis))),
  );
  const shown = found.slice(0, 2).reduce((sum, { value }) => sum + Math.max(0, value), 0);
  return { points, share: total > 0 ? shown / total : 0 };
}

/** A direction and its opposite are equally good: the one whose largest part is positive.
 * @param {number[]} vector */
function upright(vector) {
  const largest = vector.reduce((found, each) => (Math.abs(each) > Math.abs(found) ? each : found), 0);
  return largest < 0 ? vector.map((each) => -each) : vector;
}
