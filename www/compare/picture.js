// @ts-check
/** The outputs as a drawing that stands nowhere: for a file. */

import { render } from "preact";
import { chartTheme } from "../chart_theme.js";
import { html } from "../view/html.js";
import { DifferencePicture, MirroredPicture } from "./bars_picture.js";
import { ready } from "./words.js";

await ready;

/** @param {"bars" | "difference"} kind
 * @returns {Element | null} */
export function picture(kind) {
  const box = document.createElement("div");
  const view = kind === "bars" ? MirroredPicture : DifferencePicture;
  render(html`<${view} theme=${chartTheme(1)} />`, box);
  const drawn = box.querySelector("svg");
  const copy = drawn && /** @type {Element} */ (drawn.cloneNode(true));
  render(null, box);
  return copy;
}
