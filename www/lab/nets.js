// @ts-check
/** The finished networks of the shown run, in the page's own engine. */

import { useEffect, useMemo } from "preact/hooks";
import { inReadingOrder } from "../roles.js";
import { engine, record } from "../state.js";

/** @typedef {{key: string, net: import("../engine/retort.js").TrainedNet}} Built */

/** @returns {Built[]} */
export function useNets() {
  const shown = record.value;
  const trained = shown ? inReadingOrder(shown.arms).filter((key) => shown.nets[key].weights) : [];
  const identity = `${shown?.run} ${trained.join()}`;
  const nets = useMemo(() => {
    const built = engine.peek();
    if (!built || !shown) return [];
    return trained.map((key) => {
      const weights = /** @type {Float32Array} */ (shown.nets[key].weights);
      return { key, net: new built.TrainedNet(shown.link, key, weights) };
    });
  }, [identity]);
  useEffect(() => () => nets.forEach(({ net }) => void net.free()), [nets]);
  return nets;
}
