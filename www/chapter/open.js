// @ts-check
/** Goes to a chapter, and from a chapter to the playground. */

import { batch, signal } from "@preact/signals";
import { openLink } from "../actions.js";
import { addressOf, visit } from "../link.js";
import * as state from "../state.js";

/** Whether the title of the chapter takes the focus when it is there: only for who has asked for the chapter here. */
export const focusWanted = signal(false);

/** The experiment of a chapter; empty before the engine can say.
 * @param {string} key */
const linkOf = (key) => state.engine.value?.chapterPlan(key).link ?? "";

/** @param {string | null} key null for the playground
 * @param {string} link */
function go(key, link) {
  if (!openLink(link)) return;
  batch(() => {
    state.chapter.value = key;
    state.choosing.value = false;
  });
  visit(link, { chapter: key });
  scrollTo(0, 0);
}

/** @param {string} key */
export function openChapter(key) {
  focusWanted.value = true;
  go(key, linkOf(key));
}

/** @param {string} link */
export const openPlayground = (link) => go(null, link);

/** @param {string} key */
export const chapterAddress = (key) => addressOf(linkOf(key), { chapter: key });

/** @param {string} link */
export const playgroundAddress = (link) => addressOf(link, { chapter: null });

/** Whether a click asks the browser for something else than to go there: a new tab, a download.
 * @param {MouseEvent} event */
export const isSpecial = (event) => event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey;
