// @ts-check
/** A network from a file of the reader's: which one it is, and what the next run shall do with it. */

import { batch, signal } from "@preact/signals";
import { edit } from "../actions.js";
import { busy, engine, given, hold, link } from "../state.js";
import { html } from "../view/html.js";
import { number, t } from "../words.js";
import { modelFormats } from "./portable.js";

/** Bytes; the largest network here has a hundredth of it. */
const LARGEST = 64 << 20;

/** What became of the last file.
 * @typedef {{state: "reading", file: string} | {state: "refused", file: string, reason: string}
 *   | {state: "known", file: string, model: string, weights: Float32Array}} Outcome
 * @type {import("@preact/signals").Signal<Outcome | null>} */
const outcome = signal(null);

/** @param {File} file */
export async function take(file) {
  const built = engine.value;
  const { name } = file;
  if (!built) return;
  if (file.size > LARGEST) {
    const reason = t("models.large", { limit: number(LARGEST >> 20) });
    outcome.value = { state: "refused", file: name, reason };
    return;
  }
  outcome.value = { state: "reading", file: name };
  try {
    const [{ readModel }, bytes] = await Promise.all([modelFormats(), file.arrayBuffer()]);
    const read = readModel(new Uint8Array(bytes), built.knownNetworks(link.value));
    outcome.value = { state: "known", file: name, model: read.model, weights: read.weights };
  } catch (error) {
    outcome.value = {
      state: "refused",
      file: name,
      reason: error instanceof Error ? error.message : String(error),
    };
  }
}

/** @param {"teacher" | "student"} role
 * @param {Extract<Outcome, {state: "known"}>} known */
function use(role, { file, model, weights }) {
  // Also where the file holds a network of the model that is set: the run would begin with other weights.
  if (hold.value?.({ [role]: file })) return;
  batch(() => {
    given.value = { ...given.value, [role]: { file, model, weights } };
    edit(role, model);
    outcome.value = null;
  });
}

/** @param {"teacher" | "student"} role */
export function giveBack(role) {
  given.value = { ...given.value, [role]: undefined };
}

/** @param {{found: Outcome}} props */
function Found({ found }) {
  switch (found.state) {
    case "reading":
      return html`<p class="hint">${t("models.reading", { file: found.file })}</p>`;
    case "refused":
      return html`<p class="problem">${t("models.refused", { file: found.file, reason: found.reason })}</p>`;
    case "known":
      return html`<p>${t("models.known", { file: found.file, model: found.model })}</p>
        <div class="row">
          <button type="button" id="model-as-teacher" disabled=${busy.value} onClick=${() => use("teacher", found)}>
            ${t("models.asTeacher")}
          </button>
          <button type="button" id="model-as-student" disabled=${busy.value} onClick=${() => use("student", found)}>
            ${t("models.asStudent")}
          </button>
        </div>`;
  }
}

/** @param {{role: "teacher" | "student"}} props */
function Held({ role }) {
  const held = given.value[role];
  if (!held) return null;
  return html`<p>
    ${t(`models.held.${role}`, { file: held.file, model: held.model })}${" "}
    <button type="button" id=${`model-back-${role}`} onClick=${() => giveBack(role)}>${t("models.giveBack")}</button>
  </p>`;
}

export function Incoming() {
  /** @param {Event} event */
  const onChoose = async (event) => {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    const file = input.files?.[0];
    if (file) await take(file);
    input.value = "";
  };
  return html`
    <p>${t("models.in.about")}</p>
    <label class="file">
      <span>${t("models.open")}</span>
      <input type="file" id="model-open" accept=".onnx,.safetensors" disabled=${!engine.value} onChange=${onChoose} />
    </label>
    <div role="status">${outcome.value && html`<${Found} found=${outcome.value} />`}</div>
    <${Held} role="teacher" />
    <${Held} role="student" />
  `;
}
