// @ts-check
/** The files that a figure or a table can be kept as: a button a kind. */

import { html } from "../view/html.js";
import { downloadText } from "./download.js";

/** @param {{label: string, files: Record<string, () => void>}} props what each button saves, by its name */
export function Keep({ label, files }) {
  return html`<div class="row keep" role="group" aria-label=${label}>
    ${Object.entries(files).map(([kind, save]) => html`<button type="button" class="plain" key=${kind} onClick=${save}>${kind}</button>`)}
  </div>`;
}

/** Lines of a table as RFC 4180 has them; what is not known is empty.
 * @param {(string | number | null | undefined)[][]} rows */
export function toCsv(rows) {
  const cell = (/** @type {string | number | null | undefined} */ value) => {
    const text = String(value ?? "");
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** @param {string} name of the file, without its ending
 * @param {() => (string | number | null | undefined)[][]} rows first the head; numbers in full, names as links have them */
export const csvFile = (name, rows) => ({
  CSV: () => downloadText(`${name}.csv`, toCsv(rows()), "text/csv"),
});
