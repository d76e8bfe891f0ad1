// @ts-check
/** Whether images are dark strokes on light ground. The datasets of the page are light on dark, and what the networks know of
 * strokes, the drawing pad and a teacher that is taken along, expects that. Knows no page. */

/** Grey from which on ground is light, of 255. */
const LIGHT = 160;
/** Share of an image's edge that is light: a letterbox leaves two of four sides black. */
const SHARE = 0.4;

/** @param {Uint8Array} pixels of one image, row by row
 * @param {number} side */
export function isOnLight(pixels, side) {
  let light = 0;
  for (let at = 0; at < side; at += 1) {
    const places = [at, (side - 1) * side + at, at * side, at * side + side - 1];
    for (const place of places) if (pixels[place] >= LIGHT) light += 1;
  }
  return light / (4 * side) > SHARE;
}

/** Whether most images are: then swapping dark and light is worth a try.
 * @param {Uint8Array[]} images
 * @param {number} side */
export function mostOnLight(images, side) {
  return images.filter((pixels) => isOnLight(pixels, side)).length * 2 > images.length;
}
