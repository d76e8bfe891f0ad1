// @ts-check
/** How far long work is: a bar, per cent, seconds left. */

import { html } from "../view/html.js";
import { number, percent, t } from "../words.js";

/** @param {{share: number, secondsLeft: number | null, fetched?: number | null, label: string}} props */
export function Going({ share, secondsLeft, fetched = null, label }) {
  const left = secondsLeft === null ? "" : t("left", { seconds: number(Math.ceil(secondsLeft)) });
  const words =
    fetched === null
      ? [percent(share, 0), left].filter(Boolean).join(" · ")
      : t("fetching", { share: percent(fetched, 0) });
  return html`<div class="going">
    <progress aria-label=${label} max="1" value=${fetched ?? share} />
    <p class="hint">${words}</p>
  </div>`;
}
