// @ts-check
/** For who is here for the first time: a list of links to what there is to see and do. Nothing is covered by it. */

import { view } from "../actions.js";
import { chapterAddress, isSpecial, openChapter } from "../chapter/open.js";
import { TEACHER } from "../roles.js";
import { addStyle } from "../share/style.js";
import { ranking } from "../softmax.js";
import { tour, viewingTemperature } from "../state.js";
import { answerOf, classes } from "../view/chosen.js";
import { html } from "../view/html.js";
import { netName } from "../view/names.js";
import { alsoSpeak, className, percent, short, t } from "../words.js";
import { goTo } from "./go.js";
import { remember } from "./seen.js";

export const ready = Promise.all([
  alsoSpeak("tour"),
  addStyle(new URL("../style_help.css", import.meta.url)),
]);

/** Each step is a place on the page or a chapter; `temperatures` can be tried on the spot.
 * @type {{key: string, place?: string, chapter?: string, temperatures?: number[]}[]} */
export const STEPS = [
  { key: "bars", place: ".bars" },
  { key: "temperature", place: "#view-T-slider", temperatures: [0.5, 1, 4, 20] },
  { key: "run", place: "#run" },
  { key: "verdict", place: ".verdict" },
  { key: "labels", place: "#labels" },
  { key: "chapter", chapter: "temperature" },
];

/** The teacher's three likeliest classes: what the temperature does, without looking away. */
function opinion() {
  const answer = answerOf(TEACHER);
  if (!answer) return "";
  const { logits, probabilities } = answer;
  const parts = ranking(logits)
    .slice(0, 3)
    .map((at) =>
      t("words.part", { class: className(classes.value[at]), share: percent(probabilities[at], 1) }),
    );
  return t("tour.opinion", { net: netName(TEACHER), top: parts.join(t("words.comma")) });
}

/** @param {{step: typeof STEPS[number]}} props */
function Step({ step: { key, place, chapter, temperatures } }) {
  return html`<li>
    <a
      href=${chapter ? chapterAddress(chapter) : "#"}
      onClick=${(/** @type {MouseEvent} */ event) => {
        if (chapter && isSpecial(event)) return;
        event.preventDefault();
        if (chapter) openChapter(chapter);
        else if (place) goTo(place);
      }}
      >${t(`tour.${key}`)}</a
    >
    <p>${t(`tour.${key}.about`)}</p>
    ${
      temperatures &&
      html`<div class="row" role="group" aria-label=${t("view.T")}>
        ${temperatures.map(
          (T) => html`<button
            type="button"
            class="plain strong"
            aria-pressed=${viewingTemperature.value === T}
            onClick=${() => view(T)}
          >
            T = ${short(T)}
          </button>`,
        )}
      </div>
      <p>${opinion()}</p>`
    }
  </li>`;
}

export function Steps() {
  return html`<ol class="steps">${STEPS.map((step) => html`<${Step} key=${step.key} step=${step} />`)}</ol>`;
}

/** The steps above the page, until they are put away. */
export function Tour() {
  return html`<aside class="tour" aria-labelledby="tour-title">
    <div class="row">
      <h2 id="tour-title">${t("tour.title")}</h2>
      <p class="hint">${t("tour.about")}</p>
      <button
        id="tour-close"
        type="button"
        class="plain strong"
        onClick=${() => {
          remember();
          tour.value = null;
          document.getElementById("help-button")?.focus();
        }}
      >
        ${t("tour.close")}
      </button>
    </div>
    <${Steps} />
  </aside>`;
}
