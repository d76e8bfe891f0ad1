// Times the kernels in Node: `node run.mjs kernel_bench.wasm [filter]`.
// CPU time of this process, median of several runs; GFLOP/s count what a dense computation would do.
import { readFileSync } from "node:fs";

const [file, filter = ""] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(readFileSync(file), {});
const kernels = instance.exports;

const cpuSeconds = (work) => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

/** Seconds that one run of a case takes. */
const measure = (index) => {
  let times = 1;
  while (cpuSeconds(() => kernels.run(index, times)) < 0.03) times *= 2;
  const runs = Array.from({ length: 7 }, () => cpuSeconds(() => kernels.run(index, times)) / times);
  return runs.sort((a, b) => a - b)[3];
};

let limit = 0;
for (let index = 0, count = kernels.prepare(); index < count; index++) {
  const bytes = new Uint8Array(
    kernels.memory.buffer,
    kernels.name_address(index),
    kernels.name_length(index),
  );
  const name = new TextDecoder().decode(bytes);
  if (index > 0 && !name.includes(filter)) continue;
  const seconds = measure(index);
  const rate = kernels.operations(index) / seconds / 1e9;
  limit ||= rate;
  const share = `${((rate / limit) * 100).toFixed(0)} %`.padStart(6);
  console.log(
    name.padEnd(44),
    `${(seconds * 1e6).toFixed(2)} us`.padStart(14),
    rate.toFixed(1).padStart(8),
    share,
  );
}
