// What the page tells about itself: the panel of ?debug=1, and the report of an error that nobody expected.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { dist, ready, runToEnd, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

const SHORT = "v=1&steps=40&tepochs=2";
const snapshot = (page) => page.evaluate(() => globalThis.retortDebug());

async function faults(page, selector) {
  await page.evaluate(axe.source);
  const found = await page.evaluate((selector) => globalThis.axe.run(selector), selector);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
}

test("without being asked for nothing of the panel is fetched, and workers are the browser's own", async () => {
  const { page } = await site.open();
  await ready(page);
  assert.equal(await page.locator(".debug").count(), 0);
  const [asked, own] = await page.evaluate(() => [
    performance.getEntriesByType("resource").filter(({ name }) => /debug|watch-/.test(name)).length,
    Worker.name,
  ]);
  assert.deepEqual([asked, own], [0, "Worker"]);
});

for (const [lang, theme, title] of [
  ["en", "light", /Under the bonnet/],
  ["zh", "dark", /内部状态/],
]) {
  test(`?debug=1 tells of workers, memory, messages and storage, readable for everybody: ${lang}, ${theme}`, async () => {
    const { page, errors } = await site.open({
      query: `lang=${lang}&theme=${theme}&debug=1`,
      hash: SHORT,
      width: 360,
    });
    await page.waitForSelector(".debug");
    assert.match(await page.textContent(".debug summary"), title);
    await runToEnd(page);
    const { workers, totals, pageMemory, storage, run, canvases, engine } = await snapshot(page);
    assert.deepEqual([run, engine.key], ["finished", "flex"]);
    assert.ok(totals.started > 0 && totals.started === totals.ended, JSON.stringify(totals));
    assert.ok(totals.received > 10 && totals.sent >= 2 * totals.started, JSON.stringify(totals));
    assert.ok(totals.mostMemory > 1e6 && pageMemory > 1e6);
    assert.ok(
      workers.every(({ state, memory }) => state === "ended" && memory > 1e6),
      JSON.stringify(workers),
    );
    assert.ok(workers.every(({ role }) => /^(teacher|(soft|hard)-labels|label-smoothing)$/.test(role)));
    assert.ok(canvases > 0 && storage.usage !== null);
    await page.waitForFunction(
      (count) => document.querySelector("#debug-messages").textContent.includes(String(count)),
      totals.sent,
    );
    assert.equal(await page.locator(".debug tbody tr").count(), workers.length);
    assert.deepEqual(await faults(page, ".debug"), []);
    const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= window, `${wide} > ${window}`);
    assert.deepEqual(errors, []);
    await page.context().close();
  });
}

test("while it trains the panel names the state and the time of an update", async () => {
  const { page } = await site.open({ query: "lang=en&debug=1", hash: "v=1&steps=5000&tepochs=1" });
  await ready(page);
  await page.click("#run");
  await page.waitForFunction(() =>
    globalThis
      .retortDebug()
      .workers.some(({ state, stepMilliseconds }) => state === "training" && stepMilliseconds > 0),
  );
  await page.waitForFunction(() => /training/.test(document.querySelector(".debug tbody").textContent));
});

/** Throws in the page's own code, as a mistake there would. */
const fault = (page, message) =>
  page.evaluate((message) => {
    setTimeout(() => {
      throw new TypeError(message);
    });
  }, message);

for (const [lang, title] of [
  ["en", /went wrong/],
  ["zh", /意外错误/],
]) {
  test(`an unexpected error offers a report that can be copied and says nothing personal: ${lang}`, async () => {
    const { page } = await site.open({
      query: `lang=${lang}`,
      hash: SHORT,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await ready(page);
    await runToEnd(page);
    await page.focus("#T");
    await fault(page, 'cannot read "Anna\'s drawing" from holiday.png in https://school.example/anna/x');
    await page.waitForSelector("dialog.trouble[open]");
    assert.match(await page.textContent("#trouble-title"), title);
    assert.equal(await page.evaluate(() => document.activeElement.id), "T", "it takes no focus");
    assert.deepEqual(await faults(page, ".trouble"), []);
    await page.click("#trouble-copy");
    const field = await page.inputValue(".trouble textarea");
    await page.waitForFunction(() => document.querySelector(".trouble [role=status]").textContent.length > 0);
    const report = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(report, field);
    for (const part of [
      /^engine: flex \d+$/m,
      /^experiment: #v=1&/m,
      /^browser: Chromium \d+, /m,
      /^error: TypeError: cannot read/m,
      /run \d+ finished$/m,
      /soft-labels: finished$/m,
    ])
      assert.match(report, part);
    assert.doesNotMatch(report, /Anna|holiday|school|127\.0\.0\.1|courses|Mozilla|Linux/);
    await page.keyboard.press("Tab");
    await page.click("#trouble-close");
    assert.equal(await page.locator("dialog.trouble[open]").count(), 0);
    await page.context().close();
  });
}

test("what an extension does, or a browser's remark, is not the page's error", async () => {
  const { page } = await site.open();
  await ready(page);
  await page.evaluate(() => {
    dispatchEvent(new ErrorEvent("error", { message: "ResizeObserver loop completed" }));
    const foreign = Object.assign(new Error("mine"), { stack: "at chrome-extension://abc/x.js:1:1" });
    dispatchEvent(new ErrorEvent("error", { error: foreign, filename: "chrome-extension://abc/x.js" }));
    dispatchEvent(
      new ErrorEvent("error", { error: new Error("other"), filename: "https://other.example/x.js" }),
    );
    Promise.reject(new DOMException("stopped", "AbortError"));
  });
  await page.waitForTimeout(1000);
  assert.equal(await page.locator("dialog.trouble").count(), 0);
});

test("a worker whose engine panics ends with a name and a report", async () => {
  // A worker's engine that traps after some work, as a panic does; the page's own one is left alone.
  const trap =
    "const trap=new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,120,0,0,10,5,1,3,0,0,11]));" +
    "const go=performance.now.bind(performance);const from=go();" +
    "performance.now=()=>{if(go()-from>1500)new WebAssembly.Instance(trap).exports.x();return go()};";
  const worker = readdirSync(`${dist}www`).find((name) => /^train-.*\.js$/.test(name));
  site.host.published.set(`www/${worker}`, trap + readFileSync(`${dist}www/${worker}`, "utf8"));
  const { page } = await site.open({ hash: "v=1&steps=5000&tepochs=1" });
  await ready(page);
  await page.click("#run");
  await page.waitForSelector("dialog.trouble[open]", { timeout: 60_000 });
  const report = await page.inputValue(".trouble textarea");
  assert.match(report, /^error: wasm: unreachable/m);
  assert.match(report, /failed wasm$/m);
  assert.ok((await page.textContent(".run-bar .problem")).length > 20);
});
