// Many runs in one tab, and what they leave behind: for the short test and for `cargo xtask verify soak`.
import { ready } from "./site.mjs";

/** What may be left behind by any number of runs, beyond what the first ones need to get warm. */
export const ALLOWED = {
  pageMemory: 0,
  heap: 2_000_000,
  nodes: 300,
  listeners: 100,
  canvases: 0,
  workers: 0,
};
/** Runs before the first look: teachers of earlier runs are kept, and code is compiled. */
const WARM_UP = 6;

/** A page that is watched.
 * @param {Awaited<ReturnType<typeof import("./site.mjs").start>>} site */
export async function watched(site) {
  const { page, errors } = await site.open({ query: "lang=en&debug=1" });
  await ready(page);
  await page.waitForSelector(".debug");
  const client = await page.context().newCDPSession(page);
  return { page, errors, client };
}

/** One short experiment from its link to its end; each has another seed, and so another teacher. */
async function one(page, seed) {
  const before = await page.evaluate(() => globalThis.retortDebug().runNumber);
  await page.evaluate((seed) => {
    location.hash = `v=1&steps=10&tepochs=1&tdata=100&seed=${seed}`;
  }, seed);
  await page.waitForFunction((seed) => document.querySelector("#seed")?.value === String(seed), seed);
  await page.click("#run");
  await page.waitForFunction(
    (before) => {
      const { runNumber, run } = globalThis.retortDebug();
      return runNumber > before && run === "finished";
    },
    before,
    { timeout: 120_000 },
  );
}

/** What there is after everything that can be thrown away has been.
 * @returns {Promise<Record<keyof typeof ALLOWED, number>>} */
async function look(page, client) {
  await client.send("HeapProfiler.enable");
  for (let round = 0; round < 2; round += 1) {
    await page.waitForTimeout(300);
    await client.send("HeapProfiler.collectGarbage");
  }
  const [{ usedSize }, { nodes, jsEventListeners }, { pageMemory, canvases }] = await Promise.all([
    client.send("Runtime.getHeapUsage"),
    client.send("Memory.getDOMCounters"),
    page.evaluate(() => globalThis.retortDebug()),
  ]);
  return {
    pageMemory,
    heap: usedSize,
    nodes,
    listeners: jsEventListeners,
    canvases,
    workers: page.workers().length,
  };
}

/** Runs until `over` says so; answers what was there when warm and at the end, and the most memory that a worker has had.
 * @param {(runs: number, milliseconds: number) => boolean} over
 * @param {(runs: number, now: Awaited<ReturnType<typeof look>>) => void} [tell] every 20 runs */
export async function soak({ page, client }, over, tell) {
  for (let warm = 1; warm <= WARM_UP; warm += 1) await one(page, warm);
  const first = await look(page, client);
  const from = performance.now();
  let runs = 0;
  while (!over(runs, performance.now() - from)) {
    runs += 1;
    await one(page, WARM_UP + runs);
    if (tell && runs % 20 === 0) tell(runs, await look(page, client));
  }
  const last = await look(page, client);
  const { mostMemory, started, ended } = await page.evaluate(() => globalThis.retortDebug().totals);
  const grown = Object.entries(ALLOWED).filter(([what, allowed]) => last[what] - first[what] > allowed);
  return { runs, first, last, mostMemory, started, ended, grown: grown.map(([what]) => what) };
}
