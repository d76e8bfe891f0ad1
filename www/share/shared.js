// @ts-check
/** What is shared: the link of the settings, with the result where the shown run has one. */

import { claimed, claimOf, claimText } from "../claim.js";
import { withDrawings } from "../drawings.js";
import { addressOf } from "../link.js";
import { fingerprints } from "../reproduce.js";
import { TEACHER } from "../roles.js";
import { engine, link, menu, record, stale } from "../state.js";
import { shortCourse } from "./course.js";

/** What a finished run claims, as the text of a link; empty where it has nothing that proves.
 * @param {import("../run_record.js").RunRecord | null} record */
export function claimOfRun(record) {
  const [ready, prints] = [engine.value, fingerprints(record)];
  if (!record || !ready || !prints || record.given?.length) return "";
  const courses = [TEACHER, ...record.arms].map((key) => shortCourse(record.nets[key]));
  return claimText(claimOf(record.engine.version, ready.runFingerprint(prints), prints, courses));
}

/** The claim of the shown run, if the settings are still its own and it has finished; otherwise empty.
 * A stored run was made by this engine: a test compares them bit for bit. */
export function currentClaim() {
  const shown = record.value;
  return stale.value || shown?.link !== link.value ? "" : claimOfRun(shown);
}

/** Parts of the query that belong to one frame and not to an experiment. */
export const FRAME = {
  embed: null,
  view: null,
  hide: null,
  lock: null,
  load: null,
  autorun: null,
  origin: null,
  id: null,
  predict: null,
  free: null,
  activity: null,
};

/** The addresses that the formats are made of.
 * @param {string} title
 * @returns {import("./formats.js").Addresses} */
export function addresses(title) {
  const preset = menu.value?.presets.find((each) => each.link === link.value)?.key;
  const experiment = withDrawings(claimed(link.value, currentClaim()));
  return {
    title,
    link: addressOf(experiment, FRAME),
    locked: addressOf(experiment, { ...FRAME, lock: "all" }),
    // Without a result: it would tell whose run was the right one.
    predict: addressOf(withDrawings(link.value), { ...FRAME, predict: "gain", lock: "all" }),
    embed: addressOf(experiment, { ...FRAME, embed: "1" }),
    preview:
      preset === undefined
        ? ""
        : new URL(`p/${preset}.html`, addressOf("", FRAME).replace(/[?#].*$/, "")).href,
  };
}
