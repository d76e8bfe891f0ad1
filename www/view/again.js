// @ts-check
/** What did not come over the network, and the way to try again. */

import { t } from "../words.js";
import { html } from "./html.js";

/** @param {{act: () => void}} props */
export function Again({ act }) {
  return html`<button type="button" class="again" onClick=${act}>${t("do.retry")}</button>`;
}

/** @param {{act: () => void}} props */
export function Missing({ act }) {
  return html`<p class="problem" role="alert">${t("failure.part")} <${Again} act=${act} /></p>`;
}

/** What Retry does about a part that did not come. A file that arrived damaged stays damaged for this page, and only a new one
 * fetches it again; the address keeps the settings.
 * @param {unknown} error of its import
 * @param {() => void} ask imports it once more
 * @returns {() => void} */
export const wayOut = (error, ask) => (error instanceof TypeError ? ask : () => location.reload());
