// @ts-check
/** Keeps the room that something had, while it is away: what stands below it does not move. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "./html.js";

/** @param {{full: boolean, children?: import("./html.js").Children}} props `full`: it is all there */
export function Steady({ full, children }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const height = useRef(0);
  const isFull = useRef(full);
  isFull.current = full;
  useLayoutEffect(() => {
    const element = /** @type {HTMLElement} */ (box.current);
    // Asking for the height would lay out the page in the middle of a change of it; the observer is told after a layout.
    const observer = new ResizeObserver(([{ borderBoxSize }]) => {
      if (isFull.current) height.current = borderBoxSize[0].blockSize;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (box.current) box.current.style.minHeight = full ? "" : `${height.current}px`;
  }, [full]);
  return html`<div class="steady" ref=${box}>${children}</div>`;
}
