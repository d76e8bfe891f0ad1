// @ts-check
/** Pins that came with a link or a file: taken as far as there is room, and run here to see whether they are true. */

import { computed, signal } from "@preact/signals";
import { compare } from "../reproduce.js";
import { inReadingOrder } from "../roles.js";
import * as state from "../state.js";
import { makeBatch } from "./batch.js";
import { add, change, MOST, pinOf, pins } from "./pin_state.js";
import { readPinFile, readPins } from "./pin_text.js";

/** @typedef {import("./pin_text.js").Sent} Sent */
/** @typedef {import("./pin_text.js").Refusal} Refusal */
/** @typedef {import("./pin_state.js").Pin} Pin */

/** What became of the last link or file: how many were taken, which were not and why.
 * @type {import("@preact/signals").Signal<{taken: number, refusal: Refusal | null,
 *   left: {name: string, why: "known" | "full" | "problem", problems: import("../engine/retort.js").Problem[]}[]} | null>} */
export const outcome = signal(null);

/** A pin as it was sent, with what this page understands of it.
 * @param {Sent} sent
 * @param {import("../engine/retort.js").Opened} opened
 * @returns {Pin} */
function asPin(sent, opened) {
  const order = inReadingOrder(opened.arms);
  const nets = order.filter((key) => sent.curves[key]?.length);
  const claim = opened.claim ?? sent.claim;
  return {
    id: ["sent", opened.link, claim?.run ?? ""].join(" "),
    name: sent.name,
    link: opened.link,
    spec: { ...opened.spec },
    arms: opened.arms,
    nets,
    curves: Object.fromEntries(nets.map((key) => [key, sent.curves[key]])),
    accuracy: Object.fromEntries(
      order.filter((key) => key in sent.accuracy).map((key) => [key, sent.accuracy[key]]),
    ),
    engine: null,
    prints: null,
    claim,
    proof: nets.length > 0 ? "said" : "open",
  };
}

/** Whether it is the run of a pin that is there already.
 * @param {Pin} pin */
const isKnown = (pin) =>
  pins.value.some(
    (each) =>
      each.id === pin.id ||
      (each.link === pin.link &&
        Boolean(pin.claim?.nets.length) &&
        pin.claim?.nets.every((print, at) => each.prints?.[at]?.startsWith(print))),
  );

/** @param {Sent[] | Refusal} read */
function receive(read) {
  const engine = state.engine.value;
  if (!engine) return;
  if (!Array.isArray(read)) {
    outcome.value = { taken: 0, refusal: read, left: [] };
    return;
  }
  /** @type {NonNullable<typeof outcome.value>} */
  const result = { taken: 0, refusal: null, left: [] };
  for (const sent of read) {
    const opened = engine.openLink(sent.link);
    const pin = asPin(sent, opened);
    const { name } = sent;
    const { problems } = opened;
    // A changed experiment would be another one under the name that was sent.
    if (problems.length > 0) result.left.push({ name, why: "problem", problems });
    else if (isKnown(pin)) result.left.push({ name, why: "known", problems });
    else if (pins.value.length >= MOST) result.left.push({ name, why: "full", problems });
    else {
      add(pin);
      result.taken += 1;
    }
  }
  outcome.value = result;
}

/** @param {string} hash */
export const receiveLink = (hash) => receive(readPins(hash));

/** @param {string} text */
export const receiveFile = (text) => receive(readPinFile(text));

/** Opens the panel, where it says what became of them. */
export async function showPanel() {
  for (let wait = 0; wait < 200; wait += 1) {
    const panel = document.getElementById("panel-pins");
    if (panel instanceof HTMLDetailsElement) {
      panel.open = true;
      // A frame takes neither the focus nor the place of the page around it.
      if (window === parent) panel.querySelector("summary")?.focus();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Places of pins while they are computed.
 * @type {Map<number, string>} */
const ids = new Map();

const batch = makeBatch((at, record) => {
  const [id, engine] = [ids.get(at), state.engine.peek()];
  const pin = pins.peek().find((each) => each.id === id);
  if (!pin || !engine) return;
  if (record.state === "failed") {
    change(pin.id, { proof: "failed" });
    return;
  }
  const found = pin.claim ? compare(pin.claim, record, engine.runFingerprint) : null;
  const own = pinOf(record, pin.name);
  change(pin.id, { ...own, claim: pin.claim, proof: found ? (found.same ? "same" : "differs") : "mine" });
});
export const { running, progress, startFailure, stop } = batch;

/** Pins that nobody has computed here. */
export const unproven = computed(() =>
  pins.value.filter(({ proof }) => proof === "open" || proof === "said"),
);

/** Runs all of them. */
export function start() {
  const open = unproven.value;
  ids.clear();
  const experiments = open.map(({ id, link, spec, arms }, at) => {
    ids.set(at + 1, id);
    return {
      id: at + 1,
      link,
      spec: /** @type {import("../engine/retort.js").Spec} */ (/** @type {unknown} */ (spec)),
      arms,
    };
  });
  return batch.start(experiments);
}
