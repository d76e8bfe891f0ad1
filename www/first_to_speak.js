// @ts-check
/** Browsers say nothing of a worker that was killed, and one that was killed while it was starting holds no lock yet whose
 * return would tell. So whoever is silent for long gets a twin that is told the same, and the first of them that speaks is
 * the worker. On a slow network all of them are only slow, and nothing is lost. */

/** @typedef {import("./runner.js").Hand} Hand */
/** `watch`: calls `lost` at the worker's end, however it ends; it has spoken by then.
 * @typedef {{worker: Hand, watch: (lost: () => void) => void}} Twin */

/** Milliseconds of silence until another twin is started, one after the other; after the last the worker counts as lost.
 * Each is twice as long: what a slow network has not brought within one may come within the next. */
export const WAITS = [4_000, 8_000, 16_000, 32_000];
/** Twins at a time. */
const MOST = 2;

/** @param {() => Twin} start
 * @returns {Hand} */
export function firstToSpeak(start) {
  /** @type {Twin[]} */
  let twins = [];
  /** What a twin is told at its start; nobody needs it once one has spoken.
   * @type {import("./protocol.js").Request[] | null} */
  let told = [];
  let silences = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @type {Hand} */
  const hand = {
    onmessage: null,
    onerror: null,
    postMessage(request) {
      told?.push(request);
      for (const { worker } of twins) worker.postMessage(request);
    },
    terminate() {
      clearTimeout(timer);
      told = null;
      for (const each of twins) end(each);
    },
  };
  const lost = () => hand.onerror?.({ message: "" });

  /** @param {Twin} one */
  function end(one) {
    one.worker.onmessage = null;
    one.worker.onerror = null;
    one.worker.terminate();
    twins = twins.filter((each) => each !== one);
  }

  function another() {
    if (twins.length === MOST) end(twins[0]);
    const one = start();
    twins.push(one);
    one.worker.onmessage = (event) => {
      if (told) choose(one);
      hand.onmessage?.(event);
    };
    one.worker.onerror = (event) => hand.onerror?.(event);
    for (const request of told ?? []) one.worker.postMessage(request);
    timer = setTimeout(silence, WAITS[silences]);
  }

  function silence() {
    silences += 1;
    if (silences === WAITS.length) lost();
    else another();
  }

  /** @param {Twin} one */
  function choose(one) {
    clearTimeout(timer);
    told = null;
    for (const each of twins) if (each !== one) end(each);
    one.watch(lost);
  }

  another();
  return hand;
}
