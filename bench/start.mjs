// How soon the built page trains: from the press on Run once it stands still, and from the navigation when Run is pressed
// as soon as it can be. Until the worker's first report, which comes at most 40 ms after the first update.
import { start } from "../tests/browser/site.mjs";
import { median } from "./measure.mjs";

const ROUNDS = 7;
/** Milliseconds until a page that has loaded stands still. */
const STILL = 3000;

/** Runs in the page before its own code. */
function watch() {
  globalThis.times = {};
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (data?.type === "progress") globalThis.times.trained ??= performance.now();
      });
    }
  };
}

/** Runs in the page: presses Run as soon as it can be, or once the page has stood still. */
function press(after) {
  const at = performance.now() + after;
  const look = () => {
    const button = document.querySelector("#run:not(:disabled)");
    if (!button || performance.now() < at) return requestAnimationFrame(look);
    globalThis.times.pressed = performance.now();
    button.click();
  };
  look();
}

/** @returns {Promise<string>} medians in words */
export async function startTimes() {
  const site = await start();
  const found = { cold: [], warm: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of ["cold", "warm"]) {
      const { page } = await site.open({ before: (page) => page.addInitScript(watch) });
      await page.evaluate(press, kind === "warm" ? STILL : 0);
      await page.waitForFunction(() => globalThis.times.trained, null, { timeout: 60_000 });
      const { pressed, trained } = await page.evaluate(() => globalThis.times);
      found[kind].push(kind === "warm" ? trained - pressed : trained);
      await page.context().close();
    }
  }
  await site.stop();
  const shown = (times) =>
    `${median(times).toFixed(0)} ms (${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)})`;
  return [
    `first report of a training, from Run on a page that stands still: ${shown(found.warm)}`,
    `first report of a training, from navigation: ${shown(found.cold)}`,
  ].join("\n");
}
