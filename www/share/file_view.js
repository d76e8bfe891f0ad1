// @ts-check
/** Save the experiment with its result, and open such a file. */

import { engine } from "../state.js";
import { html } from "../view/html.js";
import { number, t } from "../words.js";
import { LARGEST, writeFile } from "./file.js";
import { openFile, outcome } from "./open_file.js";

/** @param {string} name
 * @param {string} text */
function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // Later: some browsers read it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** @param {{record: import("../run_record.js").RunRecord | null}} props */
export function FilePart({ record }) {
  const ready = engine.value;
  const text = record && ready ? writeFile(record, ready.runFingerprint) : null;
  const name = `retort-seed-${record?.spec.seed ?? ""}.retort.json`;

  /** @param {Event} event */
  const onChoose = async (event) => {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    const file = input.files?.[0];
    if (file) await openFile(file);
    input.value = "";
  };
  return html`<div class="share-file">
    <h2>${t("file.title")}</h2>
    <p class="hint">${t("file.about")}</p>
    <div class="row">
      <button type="button" id="file-save" disabled=${!text} onClick=${() => text && download(name, text)}>
        ${t("file.save")}
      </button>
    </div>
    <label class="file">
      <span>${t("file.open")}</span>
      <input type="file" id="file-open" accept=".json,application/json" disabled=${!ready} onChange=${onChoose} />
    </label>
    <p class=${outcome.value && outcome.value !== "opened" ? "problem" : "hint"} role="status">
      ${outcome.value && t(`file.${outcome.value}`, { limit: number(LARGEST / 1024) })}
    </p>
  </div>`;
}
