// @ts-check
/** Keeps the run of this tab over a reload, where the browser allows it, and offers to go on with it. Everything works
 * without: then a run lasts for the visit. Fetched when the page can be used. */

import { keepWith } from "../experiment.js";
import * as state from "../state.js";
import { Offer, offered, refused } from "./offer.js";
import { isFree, takeSlot } from "./slot.js";
import * as store from "./store.js";

/** @typedef {import("./store.js").Head} Head */

/** Kept runs of tabs that are gone, beside this tab's. */
const MOST_OTHERS = 3;
/** Bytes of all of them together; a run of the default size has half a million. */
const MOST_BYTES = 50_000_000;

/** @type {string | null} */
let slot = null;
/** @type {Head | null} */
let head = null;
/** Writes one after the other, so that the last one stays. @type {Promise<unknown>} */
let writing = Promise.resolve();

/** @param {() => Promise<unknown>} write */
function inTurn(write) {
  writing = writing.then(write).catch(() => {
    // Full, or closed meanwhile: this run goes on without, and the next one tries again.
    head = null;
    refused.value = true;
    state.offer.value = Offer;
  });
  return writing;
}

/** Forgets the oldest of the runs whose tabs are gone, until what is left is small enough.
 * @param {Head[]} heads newest first */
async function tidy(heads) {
  let bytes = 0;
  for (const [at, { slot: each }] of heads.filter((other) => other.slot !== slot).entries()) {
    bytes += await store.sizeOf(each);
    if ((at >= MOST_OTHERS || bytes > MOST_BYTES) && (await isFree(each))) await store.drop(each);
  }
}

/** @param {Head} found
 * @returns {Promise<{checkpoints: Map<string, Uint8Array>, aside: string[]}>} `aside`: roles whose bytes are not what was written */
async function checked(found) {
  const checkpoints = await store.checkpointsOf(found.slot);
  /** @type {string[]} */
  const aside = [];
  for (const [role, bytes] of checkpoints) {
    try {
      const about = state.engine.value?.checkpointAbout(bytes);
      if (about?.role !== role || about.version !== found.version) throw new Error(role);
    } catch {
      aside.push(role);
      checkpoints.delete(role);
      await store.dropNet(found.slot, role);
    }
  }
  return { checkpoints, aside };
}

/** @param {Head} found */
async function offer(found) {
  const { checkpoints, aside } = await checked(found);
  if (checkpoints.size + aside.length === 0 || state.busy.value) return;
  // The line goes once the run is forgotten: a reload right after it finds nothing.
  const forget = () =>
    inTurn(() => store.drop(found.slot)).then(() => {
      offered.value = null;
    });
  offered.value = { head: found, checkpoints, aside, forget };
  state.offer.value = Offer;
}

/** @param {unknown} found */
function isHead(found) {
  const { format, version, link, share } = /** @type {Head} */ (found);
  return (
    format === store.FORMAT &&
    version === state.menu.value?.engine.version &&
    typeof link === "string" &&
    typeof share === "number"
  );
}

/** Looks for the run of before, and keeps those to come. */
export async function start() {
  try {
    const heads = await store.heads();
    slot = await takeSlot(heads.map((each) => each.slot));
    if (!slot) return;
    const own = heads.find((each) => each.slot === slot);
    // What another version has written nobody can go on with.
    if (own && !isHead(own)) await store.drop(own.slot);
    else if (own) await offer(own);
    await tidy(heads);
  } catch {
    // Storage is closed here.
    return;
  }
  keepWith({
    begin(job) {
      offered.value = null;
      refused.value = false;
      const own = /** @type {string} */ (slot);
      const begun = { ...job, format: store.FORMAT, slot: own, time: Date.now(), share: 0 };
      head = begun;
      // A run that goes on keeps what it goes on from.
      if (job.continued) inTurn(async () => {});
      else inTurn(() => store.begin(begun));
    },
    net(role, bytes, share) {
      if (!head) return;
      const now = { ...head, time: Date.now(), share };
      head = now;
      inTurn(() => store.put(now, role, bytes));
    },
    over() {
      if (!head) return;
      const now = { ...head, share: 1 };
      head = now;
      inTurn(() => store.putHead(now));
    },
    drop() {
      head = null;
      const own = /** @type {string} */ (slot);
      inTurn(() => store.drop(own));
    },
  });
}
