// Every model of the registry at the image sizes and batch sizes that the playground has, ours against burn's own
// operations, as a Markdown table.
import { OURS, STOCK } from "./contestants.mjs";
import { shown } from "./report.mjs";

/** @param {{name: string, batch: number, operations: {train: number, infer: number},
 *   speeds: Record<string, import("./measure.mjs").Speeds>}[]} rows
 * @param {number} [limit] GFLOP/s of one thread */
export function modelTable(rows, limit) {
  const heads = [
    "model@side",
    "batch",
    "training, images/s",
    "× stock",
    "GFLOP/s",
    "inference, images/s",
    "× stock",
    "GFLOP/s",
  ];
  const lines = rows.map(({ name, batch, operations, speeds }) => {
    const cells = (/** @type {"train" | "infer"} */ kind) => {
      const [ours, stock] = [OURS, STOCK].map((key) => speeds[key]?.[`${kind}_sps`]);
      if (ours === undefined) return ["–", "–", "–"];
      const gflops = (ours * operations[kind]) / 1e9;
      const share = limit ? ` (${((100 * gflops) / limit).toFixed(0)} %)` : "";
      return [shown(ours), stock ? (ours / stock).toFixed(2) : "–", gflops.toFixed(2) + share];
    };
    return [name, String(batch), ...cells("train"), ...cells("infer")];
  });
  const row = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  return [row(heads), row(heads.map((_, place) => (place ? "---:" : "---"))), ...lines.map(row)].join("\n");
}
