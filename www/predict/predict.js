// @ts-check
/** Predict first: a link with `predict=` hides every result until the reader has said what he expects, then shows both.
 * Nothing of the answer stands in the link: fingerprints say nothing of accuracy. */

import { batch, signal } from "@preact/signals";
import { run } from "../experiment.js";
import { asked } from "../link.js";
import { DISTILLED, LABELS } from "../roles.js";
import { last } from "../run_record.js";
import { addStyle } from "../share/style.js";
import { engine, link, record, reveal, veil } from "../state.js";
import { html } from "../view/html.js";
import { alsoSpeak, fill, number, t } from "../words.js";

/** What can be predicted: the gain of the distilled student over labels only, in points, or its accuracy, in per cent. */
const KINDS = /** @type {const} */ ({ gain: { min: -100, max: 100 }, accuracy: { min: 0, max: 100 } });

/** @typedef {keyof typeof KINDS} Kind */

const kind = signal(/** @type {Kind} */ ("gain"));
const predicted = signal(/** @type {{value: number, why: string} | null} */ (null));
const wrong = signal(false);

/** What the shown run gives, or null while it is not that of the link or not finished. */
function measured() {
  const shown = record.value;
  if (!shown || shown.link !== link.value) return null;
  const of = (/** @type {string} */ key) =>
    shown.nets[key]?.final ? (last(shown.nets[key])?.accuracy ?? null) : null;
  const [distilled, labels] = [of(DISTILLED), of(LABELS)];
  if (kind.value === "accuracy") return distilled === null ? null : distilled * 100;
  return distilled === null || labels === null ? null : (distilled - labels) * 100;
}

/** @param {Event} event */
function take(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  const given = new FormData(form);
  const text = String(given.get("value") ?? "").trim();
  const { min, max } = KINDS[kind.value];
  const value = Number(text.replace(",", ".").replace("−", "-"));
  wrong.value = text === "" || !(value >= min && value <= max);
  if (wrong.value) {
    document.getElementById("predict-value")?.focus();
    return;
  }
  batch(() => {
    predicted.value = { value, why: String(given.get("why") ?? "").slice(0, 2_000) };
    veil.value = null;
    reveal.value = Reveal;
  });
  document.getElementById("watch")?.focus();
  if (measured() === null && engine.value) run();
}

function Veil() {
  const { min, max } = KINDS[kind.value];
  return html`<section class="zone predict" aria-labelledby="predict-title">
    <h2 id="predict-title">${t("predict.title")}</h2>
    <form class="predict-form" noValidate onSubmit=${take}>
      <p>${t("predict.about")}</p>
      <label for="predict-value">${t(`predict.${kind.value}`)}</label>
      <input
        id="predict-value"
        name="value"
        type="text"
        inputmode="decimal"
        autocomplete="off"
        aria-describedby="predict-wrong"
        aria-invalid=${wrong.value || undefined}
      />
      <p class="problem" id="predict-wrong" role="status">${wrong.value ? t("predict.range", { min: number(min).replace("-", "−"), max: number(max) }) : ""}</p>
      <label for="predict-why">${t("predict.why")}</label>
      <textarea id="predict-why" name="why" rows="3" maxlength="2000"></textarea>
      <button type="submit" class="primary">${t("predict.do")}</button>
    </form>
  </section>`;
}

/** @param {number} value */
const written = (value) => number(Math.round(value * 10) / 10 || 0, 1).replace("-", "−");

function Reveal() {
  const [mine, found] = [predicted.value, measured()];
  if (!mine) return null;
  const values = { mine: html`<strong>${written(mine.value)}</strong>` };
  return html`<aside class="reveal" aria-label=${t("predict.title")}>
    <p role="status">
      ${fill(`predict.${kind.value}.mine`, values)}
      ${" "}
      ${found === null ? t("predict.wait") : fill(`predict.${kind.value}.found`, { found: html`<strong>${written(found)}</strong>`, off: written(Math.abs(found - mine.value)) })}
    </p>
    ${mine.why && html`<p class="hint">${t("predict.because", { why: mine.why })}</p>`}
  </aside>`;
}

/** Draws the veil, if the address asks for it. */
export async function show() {
  const wanted = asked("predict") ?? "";
  kind.value = wanted in KINDS ? /** @type {Kind} */ (wanted) : "gain";
  await Promise.all([addStyle(new URL("../style_predict.css", import.meta.url)), alsoSpeak("predict")]);
  veil.value = Veil;
}
