// Numbers as a table and as JSON. `results` is contestant -> workload -> speeds, in the order of the table.
import { OURS } from "./contestants.mjs";

/** @typedef {import("./measure.mjs").Speeds} Speeds
 * @typedef {Record<string, Record<string, Speeds>>} Results */

const NAME = 20;
const CELL = 19;

/** Three or more digits that mean something: 48,210; 187; 9.03.
 * @param {number} speed */
export function shown(speed) {
  if (speed >= 1000) return Math.round(speed).toLocaleString("en");
  return speed >= 100 ? speed.toFixed(0) : speed.toPrecision(3);
}

/** How many times ours is quicker: 1.00x, 12.3x, 450x.
 * @param {number} ratio */
function times(ratio) {
  return `${ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(3)}x`;
}

const TITLES = { train_sps: "training, images/s", infer_sps: "inference, images/s" };

/** @param {Results} results
 * @param {string[]} workloads
 * @param {"train_sps" | "infer_sps"} kind */
function table(results, workloads, kind) {
  const cell = (contestant, workload) => {
    const speeds = results[contestant][workload];
    if (!speeds) return "–";
    const speed = speeds[kind];
    if (speed === undefined) return "cannot";
    const ours = results[OURS]?.[workload]?.[kind];
    const ratio = ours && contestant !== OURS ? times(ours / speed) : "";
    return `${shown(speed)}${ratio.padStart(8)}`;
  };
  const row = (name, cells) => name.padEnd(NAME) + cells.map((text) => text.padStart(CELL)).join("");
  const heads = workloads.map((workload) => `${workload}${"ratio".padStart(8)}`);
  const rows = Object.keys(results).map((key) =>
    row(
      key,
      workloads.map((workload) => cell(key, workload)),
    ),
  );
  return [row(TITLES[kind], heads), ...rows].join("\n");
}

/** Both tables, and why some cells are empty. A ratio says how many times ours is quicker.
 * @param {Results} results
 * @param {string[]} workloads */
export function report(results, workloads) {
  const failures = Object.entries(results).flatMap(([contestant, cells]) =>
    Object.entries(cells).flatMap(([workload, { error }]) =>
      error ? [`${contestant} cannot ${workload}: ${error}`] : [],
    ),
  );
  const tables = ["train_sps", "infer_sps"].map((kind) => table(results, workloads, kind));
  return [...tables, ...(failures.length ? [failures.join("\n")] : [])].join("\n\n");
}

/** Ours as GFLOP/s, and as a share of the limit where that was measured.
 * @param {Record<string, Speeds>} ours
 * @param {(workload: string) => {train: number, infer: number}} operations per image
 * @param {number} [limit] GFLOP/s */
export function rates(ours, operations, limit) {
  const lines = Object.entries(ours).flatMap(([workload, { train_sps, infer_sps }]) => {
    if (train_sps === undefined || infer_sps === undefined) return [];
    const { train, infer } = operations(workload);
    const rate = (/** @type {number} */ gflops) => {
      const share = limit ? ` (${((100 * gflops) / limit).toFixed(0)} %)` : "";
      return `${gflops.toFixed(1)}${share}`.padStart(CELL);
    };
    return [workload.padEnd(NAME) + rate((train_sps * train) / 1e9) + rate((infer_sps * infer) / 1e9)];
  });
  const head = `${`${OURS}, GFLOP/s`.padEnd(NAME)}${"training".padStart(CELL)}${"inference".padStart(CELL)}`;
  const last = limit ? [`limit of one thread: ${limit.toFixed(1)} GFLOP/s`] : [];
  return [head, ...lines, ...last].join("\n");
}

/** Contestant -> workload -> `train_sps`, `infer_sps`, without what failed.
 * @param {Results} results
 * @param {number} [limit] GFLOP/s, becomes `limit.gflops` */
export function json(results, limit) {
  const round = (/** @type {number} */ speed) => Number(speed.toPrecision(4));
  const numbers = Object.entries(results).map(([contestant, cells]) => {
    const measured = Object.entries(cells).flatMap(([workload, { train_sps, infer_sps }]) =>
      train_sps === undefined || infer_sps === undefined
        ? []
        : [[workload, { train_sps: round(train_sps), infer_sps: round(infer_sps) }]],
    );
    return [contestant, Object.fromEntries(measured)];
  });
  const all = limit ? [...numbers, ["limit", { gflops: round(limit) }]] : numbers;
  return `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`;
}
