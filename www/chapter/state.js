// @ts-check
/** Chapters: which there are, and the words and the stored numbers of the one that is open. */

import { computed, signal } from "@preact/signals";
import { chapters } from "../chapters/list.js";
import * as state from "../state.js";
import { language } from "../words.js";

/** @typedef {import("../chapters/list.js").ChapterText} ChapterText */
/** @typedef {import("../engine/retort.js").ChapterReport} ChapterReport */

/** Keys in the order of the document. What the engine does not know cannot be run, and is left out. */
export const order = computed(() => (state.menu.value?.chapters ?? []).filter((key) => key in chapters));

/** @param {string} key */
export const titleOf = (key) => chapters[key].titles[language.value.key] ?? chapters[key].titles.en;

/** The language of a chapter's words, where it is not the page's: English where nobody has translated them.
 * @param {string} key */
export const languageOf = (key) => (language.value.key in chapters[key].titles ? undefined : "en");

/** Words of the open chapter; null until they have arrived. */
export const text = signal(/** @type {{key: string, text: ChapterText} | null} */ (null));
/** Numbers that were measured when the page was made. */
export const stored = signal(/** @type {ChapterReport | null} */ (null));

/** Fetches what the chapter needs, in the language that is spoken.
 * @param {string} key
 * @param {string} spoken key of the language */
export async function fetchChapter(key, spoken) {
  const entry = chapters[key];
  if (!entry) return;
  if (text.peek()?.key !== key) stored.value = null;
  const isWanted = () => state.chapter.peek() === key && language.peek().key === spoken;
  const [words, numbers] = await Promise.all([
    (entry.texts[spoken] ?? entry.texts.en)(),
    entry.stored ? fetch(entry.stored).then((response) => (response.ok ? response.json() : null)) : null,
  ]);
  if (!isWanted()) return;
  text.value = { key, text: words.text };
  stored.value = numbers;
}
