// @ts-check
/** Opens and closes help, and goes to a term of the glossary and back to the word that led there. */

import { batch, signal } from "@preact/signals";
import { show } from "../link.js";
import { helping, link, term } from "../state.js";

/** Whether the term's entry takes the focus when it is there. */
export const wanted = signal(false);
/** Who had the focus before.
 * @type {HTMLElement | null} */
let before = null;

/** @param {string} key */
export function openTerm(key) {
  const active = document.activeElement;
  if (active instanceof HTMLElement && !active.closest("#help")) before = active;
  batch(() => {
    term.value = key;
    helping.value = true;
    wanted.value = true;
  });
  show(link.value, { glossary: key });
}

export function closeHelp() {
  batch(() => {
    helping.value = false;
    term.value = null;
  });
  show(link.value, { glossary: null });
  const back = before?.isConnected ? before : document.getElementById("help-button");
  before = null;
  back?.focus();
}
