// @ts-check
/** Whether images are dark strokes on light ground. The datasets of the page are light on dark, and what the networks know of
 * strokes, the drawing pad and a teacher that is taken along, expects that. Knows no page. */

/** Grey from which on ground is light, of 255. */
const LIGHT = 160;
/** Share of two opposite sides that is light; a letterbox leaves the other two black, and these in part. */
const SHARE = 0.5;

/** @param {Uint8Array} pixels of one image, row by row
 * @param {number} side */
export function isOnLight(pixels, side) {
  let [rows, columns] = [0, 0];
  for (let at = 0; at < side; at += 1) {
    for (const end of [0, side - 1]) {
      if (pixels[end * side + at] >= LIGHT) rows += 1;
      if (pixels[at * side + end] >= LIGHT) columns += 1;
    }
  }
  return Math.max(rows, columns) / (2 * side) > SHARE;
}

/** Whether most images are: then swapping dark and light is worth a try.
 * @param {Uint8Array[]} images
 * @param {number} side */
export function mostOnLight(images, side) {
  return images.filter((pixels) => isOnLight(pixels, side)).length * 2 > images.length;
}
