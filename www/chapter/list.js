// @ts-check
/** All chapters in the order of the document. */

import { chapter } from "../state.js";
import { html } from "../view/html.js";
import { t } from "../words.js";
import { chapterAddress, isSpecial, openChapter } from "./open.js";
import { languageOf, order, titleOf } from "./state.js";

/** @param {{chapterKey: string, children?: import("../view/html.js").Children}} props */
export function ChapterLink({ chapterKey, children }) {
  return html`<a
    href=${chapterAddress(chapterKey)}
    lang=${languageOf(chapterKey)}
    aria-current=${chapter.value === chapterKey ? "page" : undefined}
    onClick=${(/** @type {MouseEvent} */ event) => {
      if (isSpecial(event)) return;
      event.preventDefault();
      openChapter(chapterKey);
    }}
    >${children ?? titleOf(chapterKey)}</a
  >`;
}

export function ChapterList() {
  if (order.value.length === 0) return html`<p class="hint">${t("status.loading")}</p>`;
  return html`<nav class="chapter-list" aria-label=${t("chapters")}>
    <p class="hint">${t("chapters.about")}</p>
    <ol>
      ${order.value.map((key) => html`<li key=${key}><${ChapterLink} chapterKey=${key} /></li>`)}
    </ol>
  </nav>`;
}
