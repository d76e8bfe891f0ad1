// @ts-check
/** The finished networks of the shown run, in the page's own engine. */

import { computed } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { inReadingOrder } from "../roles.js";
import { engine, record } from "../state.js";

/** @typedef {{key: string, net: import("../engine/retort.js").TrainedNet}} Built */

/** Networks that are finished; a text, so that the progress of the others is no change.
 * @type {import("@preact/signals").ReadonlySignal<string>} */
const trained = computed(() => {
  const shown = record.value;
  return shown
    ? inReadingOrder(shown.arms)
        .filter((key) => shown.nets[key].weights)
        .join(" ")
    : "";
});
const run = computed(() => record.value?.run);

/** @returns {Built[]} */
export function useNets() {
  const identity = `${run.value} ${trained.value}`;
  const nets = useMemo(() => {
    const [built, shown] = [engine.peek(), record.peek()];
    if (!built || !shown) return [];
    return trained.value
      .split(" ")
      .filter(Boolean)
      .map((key) => {
        const weights = /** @type {Float32Array} */ (shown.nets[key].weights);
        return { key, net: new built.TrainedNet(shown.link, key, weights) };
      });
  }, [identity]);
  useEffect(() => () => nets.forEach(({ net }) => void net.free()), [nets]);
  return nets;
}
