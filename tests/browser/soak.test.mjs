// Runs leave nothing behind, and a small device does the default run. `cargo xtask verify soak` does the former for an hour.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { finished, ready, start } from "./site.mjs";
import { soak, watched } from "./soaking.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

const MEBIBYTE = 1024 * 1024;

/** Two hundred runs, or as many as there are in five minutes, on a machine that is busy with something else. */
const enough = (runs, milliseconds) => runs >= 200 || (runs >= 20 && milliseconds > 300_000);

test("two hundred runs in a row leave no memory, no worker and no canvas behind", async (t) => {
  const tab = await watched(site);
  const left = await soak(tab, enough);
  t.diagnostic(JSON.stringify(left));
  assert.deepEqual(left.grown, []);
  assert.equal(left.started, left.ended);
  assert.ok(left.started >= left.runs, "every run has had a worker");
  assert.deepEqual(tab.errors, []);
});

test("the default run takes less than 150 MB in each worker", async (t) => {
  const { page } = await site.open({ query: "lang=en&debug=1" });
  await ready(page);
  await page.click("#run");
  await finished(page, 120_000);
  const { totals, pageMemory } = await page.evaluate(() => globalThis.retortDebug());
  t.diagnostic(
    `${(totals.mostMemory / MEBIBYTE).toFixed(1)} MiB in a worker, ${(pageMemory / MEBIBYTE).toFixed(1)} in the page`,
  );
  assert.ok(totals.mostMemory > 0 && totals.mostMemory < 150e6);
  assert.ok(pageMemory > 0 && pageMemory < 150e6);
});

/** Slows the page's thread down; workers keep their speed. */
async function slowDown(page, rate) {
  const client = await page.context().newCDPSession(page);
  await client.send("Emulation.setCPUThrottlingRate", { rate });
  return client;
}

test("a small slow device with a finger completes the default run", async (t) => {
  const { page, errors } = await site.open({
    width: 360,
    height: 740,
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 3,
    before: (page) => slowDown(page, 4),
  });
  await ready(page);
  const from = Date.now();
  await page.tap("#run");
  await finished(page, 300_000);
  t.diagnostic(`${((Date.now() - from) / 1000).toFixed(1)} s`);
  assert.equal(await page.locator(".prints code").count(), 4);
  assert.match(await page.textContent(".run-bar"), /Finished/);
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= window, `${wide} > ${window}`);
  assert.deepEqual(errors, []);
});
