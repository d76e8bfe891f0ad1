// @ts-check
/** Results by the link of their run: of every sweep of this visit, and of earlier ones where the browser keeps them. A
 * sweep shows those that it has, so that one more value or seed costs only itself. */

import { signal } from "@preact/signals";
import { MOST, readLine } from "./lines.js";

/** @typedef {import("./lines.js").Line} Line */

/** Results that the browser is asked to keep. */
const MOST_KEPT = 2_000;
const FORM = "retort-sweep-form";

/** @type {Map<string, Line>} */
export const lines = new Map();
/** Raised with every change of `lines`. */
export const version = signal(0);
/** Not read by who writes, so that an effect may write. */
const changed = () => {
  version.value = version.peek() + 1;
};
/** Whether the browser keeps everything that is here. */
export const kept = signal(true);

/** Where results are kept: another version of the engine may give others. */
let prefix = "";

/** @param {string} link */
const keyOf = (link) => `${prefix}${link}`;

/** The keys of what this folder keeps, of any version. */
function ownKeys() {
  const all = Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at) ?? "");
  return all.filter((key) => /^retort-sweep-\d+ /.test(key));
}

/** Takes over what the browser has kept.
 * @param {number} engineVersion */
export function load(engineVersion) {
  if (prefix) return;
  prefix = `retort-sweep-${engineVersion} `;
  try {
    for (const key of ownKeys()) {
      const line = key.startsWith(prefix) ? readLine(localStorage.getItem(key) ?? "") : null;
      if (line && "arms" in line) lines.set(key.slice(prefix.length), line);
      else localStorage.removeItem(key);
    }
  } catch {
    kept.value = false;
  }
  changed();
}

/** @param {{link: string, line: Line}[]} found by the canonical link of their run */
export function add(found) {
  for (const { link, line } of found) {
    lines.delete(link);
    lines.set(link, line);
    keep(link, line);
  }
  // The oldest make room.
  for (const link of lines.keys()) {
    if (lines.size <= MOST) break;
    drop(link);
  }
  changed();
}

/** @param {string} link
 * @param {Line} line */
function keep(link, line) {
  if (!kept.value) return;
  if (lines.size > MOST_KEPT) {
    kept.value = false;
    return;
  }
  try {
    localStorage.setItem(keyOf(link), JSON.stringify(line));
  } catch {
    // Closed or full: everything works without, only not over a reload.
    kept.value = false;
  }
}

/** @param {string} link */
function drop(link) {
  lines.delete(link);
  try {
    localStorage.removeItem(keyOf(link));
  } catch {
    // As above.
  }
}

/** Forgets these results.
 * @param {string[]} links */
export function forget(links) {
  for (const link of links) drop(link);
  changed();
}

/** What was typed last, or null.
 * @returns {unknown} */
export function loadForm() {
  try {
    return JSON.parse(localStorage.getItem(FORM) ?? "null");
  } catch {
    return null;
  }
}

/** @param {object} form */
export function keepForm(form) {
  try {
    localStorage.setItem(FORM, JSON.stringify(form));
  } catch {
    // As above.
  }
}
