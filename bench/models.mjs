// Every model of the registry at the image sizes and batch sizes that the playground has, ours against burn's own
// operations, as a Markdown table.
import { OURS, STOCK } from "./contestants.mjs";
import { shown } from "./report.mjs";

const HEADS = [
  "model@side",
  "batch",
  "training, images/s",
  "× stock",
  "GFLOP/s",
  "inference, images/s",
  "× stock",
  "GFLOP/s",
  "goal",
];
const row = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;

export const modelHead = () =>
  [row(HEADS), row(HEADS.map((_, place) => (place ? "---:" : "---")))].join("\n");

/** What a training shall reach: so many times burn's own operations, or this share of what a thread can do at most. */
const TIMES = 4;
const SHARE = 0.5;

/** @param {{name: string, batch: number, operations: {train: number, infer: number},
 *   speeds: Record<string, import("./measure.mjs").Speeds>}} measured
 * @param {number} [limit] GFLOP/s of one thread */
export function modelRow({ name, batch, operations, speeds }, limit) {
  const cells = (/** @type {"train" | "infer"} */ kind) => {
    const [ours, stock] = [OURS, STOCK].map((key) => speeds[key]?.[`${kind}_sps`]);
    if (ours === undefined) return ["–", "–", "–"];
    const gflops = (ours * operations[kind]) / 1e9;
    const share = limit ? ` (${((100 * gflops) / limit).toFixed(0)} %)` : "";
    return [shown(ours), stock ? (ours / stock).toFixed(2) : "–", gflops.toFixed(2) + share];
  };
  const [ours, stock] = [OURS, STOCK].map((key) => speeds[key]?.train_sps);
  const isQuick = ours >= TIMES * stock || (limit && ours * operations.train >= SHARE * limit * 1e9);
  return row([name, String(batch), ...cells("train"), ...cells("infer"), isQuick ? "met" : "missed"]);
}
