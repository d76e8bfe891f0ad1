// @ts-check
/** The link as a QR code: one path of an SVG, so that it is sharp on a wall. */

import { html } from "../view/html.js";
import { t } from "../words.js";
import { QUIET, qrModules, qrPath } from "./qr.js";

/** @param {{text: string}} props */
export function QrCode({ text }) {
  const code = qrModules(text);
  if (!code) return html`<p class="hint">${t("qr.tooLong")}</p>`;
  const size = code.size + 2 * QUIET;
  return html`<figure class="qr">
    <svg viewBox=${`0 0 ${size} ${size}`} role="img" aria-label=${t("qr.label")}>
      <rect width=${size} height=${size} class="qr-paper" />
      <path d=${qrPath(code)} class="qr-ink" />
    </svg>
    <figcaption>${t("qr.caption")}</figcaption>
  </figure>`;
}
