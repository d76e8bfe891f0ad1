// @ts-check
/** A line beside the run's buttons: the run that was going when the page was left, and the way on. */

import { signal } from "@preact/signals";
import { openLink } from "../actions.js";
import { run } from "../experiment.js";
import { engine, link, wanted } from "../state.js";
import { html } from "../view/html.js";
import { netName } from "../view/names.js";
import { alsoSpeak, list, percent, t } from "../words.js";

await alsoSpeak("keep");

/** What is offered, and which nets' bytes are not what was written.
 * @type {import("@preact/signals").Signal<{head: import("./store.js").Head, checkpoints: Map<string, Uint8Array>,
 *   aside: string[], forget: () => void} | null>} */
export const offered = signal(null);
/** Whether the browser has refused to keep the run that is going. */
export const refused = signal(false);

/** Opens the experiment of the kept run and goes on with it. */
async function goOn() {
  const found = offered.value;
  if (!found || !engine.value) return;
  openLink(`#${found.head.link}`);
  // Its images are not here: the page asks for them, and the offer stays.
  if (wanted.value || link.value !== found.head.link) return;
  await run({ kept: found });
}

export function Offer() {
  const found = offered.value;
  if (!found) return refused.value ? html`<p class="hint" role="status">${t("keep.refused")}</p>` : null;
  const { share } = found.head;
  const over = share >= 1;
  return html`<div class="offer" role="region" aria-label=${t("keep.title")}>
    <p class="hint">${t(over ? "keep.over" : "keep.offer", { share: percent(Math.min(share, 0.99), 0) })}</p>
    ${found.aside.length > 0 && html`<p class="warning">${t("keep.aside", { nets: list(found.aside.map(netName)) })}</p>`}
    <div class="row">
      <button type="button" id="keep-go-on" onClick=${goOn}>${t(over ? "keep.show" : "keep.goOn")}</button>
      <button type="button" class="plain" id="keep-dismiss" onClick=${found.forget}>${t("keep.dismiss")}</button>
    </div>
  </div>`;
}
