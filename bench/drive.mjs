// Headless Chromium with a page for each contestant, and a clock that counts what its main thread computes.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A page that is not in front computes as quickly as the one that is.
  "--disable-renderer-backgrounding",
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
];

/** Share of a process's time that its main thread must have, or the contestant does not run in one thread. */
const ONE_THREAD = 0.75;

/** Microseconds from one sample of a profile to the next. */
const SAMPLING = 100;
/** What a profile calls the time in which the page did nothing. */
const IDLE = ["(idle)", "(root)", "(program)"];

export async function launch() {
  const executablePath = process.env.RETORT_BROWSER ?? BROWSERS.find(existsSync);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  return { version: browser.version(), open: (url) => open(browser, url), stop: () => browser.close() };
}

/** A page in a process of its own. */
async function open(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => globalThis.bench);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });

  async function times() {
    const { metrics } = await devtools.send("Performance.getMetrics");
    const find = (wanted) => metrics.find(({ name }) => name === wanted)?.value;
    return { thread: find("ThreadTime"), process: find("ProcessTime") };
  }

  /** Images a second: of processor time of the page's main thread, which neighbours on the machine change little. Of
   * time on the wall where there is no such clock, or more than one thread is busy.
   * @param {"train" | "infer"} kind
   * @param {number} milliseconds at least so long, and at least once */
  async function run(kind, milliseconds) {
    const before = await times();
    const { images, seconds } = await page.evaluate(
      ([kind, milliseconds]) => globalThis.bench.run(kind, milliseconds),
      /** @type {const} */ ([kind, milliseconds]),
    );
    const after = await times();
    const thread = after.thread - before.thread;
    const isAlone = thread >= ONE_THREAD * (after.process - before.process);
    const used = thread > 0 && isAlone ? thread : seconds;
    return { speed: images / used, seconds: used };
  }

  /** Seconds that each function itself took while the page worked, by V8's sampling: the longest first.
   * @param {"train" | "infer"} kind
   * @param {number} milliseconds */
  async function profile(kind, milliseconds) {
    await devtools.send("Profiler.enable");
    await devtools.send("Profiler.setSamplingInterval", { interval: SAMPLING });
    await devtools.send("Profiler.start");
    await run(kind, milliseconds);
    const { nodes, samples, timeDeltas } = (await devtools.send("Profiler.stop")).profile;
    const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
    const seconds = new Map();
    samples.forEach((id, place) => {
      const name = names.get(id);
      if (!IDLE.includes(name)) seconds.set(name, (seconds.get(name) ?? 0) + timeDeltas[place] / 1e6);
    });
    return [...seconds].sort((a, b) => b[1] - a[1]);
  }

  return {
    run,
    profile,
    prepare: (workload) => page.evaluate((workload) => globalThis.bench.prepare(workload), workload),
    first: () => page.evaluate(() => globalThis.bench.first()),
    restart: () => page.evaluate(() => globalThis.bench.restart()),
    operations: () => page.evaluate(() => globalThis.bench.operations()),
    memory: () => page.evaluate(() => globalThis.bench.memory()),
    names: () => page.evaluate(() => globalThis.bench.names()),
    close: () => context.close(),
  };
}
