// @ts-check
/** Drawings beside the experiment of a link: what to look at with its networks. */

import { claimed } from "./claim.js";
import { drawings, engine } from "./state.js";

/** A link with as many of the drawings as fit into it.
 * @param {string} link with its claim */
export function withDrawings(link) {
  const ready = engine.value;
  const text =
    ready && drawings.value.length > 0 ? ready.writeDrawings(drawings.value, (link || "v=1").length) : "";
  return claimed(link, text && `x=${text}`);
}

/** How many drawings such a link holds.
 * @param {string} link */
export const drawingsIn = (link) =>
  (/[?#&]x=([^&]+)/.exec(link)?.[1] ?? "").split(".").filter(Boolean).length;
