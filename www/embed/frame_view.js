// @ts-check
/** What stands around the page in a frame: why controls are locked, Start, and the way to the full page. */

import { claimed } from "../claim.js";
import { addressOf } from "../link.js";
import { currentClaim, FRAME } from "../share/shared.js";
import { link } from "../state.js";
import { html } from "../view/html.js";
import { t } from "../words.js";
import { REASON, refused } from "./locks.js";

/** @param {{locked: boolean, waiting: boolean, start: () => void}} props */
export function Above({ locked, waiting, start }) {
  return html`
    ${waiting && html`<p class="frame-start"><button type="button" class="primary" id="start" onClick=${start}>${t("embed.start")}</button> <span class="hint">${t("embed.start.hint")}</span></p>`}
    ${locked && html`<p class="hint" id=${REASON}>${t("embed.locked")}</p>`}
    ${locked && html`<p class=${refused.value ? "problem" : ""} role="alert">${refused.value && t("embed.refused")}</p>`}
  `;
}

export function Below() {
  const address = addressOf(claimed(link.value, currentClaim()), FRAME);
  return html`<p class="hint"><a href=${address} target="_blank" rel="noopener">${t("embed.full")}</a></p>`;
}
