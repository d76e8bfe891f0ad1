// @ts-check
/** Opens the page for teachers, with the experiment that is on the playground. */

import { batch } from "@preact/signals";
import { show } from "../link.js";
import { activity, helping, link, sharing } from "../state.js";

/** What `activity` says where somebody has asked for the page here, and not by its address: then it takes the focus. */
export const ASKED = "asked";

export function makeActivity() {
  batch(() => {
    activity.value = ASKED;
    sharing.value = false;
    helping.value = false;
  });
  show(link.value, { activity: "1", glossary: null });
  scrollTo(0, 0);
}
