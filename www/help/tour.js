// @ts-check
/** For who is here for the first time: a list of links to what there is to see and do. Nothing is covered by it. */

import { chapterAddress, isSpecial, openChapter } from "../chapter/open.js";
import { tour } from "../state.js";
import { html } from "../view/html.js";
import { t } from "../words.js";
import { goTo } from "./go.js";
import { remember } from "./seen.js";

/** Each step is a place on the page or a chapter.
 * @type {{key: string, place?: string, chapter?: string}[]} */
export const STEPS = [
  { key: "bars", place: ".bars" },
  { key: "temperature", place: "#view-T-slider" },
  { key: "run", place: "#run" },
  { key: "verdict", place: ".verdict" },
  { key: "labels", place: "#labels" },
  { key: "chapter", chapter: "temperature" },
];

/** @param {{step: typeof STEPS[number], about?: boolean}} props */
function Step({ step: { key, place, chapter }, about }) {
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
    ${about && html`<p>${t(`tour.${key}.about`)}</p>`}
  </li>`;
}

/** @param {{about?: boolean}} props `about`: with a sentence each, whose words come with help */
export function Steps({ about }) {
  return html`<ol class="steps">${STEPS.map((step) => html`<${Step} key=${step.key} step=${step} about=${about} />`)}</ol>`;
}

/** The steps in one line above the page, until they are put away. */
export function Tour() {
  return html`<aside class="tour" aria-labelledby="tour-title">
    <h2 id="tour-title">${t("tour.title")}</h2>
    <${Steps} />
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
  </aside>`;
}
