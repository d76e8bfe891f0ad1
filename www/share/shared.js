// @ts-check
/** What is shared: the link of the settings, with the result where the shown run has one. */

import { claimed, claimOf, claimText } from "../claim.js";
import { withDrawings } from "../drawings.js";
import { addressOf } from "../link.js";
import { fingerprints } from "../reproduce.js";
import { engine, link, menu, record, stale } from "../state.js";

/** The claim of the shown run, if the settings are still its own and it has finished; otherwise empty.
 * A stored run was made by this engine: a test compares them bit for bit. */
export function currentClaim() {
  const [shown, ready] = [record.value, engine.value];
  const prints = stale.value ? null : fingerprints(shown);
  if (!shown || !ready || !prints || shown.link !== link.value || shown.given?.length) return "";
  return claimText(claimOf(shown.engine.version, ready.runFingerprint(prints), prints));
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
