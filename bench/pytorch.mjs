// The same workloads in native PyTorch, one thread.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Workload -> speeds; an error says why there are none.
 * @param {string} python
 * @param {string[]} workloads
 * @param {{train: number, infer: number, rounds: number}} pace */
export function pytorch(python, workloads, pace) {
  const script = fileURLToPath(new URL("./pytorch.py", import.meta.url));
  const numbers = [pace.train, pace.infer, pace.rounds].map(String);
  const done = spawnSync(python, [script, ...numbers, ...workloads], { encoding: "utf8" });
  if (done.status !== 0) {
    const reason = done.error?.message ?? done.stderr.trim().split("\n").at(-1);
    throw new Error(`--python ${python}: ${reason}`);
  }
  return JSON.parse(done.stdout);
}
