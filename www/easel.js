// @ts-check
/** Where a picture with text is drawn before it hangs on the page. */

// Text on a canvas that stands in a page asks for that page's styles, and so for a layout of all that has changed, in the
// middle of a change. This one stands nowhere.
const easel = document.createElement("canvas");

/** Draws on an empty canvas of this size, in pixels, and shows what is on it in `target`.
 * @template T
 * @param {HTMLCanvasElement} target
 * @param {number} columns
 * @param {number} rows
 * @param {(canvas: HTMLCanvasElement) => T} draw
 * @returns {T} */
export function drawAside(target, columns, rows, draw) {
  // Also empties it.
  easel.width = columns;
  easel.height = rows;
  const drawn = draw(easel);
  if (target.width !== columns) target.width = columns;
  if (target.height !== rows) target.height = rows;
  const context = target.getContext("2d");
  if (context) {
    context.globalCompositeOperation = "copy";
    context.drawImage(easel, 0, 0);
  }
  return drawn;
}
