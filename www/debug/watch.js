// @ts-check
/** Watches all workers of the page from their start: `Worker` is replaced by one that counts what passes through it. Nothing
 * else on the page has to know; without `?debug=1` this file is not fetched. */

import { signal } from "@preact/signals";

/** @typedef {Object} Seen
 * @property {number} id
 * @property {string} script
 * @property {string} state "loading" until the engine is there, then what the last message said
 * @property {string} role of the network, or ""
 * @property {number | null} update
 * @property {number | null} stepMilliseconds of the updates since the report before
 * @property {number | null} memory of its wasm, in bytes
 * @property {number} sent
 * @property {number} received */

/** All workers of this visit that live, and the last ones that have ended.
 * @type {import("@preact/signals").Signal<Seen[]>} */
export const workers = signal([]);
/** Started, ended, and messages in both directions, over the whole visit; the most memory that one has had. */
export const totals = signal({ started: 0, ended: 0, sent: 0, received: 0, mostMemory: 0 });

const ENDED_KEPT = 4;
/** Messages that come in the midst of a state, and change nothing about it. */
const REPORTS = new Set(["evaluated", "checkpoint"]);

/** @param {number} id
 * @param {Partial<Seen>} change */
function set(id, change) {
  workers.value = workers.value.map((each) => (each.id === id ? { ...each, ...change } : each));
}

/** @param {number} id */
const seen = (id) => workers.value.find((each) => each.id === id);

/** @param {string} script the file's name without its hash */
const shortName = (script) =>
  script.startsWith("blob:") ? "blob" : script.replace(/^.*\/|(-\w{12})?\.js$/g, "");

/** @param {number} id
 * @param {any} data */
function hear(id, data) {
  const known = seen(id);
  if (!known) return;
  const { sent, received, mostMemory } = totals.value;
  const memory = data?.memory ?? known.memory;
  totals.value = {
    ...totals.value,
    sent,
    received: received + 1,
    mostMemory: Math.max(mostMemory, memory ?? 0),
  };
  /** @type {Partial<Seen>} */
  const change = { received: known.received + 1, memory };
  if (typeof data?.type === "string" && !REPORTS.has(data.type)) change.state = data.type;
  if (data?.type === "progress") {
    const { update } = data.progress;
    const [updates, spent] = [
      update - (last.get(id)?.update ?? 0),
      data.milliseconds - (last.get(id)?.at ?? 0),
    ];
    change.state = data.progress.phase;
    change.update = update;
    if (updates > 0 && spent > 0) change.stepMilliseconds = spent / updates;
    last.set(id, { update, at: data.milliseconds });
  }
  set(id, change);
}

/** Where the last report of progress stood.
 * @type {Map<number, {update: number, at: number}>} */
const last = new Map();
let count = 0;

class WatchedWorker extends Worker {
  #id;

  /** @param {string | URL} url
   * @param {WorkerOptions} [options] */
  constructor(url, options) {
    super(url, options);
    count += 1;
    this.#id = count;
    const fresh = {
      id: count,
      script: shortName(String(url)),
      state: "loading",
      role: "",
      sent: 0,
      received: 0,
    };
    const ended = workers.value.filter(({ state }) => state === "ended").slice(0, -ENDED_KEPT);
    workers.value = [
      ...workers.value.filter((each) => !ended.includes(each)),
      { ...fresh, update: null, stepMilliseconds: null, memory: null },
    ];
    totals.value = { ...totals.value, started: totals.value.started + 1 };
    this.addEventListener("message", ({ data }) => hear(this.#id, data));
    this.addEventListener("error", () => set(this.#id, { state: "error" }));
  }

  /** @override
   * @param {any} message
   * @param {any} [transfer] */
  postMessage(message, transfer) {
    const known = seen(this.#id);
    totals.value = { ...totals.value, sent: totals.value.sent + 1 };
    if (known) set(this.#id, { sent: known.sent + 1 });
    if (message?.type === "start") {
      last.delete(this.#id);
      set(this.#id, { role: message.role, state: "start", update: null, stepMilliseconds: null });
    } else if (["pause", "resume", "step", "stop"].includes(message?.type))
      set(this.#id, { state: message.type });
    super.postMessage(message, transfer);
  }

  /** @override */
  terminate() {
    if (seen(this.#id)?.state !== "ended") totals.value = { ...totals.value, ended: totals.value.ended + 1 };
    last.delete(this.#id);
    set(this.#id, { state: "ended" });
    super.terminate();
  }
}

globalThis.Worker = WatchedWorker;
