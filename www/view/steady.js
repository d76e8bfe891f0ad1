// @ts-check
/** Keeps the room that something had, while it is away: what stands below it does not move. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "./html.js";

/** @param {{full: boolean, children?: import("./html.js").Children}} props `full`: it is all there */
export function Steady({ full, children }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const height = useRef(0);
  const before = useRef(false);
  // What is there is still the old: measured only now, since measuring lays out the whole page.
  if (before.current && !full) height.current = box.current?.offsetHeight ?? 0;
  before.current = full;
  useLayoutEffect(() => {
    if (box.current) box.current.style.minHeight = full ? "" : `${height.current}px`;
  }, [full]);
  return html`<div class="steady" ref=${box}>${children}</div>`;
}
