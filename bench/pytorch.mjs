// The same workloads in native PyTorch, one thread.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a program prints; an error says why it prints nothing.
 * @param {string} option for whose sake it runs
 * @param {string} program
 * @param {string[]} given */
function output(option, program, given) {
  const done = spawnSync(program, given, { encoding: "utf8", maxBuffer: 2 ** 26 });
  if (done.status !== 0) {
    const reason = done.error?.message ?? done.stderr.trim().split("\n").at(-1);
    throw new Error(`${option}: ${reason}`);
  }
  return done.stdout;
}

/** @param {string} python
 * @param {string} name of the script
 * @param {{train: number, infer: number, rounds: number}} pace
 * @param {string[]} rest */
function script(python, name, pace, rest) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const numbers = [pace.train, pace.infer, pace.rounds].map(String);
  return JSON.parse(output(`--python ${python}`, python, [file, ...numbers, ...rest]));
}

/** Workload -> speeds.
 * @param {string} python
 * @param {string[]} workloads
 * @param {{train: number, infer: number, rounds: number}} pace */
export const pytorch = (python, workloads, pace) => script(python, "./pytorch.py", pace, workloads);

/** Datasets with images of the two sizes that models are measured at. */
const SIZES = ["digits", "mnist"];

/** model@side/batch -> speeds, of the networks that the product itself writes for PyTorch.
 * @param {string} python
 * @param {number[]} batches
 * @param {{train: number, infer: number, rounds: number}} pace */
export function pytorchModels(python, batches, pace) {
  const program = process.env.RETORT_PROGRAM;
  if (!program)
    throw new Error("--models --python: RETORT_PROGRAM names no `retort`; run `cargo xtask bench`");
  const folder = mkdtempSync(join(tmpdir(), "retort-bench-"));
  try {
    const folders = SIZES.map((data) => {
      const link = `v=1&data=${data}&labels=20&steps=1&tdata=20&tepochs=1`;
      const to = join(folder, data);
      output("--models --python", program, ["export", "python", link, "--models", "all", "--output", to]);
      return to;
    });
    return script(python, "./pytorch_models.py", pace, [batches.join(","), ...folders]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
