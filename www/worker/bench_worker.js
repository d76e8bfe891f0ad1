// @ts-check
/** Measures in a thread of its own: the limit of the machine, then every workload. */

import { CHAINS, limitWork } from "../bench/limit.js";

/** @typedef {import("../bench.js").Measured} Measured */

const BATCH = 64;
const INFERENCE_BATCH = 256;
/** Milliseconds; browsers compile hot code better during the first of them. */
const WARM = 500;
const STRETCH = 250;
const STRETCHES = 5;

/** What `work` returns, per second, after one stretch to warm up.
 * @param {() => number} work
 * @param {number} warm milliseconds
 * @returns {number[]} sorted */
function rates(work, warm) {
  const stretch = (/** @type {number} */ milliseconds) => {
    const start = performance.now();
    let sum = 0;
    do sum += work();
    while (performance.now() - start < milliseconds);
    return (sum / (performance.now() - start)) * 1000;
  };
  stretch(warm);
  return Array.from({ length: STRETCHES }, () => stretch(STRETCH)).sort((a, b) => a - b);
}

/** The best that any number of chains reached: what a neighbour takes away does not belong to a limit. */
function limit() {
  return Math.max(...CHAINS.map((chains) => rates(limitWork(chains), 0)[STRETCHES - 1]));
}

/** @param {Measured} message */
const post = (message) => postMessage(message);

/** @param {{module: WebAssembly.Module, workloads: string[]}} task */
async function measure({ module, workloads }) {
  const engine = await import("../engine/retort.js");
  await engine.default({ module_or_path: module });
  post({ type: "limit", gflops: limit() / 1e9 });
  for (const workload of workloads) {
    for (const kind of /** @type {const} */ (["train", "infer"])) {
      const benchmark = new engine.Benchmark(workload, kind === "train" ? BATCH : INFERENCE_BATCH, false);
      const imagesPerSecond = rates(() => benchmark[kind](1), WARM)[STRETCHES >> 1];
      const operations = kind === "train" ? benchmark.flopTrain() : benchmark.flopInfer();
      benchmark.free();
      post({ type: "speed", workload, kind, imagesPerSecond, gflops: (imagesPerSecond * operations) / 1e9 });
    }
  }
  post({ type: "finished" });
}

addEventListener("message", async (/** @type {MessageEvent<Parameters<typeof measure>[0]>} */ { data }) => {
  try {
    await measure(data);
  } catch (error) {
    post({ type: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
});
