// @ts-check
/** The experiment of the settings as a folder for PyTorch and Ray. Its making is a training: in a worker, with a way out. */

import { signal } from "@preact/signals";
import { datasetFiles } from "../dataset_files.js";
import { engineModule } from "../engine.js";
import { download } from "../lab/download.js";
import { spawnFrom } from "../spawn.js";
import { datasetOf, engine, link, spec } from "../state.js";
import { html } from "../view/html.js";
import { t } from "../words.js";
import { compiledFormats } from "./portable.js";

/** @typedef {{state: "making"} | {state: "saved"} | {state: "failed", reason: string}} Outcome */

const outcome = signal(/** @type {Outcome | null} */ (null));
/** Ends what is going.
 * @type {(() => void) | null} */
let cancel = null;

/** @param {string} reason */
const failed = (reason) => {
  outcome.value = { state: "failed", reason };
};

async function make() {
  const info = datasetOf(spec.value?.data);
  if (!info) return;
  const hand = spawnFrom(new URL("../worker/python.js", import.meta.url));
  const experiment = link.value;
  cancel = () => {
    hand.terminate();
    outcome.value = null;
  };
  outcome.value = { state: "making" };
  const worker = /** @type {Worker} */ (/** @type {unknown} */ (hand));
  worker.onerror = (event) => failed(event.message ?? "");
  worker.onmessage = ({ data }) => {
    hand.terminate();
    const answer = /** @type {import("../worker/python.js").Answer} */ (data);
    if (answer.type === "failed") return failed(answer.reason);
    const part = /** @type {BlobPart} */ (answer.zip);
    download("retort-python.zip", new Blob([part], { type: "application/zip" }));
    outcome.value = { state: "saved" };
  };
  try {
    // The arithmetic of the other engines is the same to rounding, and the script's own is too.
    const [files, module, formats] = await Promise.all([
      datasetFiles(info, () => {}),
      engineModule("flex"),
      compiledFormats(),
    ]);
    worker.postMessage({
      module,
      formats,
      link: experiment,
      data: { key: info.key, files },
      // A page that is a file may stand anywhere: its folder takes the images along.
      site: location.protocol === "file:" ? undefined : new URL(".", document.baseURI).href,
    });
  } catch (error) {
    hand.terminate();
    failed(error instanceof Error ? error.message : String(error));
  }
}

export function Python() {
  const now = outcome.value;
  const making = now?.state === "making";
  return html`
    <p>${t("models.python.about")}</p>
    <div class="row">
      <button type="button" id="model-python" aria-disabled=${making || !engine.value} onClick=${() => making || !engine.value || make()}>
        ${t("models.python")}
      </button>
      ${
        making &&
        html`<button type="button" id="model-python-cancel" onClick=${() => cancel?.()}>${t("models.cancel")}</button>
          <progress aria-label=${t("models.python.making")}></progress>`
      }
    </div>
    <p class=${now?.state === "failed" ? "problem" : "hint"} role="status">
      ${now && t(`models.python.${now.state}`, now.state === "failed" ? { reason: now.reason } : {})}
    </p>
  `;
}
