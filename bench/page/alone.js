// Our engine in a browser without a driver: works by itself through what the address names, and tells the host when it
// begins and ends, so that the host can look at the clocks of the browser's threads (../browsers.mjs).
import { open } from "./contestants/retort.js";

const { workloads, rounds, train, infer, warm } = Object.fromEntries(new URLSearchParams(location.search));

const tell = (/** @type {object} */ message) =>
  fetch("/alone", { method: "POST", body: JSON.stringify(message) });

async function work(runner, kind, milliseconds) {
  const start = performance.now();
  let images = 0;
  do images += await runner[kind]();
  while (performance.now() - start < milliseconds);
  return images;
}

try {
  const build = await open("engine");
  for (const workload of workloads.split(",")) {
    const runner = build(workload);
    for (const kind of ["train", "infer"]) {
      const milliseconds = Number(kind === "train" ? train : infer);
      await work(runner, kind, Number(warm));
      for (let round = 0; round < Number(rounds); round++) {
        runner.restart();
        await tell({ begins: true });
        const images = await work(runner, kind, milliseconds);
        await tell({ workload, kind, images });
      }
    }
  }
  await tell({ finished: true });
} catch (error) {
  await tell({ finished: true, error: String(error) });
}
