// @ts-check
/** Turns pen strokes into an image like those of a dataset: scaled to the same box, centred the same way, as thick.
 * Strokes are lines, so that nothing is lost by drawing small. */

/** Places are shares of the pad, from its top left corner.
 * @typedef {[number, number]} Place */
/** @typedef {Place[]} Stroke */

/** How a dataset's images were made. Lengths in pixels of the image.
 * @typedef {{box: number, pen: number, levels: number, centre: "box" | "mass"}} Recipe */

/** Alpaydin & Kaynak 1998: the digit fills the image, and a pixel counts the ink of 4 x 4 dots.
 * @type {Recipe} */
const DIGITS = { box: 8, pen: 1.5, levels: 16, centre: "box" };
/** LeCun et al. 1998: the digit fits into 20 x 20 pixels, its centre of mass stands in the middle of 28 x 28.
 * @type {Recipe} */
const MNIST = { box: 20, pen: 2.4, levels: 255, centre: "mass" };

/** Thickness of a pen on a user's own images, as a share of the pad. */
const OWN_PEN = 0.08;

/** Dots along the side of a pixel. */
const FINE = 4;
/** Smallest extent of a drawing, as a share of the pad: a dot does not become a disc. */
const SMALLEST = 0.25;

/** @param {Stroke[]} strokes
 * @returns {{left: number, top: number, width: number, height: number}} */
function bounds(strokes) {
  const places = strokes.flat();
  const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** Square of the distance from a place to the line between two others.
 * @param {Place} place
 * @param {Place} from
 * @param {Place} to */
function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
  return (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2;
}

/** Share of ink in every pixel.
 * @param {Stroke[]} lines in pixels
 * @param {number} size of the image
 * @param {number} pen
 * @returns {number[]} */
function ink(lines, size, pen) {
  const dots = size * FINE;
  const wet = new Uint8Array(dots * dots);
  const reach = pen / 2;
  // Only the dots around a line are looked at: a drawing has hundreds of lines, and is drawn at every move of the pen.
  const first = (/** @type {number} */ low) => Math.max(0, Math.floor((low - reach) * FINE));
  const last = (/** @type {number} */ high) => Math.min(dots - 1, Math.ceil((high + reach) * FINE));
  for (const line of lines) {
    line.forEach((to, at) => {
      const from = line[Math.max(0, at - 1)];
      for (let row = first(Math.min(from[1], to[1])); row <= last(Math.max(from[1], to[1])); row += 1) {
        for (
          let column = first(Math.min(from[0], to[0]));
          column <= last(Math.max(from[0], to[0]));
          column += 1
        ) {
          const dot = /** @type {Place} */ ([(column + 0.5) / FINE, (row + 0.5) / FINE]);
          if (distance(dot, from, to) <= reach * reach) wet[row * dots + column] = 1;
        }
      }
    });
  }
  const shares = new Array(size * size).fill(0);
  wet.forEach((is, at) => {
    const [row, column] = [Math.floor(at / dots), at % dots];
    shares[Math.floor(row / FINE) * size + Math.floor(column / FINE)] += is / (FINE * FINE);
  });
  return shares;
}

/** @param {Stroke[]} lines
 * @param {number} dx
 * @param {number} dy
 * @returns {Stroke[]} */
function moved(lines, dx, dy) {
  return lines.map((line) => line.map(([x, y]) => [x + dx, y + dy]));
}

/** @param {Uint8Array} pixels
 * @param {number} size
 * @returns {import("../run_record.js").Images} */
export function pictureOf(pixels, size) {
  return { count: 1, width: size, height: size, pixels: () => pixels, label: () => 0, index: () => 0 };
}

/** Grey values 0 to 255, row by row; null where nothing has been drawn.
 * @param {Stroke[]} strokes
 * @param {number} size of the square image in pixels
 * @param {boolean} [asDrawn] neither scaled nor centred: nobody knows how a user's own images were made
 * @returns {Uint8Array | null} */
export function raster(strokes, size, asDrawn = false) {
  if (strokes.flat().length === 0) return null;
  if (asDrawn) {
    const lines = strokes.map((stroke) =>
      stroke.map(([x, y]) => /** @type {Place} */ ([x * size, y * size])),
    );
    return Uint8Array.from(ink(lines, size, size * OWN_PEN), (share) => Math.round(share * 255));
  }
  const { box, pen, levels, centre } = size <= 8 ? DIGITS : MNIST;
  const { left, top, width, height } = bounds(strokes);
  const scale = (box - pen) / Math.max(width, height, SMALLEST);
  const around = /** @type {Place} */ ([left + width / 2, top + height / 2]);
  /** @type {Stroke[]} */
  let lines = strokes.map((stroke) =>
    stroke.map(([x, y]) => [(x - around[0]) * scale + size / 2, (y - around[1]) * scale + size / 2]),
  );
  let shares = ink(lines, size, pen);
  if (centre === "mass") {
    const total = shares.reduce((sum, share) => sum + share, 0);
    const mean = (/** @type {(at: number) => number} */ along) =>
      shares.reduce((sum, share, at) => sum + share * (along(at) + 0.5), 0) / total;
    lines = moved(lines, size / 2 - mean((at) => at % size), size / 2 - mean((at) => Math.floor(at / size)));
    shares = ink(lines, size, pen);
  }
  return Uint8Array.from(shares, (share) => Math.floor((Math.round(share * levels) * 255) / levels));
}
