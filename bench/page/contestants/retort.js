// Ours, from the release build: "engine" as users get it, "stock" with burn's own operations and Adam. A workload may
// name its batch size: "cnn-4-8@28/37".
import init, { Benchmark, benchmarkNames } from "/engine/retort.js";
import { BATCH, INFERENCE_BATCH } from "../workloads.js";

export async function open(variant) {
  const { memory } = await init({ module_or_path: fetch("/engine/retort_bg.wasm") });
  const stock = variant === "stock";
  return (workload) => {
    const [name, size] = workload.split("/");
    let training;
    const restart = () => {
      training?.free();
      training = new Benchmark(name, Number(size ?? BATCH), stock);
    };
    restart();
    const answers = new Benchmark(name, Number(size ?? INFERENCE_BATCH), stock);
    return {
      restart,
      train: () => training.train(1),
      infer: () => answers.infer(1),
      /** Bytes of the wasm memory, which never shrinks. */
      memory: () => memory.buffer.byteLength,
      names: benchmarkNames(),
      operations: { train: training.flopTrain(), infer: training.flopInfer() },
    };
  };
}
