// @ts-check
/** An image or a map, a cell a number, with a frame around what is looked at. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { chartTheme } from "../chart_theme.js";
import { theme } from "../state.js";
import { html } from "../view/html.js";

/** `most` is the value that is drawn darkest; cells of the `margin` are no part of the picture and stay empty. The frame
 * counts its cells from the margin's corner.
 * @param {{width: number, height: number, values: ArrayLike<number>, most: number, margin?: number,
 *   frame: {left: number, top: number, side: number}}} props */
export function Cells({ width, height, values, most, margin = 0, frame }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const look = theme.value;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, width, height);
    context.fillStyle = chartTheme(1).ink;
    for (let at = 0; at < width * height; at += 1) {
      context.globalAlpha = Math.max(0, values[at] / most);
      context.fillRect(at % width, Math.floor(at / width), 1, 1);
    }
  }, [width, height, values, most, look]);
  const [across, down] = [width + 2 * margin, height + 2 * margin];
  const part = (/** @type {number} */ along, /** @type {number} */ of) =>
    `${((along / of) * 100).toFixed(3)}%`;
  const inner = {
    left: part(margin, across),
    top: part(margin, down),
    width: part(width, across),
    height: part(height, down),
  };
  const { left, top, side } = frame;
  const around = {
    left: part(left, across),
    top: part(top, down),
    width: part(side, across),
    height: part(side, down),
  };
  return html`<div class=${margin > 0 ? "cells margin" : "cells"} style=${{ "aspect-ratio": `${across} / ${down}` }}>
    <canvas style=${inner} ref=${canvas} width=${width} height=${height} aria-hidden="true" />
    <span class="frame" style=${around}></span>
  </div>`;
}
