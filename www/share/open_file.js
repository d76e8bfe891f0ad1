// @ts-check
/** Opens a file that was chosen or dropped onto the page: with the same checks as a link. */

import { signal } from "@preact/signals";
import { missing, openLink, want } from "../actions.js";
import { claimed, claimOf, claimText } from "../claim.js";
import { visit } from "../link.js";
import { TEACHER } from "../roles.js";
import * as state from "../state.js";
import { shorten } from "./course.js";
import { LARGEST, readFile } from "./file.js";

/** What became of the last file.
 * @type {import("@preact/signals").Signal<"" | "opened" | "pins" | "too-large" | "not-json" | "not-ours" | "newer" | "no-engine" | "images" | "locked">} */
export const outcome = signal("");

/** @param {File} file */
export async function openFile(file) {
  // A file of pins may be larger; what reads it is fetched when one comes.
  const text = file.size > 1_000_000 ? "" : await file.text();
  if (text.slice(0, 200).includes('"retort-pins"')) {
    const { openFile: open } = await import("../lab/pin_open.js");
    outcome.value = open(text) ? "pins" : "no-engine";
    return;
  }
  outcome.value = file.size > LARGEST ? "too-large" : take(text);
}

/** @param {string} text */
function take(text) {
  const engine = state.engine.value;
  if (!engine) return "no-engine";
  const read = readFile(text);
  if (typeof read === "string") return read;
  const opened = engine.checkSpec(read.spec);
  const { link, problems } = opened;
  const key = missing(opened);
  if (key) {
    want(key, () => {
      outcome.value = take(text);
    });
    return "images";
  }
  const { claim, courses } = read;
  // Short as in a link, and only if nothing had to be changed: another experiment has another result.
  const looked = [TEACHER, ...opened.arms].map((net) => courses[net]);
  const short = looked.every(Boolean) ? looked.map(shorten) : [];
  const kept = claim && problems.length === 0 ? claimOf(claim.engine, claim.run, claim.nets, short) : null;
  if (!openLink(claimed(link, kept ? claimText(kept) : ""))) return "locked";
  if (kept && state.claim.value) state.claim.value = { ...state.claim.value, whole: courses };
  state.problems.value = [...problems, ...state.problems.value];
  visit(link);
  return "opened";
}
