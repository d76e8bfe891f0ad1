// @ts-check
/** The template tag of all views, and two helpers that every form needs. */

import htm from "htm";
import { h } from "preact";

/** @typedef {import("preact").ComponentChildren} Children */

/** @typedef {(strings: TemplateStringsArray, ...values: unknown[]) => import("preact").VNode} Html */

// htm's declarations describe a CommonJS module, which the browser does not load.
export const html = /** @type {{bind: (create: typeof h) => Html}} */ (/** @type {unknown} */ (htm)).bind(h);

/** @param {Event} event */
export function typedIn(event) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (event.currentTarget).value;
}

/** A select of labelled values.
 * @param {{id: string, value: string, options: {value: string, label: string}[], onChange: (value: string) => void,
 *   label?: string, describedBy?: string, invalid?: boolean}} props */
export function Select({ id, value, options, onChange, label, describedBy, invalid }) {
  return html`<select
    id=${id}
    aria-label=${label}
    aria-describedby=${describedBy}
    aria-invalid=${invalid || undefined}
    value=${value}
    onChange=${(/** @type {Event} */ event) => onChange(typedIn(event))}
  >
    ${options.map((each) => html`<option value=${each.value} selected=${each.value === value}>${each.label}</option>`)}
  </select>`;
}

/** A row of buttons of which one is pressed.
 * @param {{label: string, value: string, options: {value: string, label: string}[], onChange: (value: string) => void}} props */
export function Switch({ label, value, options, onChange }) {
  return html`<div class="switch" role="group" aria-label=${label}>
    ${options.map(
      (each) =>
        html`<button type="button" aria-pressed=${each.value === value} onClick=${() => onChange(each.value)}>
          ${each.label}
        </button>`,
    )}
  </div>`;
}
