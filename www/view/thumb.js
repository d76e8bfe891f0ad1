// @ts-check
/** A test image, dot for dot, as ink on paper. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "./html.js";

/** @param {{images: import("../run_record.js").Images, at: number}} props */
export function Thumb({ images, at }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const { width, height } = images;
    const picture = context.createImageData(width, height);
    // Grey is opacity of black; the dark theme turns black to white.
    images.pixels(at).forEach((grey, dot) => {
      picture.data[dot * 4 + 3] = grey;
    });
    context.putImageData(picture, 0, 0);
  }, [images, at]);
  return html`<canvas class="thumb" ref=${canvas} width=${images.width} height=${images.height} aria-hidden="true" />`;
}
