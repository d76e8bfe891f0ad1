// @ts-check
/** Drawings beside the experiment of a link: what to look at with its networks. */

import { claimed, withoutCourse } from "./claim.js";
import { drawings, engine } from "./state.js";

/** A link with as many of the drawings as fit into it. They go before the course of a claim, which is left out where it
 * would take their place.
 * @param {string} link with its claim */
export function withDrawings(link) {
  const [whole, lighter] = [link, withoutCourse(link)].map(withThose);
  return drawingsIn(whole) < drawingsIn(lighter) ? lighter : whole;
}

/** @param {string} link */
function withThose(link) {
  const ready = engine.value;
  const text =
    ready && drawings.value.length > 0 ? ready.writeDrawings(drawings.value, (link || "v=1").length) : "";
  return claimed(link, text && `x=${text}`);
}

/** How many drawings such a link holds.
 * @param {string} link */
export const drawingsIn = (link) =>
  (/[?#&]x=([^&]+)/.exec(link)?.[1] ?? "").split(".").filter(Boolean).length;
