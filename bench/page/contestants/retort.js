// Ours, from the release build: "engine" as users get it, "stock" with burn's own operations and Adam and Rust's own
// allocator. A workload may name its batch size: "cnn-4-8@28/37".
import { BATCH, INFERENCE_BATCH } from "../workloads.js";

export async function open(variant) {
  const stock = variant === "stock";
  const folder = stock ? "/engine-stock" : "/engine";
  const { default: init, Benchmark, benchmarkNames } = await import(`${folder}/retort.js`);
  const { memory } = await init({ module_or_path: fetch(`${folder}/retort_bg.wasm`) });
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
