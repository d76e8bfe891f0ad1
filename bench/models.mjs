// Every model of the registry at the image sizes and batch sizes that the playground has, ours against burn's own
// operations and native PyTorch, as a Markdown table.
import { OURS, PYTORCH, STOCK } from "./contestants.mjs";
import { shown } from "./report.mjs";

/** @typedef {import("./measure.mjs").Speeds} Speeds
 * @typedef {{name: string, batch: number, operations: {train: number, infer: number},
 *   speeds: Record<string, Speeds | undefined>}} Measured */

const row = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;

/** What a training shall reach: so many times burn's own operations, or this share of what a thread can do at most. */
const TIMES = 4;
const SHARE = 0.5;
const MISSED = "·";

const ratio = (/** @type {number} */ ours, /** @type {number | undefined} */ other) =>
  other === undefined ? "–" : `${(ours / other).toPrecision(3)}×`;

/** Whether a training reaches it.
 * @param {Measured} measured
 * @param {number} [limit] GFLOP/s of one thread */
export function isQuick({ operations, speeds }, limit) {
  const [ours, stock] = [OURS, STOCK].map((key) => speeds[key]?.train_sps ?? Number.NaN);
  return ours >= TIMES * stock || (limit !== undefined && ours * operations.train >= SHARE * limit * 1e9);
}

/** Images a second, how many times burn's own operations and native PyTorch that is, and the share of the limit.
 * @param {Measured} measured
 * @param {"train" | "infer"} kind
 * @param {number} [limit] GFLOP/s of one thread */
export function cell({ operations, speeds }, kind, limit) {
  const [ours, stock, pytorch] = [OURS, STOCK, PYTORCH].map((key) => speeds[key]?.[`${kind}_sps`]);
  if (ours === undefined) return "–";
  const gflops = (ours * operations[kind]) / 1e9;
  const share = limit ? `${((100 * gflops) / limit).toFixed(0)} %` : `${gflops.toFixed(1)} GFLOP/s`;
  return `${shown(ours)} (${ratio(ours, stock)}, ${ratio(ours, pytorch)}, ${share})`;
}

/** A row for each model, a column for each batch size; inference at the largest. A dot marks what misses the goal.
 * @param {Measured[]} measured
 * @param {number[]} batches
 * @param {number} [limit] GFLOP/s of one thread */
export function modelTable(measured, batches, limit) {
  const largest = Math.max(...batches);
  const heads = ["model@side", ...batches.map((batch) => `batch ${batch}`), `inference, ${largest}`];
  const names = [...new Set(measured.map(({ name }) => name))];
  const rows = names.map((name) => {
    const of = (/** @type {number} */ wanted) =>
      measured.find((one) => one.name === name && one.batch === wanted);
    const trained = batches.map((batch) => {
      const one = of(batch);
      if (!one) return "–";
      const text = cell(one, "train", limit);
      return isQuick(one, limit) ? text : `${text} ${MISSED}`;
    });
    const answered = of(largest);
    return row([name, ...trained, answered ? cell(answered, "infer", limit) : "–"]);
  });
  const missed = measured.filter((one) => !isQuick(one, limit)).length;
  return [
    row(heads),
    row(heads.map(() => "---")),
    ...rows,
    "",
    `missed: ${missed} of ${measured.length}`,
  ].join("\n");
}
