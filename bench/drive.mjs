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

  return {
    run,
    prepare: (workload) => page.evaluate((workload) => globalThis.bench.prepare(workload), workload),
    first: () => page.evaluate(() => globalThis.bench.first()),
    restart: () => page.evaluate(() => globalThis.bench.restart()),
    operations: () => page.evaluate(() => globalThis.bench.operations()),
    names: () => page.evaluate(() => globalThis.bench.names()),
    close: () => context.close(),
  };
}
