// @ts-check
/** The files that a figure can be kept as: a button a kind. */

import { html } from "../view/html.js";

/** @param {{label: string, files: Record<string, () => void>}} props what each button saves, by its name */
export function Keep({ label, files }) {
  return html`<div class="row keep" role="group" aria-label=${label}>
    ${Object.entries(files).map(([kind, save]) => html`<button type="button" class="plain" key=${kind} onClick=${save}>${kind}</button>`)}
  </div>`;
}
