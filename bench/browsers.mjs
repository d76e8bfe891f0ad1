// Our engine in Chromium, Firefox and WebKit: images a second of processor time of the browser's busiest thread.
import { readdirSync, readFileSync } from "node:fs";
import { end, launch } from "../tests/engines/browsers.mjs";
import { median } from "./measure.mjs";
import { shown } from "./report.mjs";
import { serve } from "./serve.mjs";

const NAMES = ["Chromium", "Firefox", "WebKit"];
/** Milliseconds for one browser. */
const PATIENCE = 600_000;

/** The processes that `root` has started, and theirs. */
function family(root) {
  const parents = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = readFileSync(`/proc/${name}/stat`, "utf8");
      // The name of a program may hold anything, but the last bracket ends it.
      const parent = Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1]);
      parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
    } catch {
      // It has ended meanwhile.
    }
  }
  const found = [root];
  for (const process of found) found.push(...(parents.get(process) ?? []));
  return found;
}

/** Seconds that each thread of a browser has computed. */
function clocks(root) {
  const seconds = new Map();
  for (const process of family(root)) {
    try {
      for (const thread of readdirSync(`/proc/${process}/task`)) {
        const [nanoseconds] = readFileSync(`/proc/${process}/task/${thread}/schedstat`, "utf8").split(" ");
        seconds.set(thread, Number(nanoseconds) / 1e9);
      }
    } catch {
      // It has ended meanwhile.
    }
  }
  return seconds;
}

/** Workload and kind -> speeds, of one browser. */
async function measure(name, workloads, pace) {
  const speeds = new Map();
  let before = new Map();
  let launched;
  let finish;
  const finished = new Promise((resolve) => {
    finish = resolve;
  });
  const host = await serve("published", ({ begins, finished, error, workload, kind, images }) => {
    if (finished) {
      finish(error);
      return;
    }
    const now = clocks(launched.browser.pid);
    if (begins) {
      before = now;
      return;
    }
    const busiest = Math.max(...[...now].map(([thread, seconds]) => seconds - (before.get(thread) ?? 0)));
    const key = `${workload} ${kind}`;
    speeds.set(key, [...(speeds.get(key) ?? []), images / busiest]);
  });
  const query = new URLSearchParams({ workloads: workloads.join(","), ...pace });
  const patience = setTimeout(() => finish(`nothing within ${PATIENCE / 1000} s`), PATIENCE);
  try {
    launched = launch(name, `${host.address}/bench/alone.html?${query}`);
    const error = await finished;
    if (error) console.log(`${name}: ${error}`);
  } catch (error) {
    console.log(error.message);
  } finally {
    clearTimeout(patience);
    if (launched) end(launched);
    host.stop();
  }
  return speeds;
}

/** A table of all browsers that this machine has.
 * @param {{workloads: string[], pace: {train: number, infer: number, warm: number, rounds: number}}} task */
export async function browsers({ workloads, pace: { train, infer, warm, rounds } }) {
  const pace = { train: String(train), infer: String(infer), warm: String(warm), rounds: String(rounds) };
  const columns = [];
  for (const name of NAMES) columns.push(await measure(name, workloads, pace));
  const row = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  const rows = ["train", "infer"].flatMap((kind) =>
    workloads.map((workload) => {
      const speeds = columns.map((speeds) => speeds.get(`${workload} ${kind}`));
      return row([
        `${workload}, ${kind === "train" ? "training" : "inference"}`,
        ...speeds.map((each) => (each ? shown(median(each)) : "–")),
      ]);
    }),
  );
  return [row(["images/s", ...NAMES]), row(["---", ...NAMES.map(() => "---:")]), ...rows].join("\n");
}
