// @ts-check
/** Pins sent and received: as one link, as one file, and run again to see whether they are true. */

import { useRef, useState } from "preact/hooks";
import { addressOf } from "../link.js";
import { copy } from "../share/copy.js";
import { FRAME } from "../share/shared.js";
import { busy, engine, menu } from "../state.js";
import { html } from "../view/html.js";
import { alsoSpeak, number, short, t } from "../words.js";
import { downloadText } from "./download.js";
import { Going } from "./going.js";
import { openFile } from "./pin_open.js";
import * as received from "./pin_receive.js";
import { MOST, pins } from "./pin_state.js";
import { LARGEST, LONGEST_LINK, writePinFile, writePins } from "./pin_text.js";

await alsoSpeak("pins");

/** Where the numbers of a pin come from. @param {{pin: import("./pin_state.js").Pin}} props */
export function Proof({ pin: { proof } }) {
  return html`<span class=${`proof ${proof}`}>${t(`pins.proof.${proof}`)}</span>`;
}

/** What a link says, with the range that the page allows; nothing is used in its place.
 * @param {import("../engine/retort.js").Problem} problem */
function allowed({ key, given }) {
  const field = menu.value?.fields.find((each) => each.key === key);
  const range = field?.min === undefined ? "" : ` [${short(field.min, 6)}–${short(field.max, 6)}]`;
  return `${key}=${given}${range}`;
}

/** What became of the last link or file. */
function Outcome() {
  const found = received.outcome.value;
  // The region has to be there before its text, to be read out.
  return html`<div role="status" id="pins-outcome">
    ${found?.refusal && html`<p class="problem">${t(`pins.refused.${found.refusal.why}`, { at: number(found.refusal.at), count: number(MOST), limit: number(LARGEST / 1000) })}</p>`}
    ${found && found.taken > 0 && html`<p class="hint">${t("pins.taken", { count: number(found.taken) })}</p>`}
    ${
      found &&
      found.left.length > 0 &&
      html`<ul class="problem">
        ${found.left.map(
          ({ name, why, problems }, at) =>
            html`<li key=${at}>${t(`pins.left.${why}`, { name: name || "–", problems: problems.map(allowed).join(t("words.comma")), count: number(MOST) })}</li>`,
        )}
      </ul>`
    }
  </div>`;
}

function Runs() {
  const [going, left] = [received.running.value, received.unproven.value.length];
  if (!going && left === 0) return null;
  const closed = !going && busy.value;
  return html`<div class="row">
      <button
        id="pins-run"
        type="button"
        class=${going ? "" : "primary"}
        aria-disabled=${closed}
        onClick=${() => {
          if (going) received.stop();
          else if (!closed) received.start();
        }}
      >${going ? t("sweep.stop") : t("pins.run", { count: number(left) })}</button>
      <p class="hint">${t(closed ? "sweep.busy" : "pins.run.hint")}</p>
    </div>
    ${going && html`<${Going} ...${received.progress.value} label=${t("pins.progress")} />`}
    ${received.startFailure.value && html`<p class="problem" role="alert">${t("failure.start", { reason: received.startFailure.value })}</p>`}`;
}

function Send() {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [said, say] = useState("");
  const built = engine.value;
  const kept = pins.value;
  if (!built || kept.length === 0) return null;
  const address = addressOf(writePins(kept, built.runFingerprint), FRAME);
  const long = address.length > LONGEST_LINK;
  const save = () =>
    downloadText("retort-pins.json", writePinFile(kept, built.runFingerprint), "application/json");
  const onCopy = async () => {
    if (field.current) say(t((await copy(field.current)) ? "pins.copied" : "pins.byHand"));
  };
  return html`
    ${
      long
        ? html`<p class="hint">${t("pins.long", { count: number(address.length), limit: number(LONGEST_LINK) })}</p>`
        : html`<label for="pins-link">${t("pins.link", { count: number(kept.length) })}</label>
            <textarea id="pins-link" ref=${field} rows="3" readonly spellcheck=${false} value=${address} aria-describedby="pins-link-about"></textarea>
            <p class="hint" id="pins-link-about">${t("pins.link.about", { count: number(address.length) })}</p>`
    }
    <div class="row">
      ${!long && html`<button id="pins-copy" type="button" onClick=${onCopy}>${t("pins.copy")}</button>`}
      <button id="pins-save" type="button" onClick=${save}>${t("pins.save")}</button>
      <p class="hint" role="status">${said}</p>
    </div>`;
}

export function Share() {
  /** @param {Event} event */
  const onChoose = async (event) => {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    const file = input.files?.[0];
    // Too large is said of the file, not found out by reading it.
    if (file && file.size > LARGEST)
      received.outcome.value = { taken: 0, refusal: { why: "too-large", at: 0 }, left: [] };
    else if (file) openFile(await file.text());
    input.value = "";
  };
  return html`
    <${Runs} />
    <${Outcome} />
    <details class="pins-share">
      <summary>${t("pins.share")}</summary>
      <div class="column">
        <${Send} />
        <label class="file" for="pins-file">${t("pins.file")}</label>
        <input id="pins-file" type="file" accept=".json,application/json" disabled=${!engine.value} onChange=${onChoose} />
      </div>
    </details>`;
}
