// Nothing is lost: workers that die at any moment, reloads in the middle of a run, tabs beside each other, damaged and full
// storage. After each, the result has the bits of a run that was left alone. RETORT_KILLS=100 is the long form.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { withMemoryOf } from "../wasm_memory.mjs";
import { damage, kept, randomFrom, rememberWorkers } from "./faults.mjs";
import { ready, results, runToEnd, start } from "./site.mjs";

const KILLS = Number(process.env.RETORT_KILLS ?? 10);
/** The machine may be slow; nothing here depends on how slow. */
const PATIENCE = 240_000;

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** Waits for the end of a run and says how it ended. */
async function end(page) {
  await page.waitForFunction(
    () => !document.querySelector(".progress") && document.querySelectorAll(".prints code").length > 1,
    null,
    { timeout: PATIENCE },
  );
}

const isGoing = (page) => page.evaluate(() => document.querySelector(".progress") !== null);

test("workers that are killed at any moment cost nothing but time", async () => {
  const { page } = await site.open({ before: (page) => page.addInitScript(rememberWorkers) });
  await ready(page);
  const expected = await results(page);
  const random = randomFrom(8);
  const told = { kills: 0, runs: 0, retries: 0, idle: 0 };
  /** Presses Retry, if it is there at this moment. */
  const retry = async () => {
    const pressed = await page.evaluate(() => {
      const button = document.querySelector("#retry");
      button?.click();
      return button !== null;
    });
    told.retries += Number(pressed);
    return pressed;
  };
  while (told.kills < KILLS) {
    await page.click("#run");
    told.runs += 1;
    await page.waitForSelector(".progress");
    while (await isGoing(page)) {
      await page.waitForTimeout(random() * 700);
      if (told.kills < KILLS && (await isGoing(page))) {
        const there = await page.evaluate((place) => window.killWorker(place), random());
        if (there > 0) told.kills += 1;
        else told.idle += 1;
      }
      // Twice without a step between: the page asks, and the reader presses Retry.
      await retry();
    }
    while (await retry()) await page.waitForTimeout(200);
    await end(page);
    assert.deepEqual(await results(page), expected, JSON.stringify(told));
  }
  console.log(`# ${JSON.stringify(told)}: every result as before`);
  assert.ok(told.kills === KILLS);
});

test("workers that are killed before they have begun are replaced, and nothing counts as lost", async (t) => {
  const { page, errors } = await site.open({ before: (page) => page.addInitScript(rememberWorkers) });
  await ready(page);
  const expected = await results(page);
  // All of the pool, and the first of their twins.
  await page.evaluate(() => {
    window.stillborn = 3;
  });
  const from = Date.now();
  await page.click("#run");
  await page.waitForSelector(".progress");
  await end(page);
  t.diagnostic(`${((Date.now() - from) / 1000).toFixed(1)} s`);
  assert.equal(await page.evaluate(() => window.stillborn), 0);
  assert.equal(await page.locator("#again").count(), 0);
  assert.deepEqual(await results(page), expected);
  assert.deepEqual(errors, []);
});

test("the page says which worker was lost and where it went on", async () => {
  const { page } = await site.open({ before: (page) => page.addInitScript(rememberWorkers) });
  await ready(page);
  await page.click("#run");
  await page.waitForSelector(".progress");
  await page.evaluate(() => window.killWorker(0));
  await page.waitForSelector("#again", { timeout: PATIENCE });
  assert.match(await page.locator("#again").textContent(), /worker/);
  await end(page);
});

test("a run goes on after a reload, with the bits of a run that was left alone", async () => {
  const { page, errors } = await site.open();
  await ready(page);
  const expected = await results(page);
  await page.click("#run");
  await kept(page, 1);
  await page.reload();
  await page.waitForSelector("#keep-go-on", { timeout: PATIENCE });
  assert.match(await page.locator(".offer").textContent(), /\d+\s?%|result/);
  await page.focus("#keep-go-on");
  await page.keyboard.press("Enter");
  await end(page);
  await page.waitForSelector("#keep-go-on", { state: "detached" });
  assert.deepEqual(await results(page), expected);
  // The finished result is there after another reload, too, until it is put away.
  await page.reload();
  await page.waitForSelector("#keep-go-on", { timeout: PATIENCE });
  assert.match(await page.locator(".offer").textContent(), /result/);
  await page.click("#keep-go-on");
  await end(page);
  assert.deepEqual(await results(page), expected);
  await page.reload();
  await page.waitForSelector("#keep-dismiss", { timeout: PATIENCE });
  await page.click("#keep-dismiss");
  await page.waitForSelector("#keep-dismiss", { state: "detached" });
  await page.reload();
  await ready(page);
  await page.waitForTimeout(1_000);
  assert.equal(await page.locator(".offer").count(), 0);
  assert.deepEqual(errors, []);
});

test("what was damaged in the storage is set aside by name, and the result is the same", async () => {
  const { page } = await site.open();
  await ready(page);
  const expected = await results(page);
  await page.click("#run");
  await kept(page, 2);
  await page.reload();
  // It has read what is there: what it finds damaged it puts away at once.
  await page.waitForSelector("#keep-go-on", { timeout: PATIENCE });
  await damage(page, "teacher");
  await page.reload();
  await page.waitForSelector("#keep-go-on", { timeout: PATIENCE });
  assert.match(await page.locator(".offer").textContent(), /damaged/);
  await page.click("#keep-go-on");
  await end(page);
  assert.deepEqual(await results(page), expected);
});

test("each tab has its own run; that of a closed tab is there for the next one", async () => {
  const { page } = await site.open();
  await ready(page);
  await page.click("#run");
  await kept(page, 1);
  const other = await page.context().newPage();
  await other.goto(`${site.home}?lang=en`);
  await ready(other);
  await other.waitForTimeout(1_500);
  assert.equal(await other.locator(".offer").count(), 0, "the first tab lives");
  await other.close();
  await page.close({ runBeforeUnload: false });
  const context = page.context();
  const next = await context.newPage();
  await next.goto(`${site.home}?lang=zh`);
  await next.waitForSelector("#keep-go-on", { timeout: PATIENCE });
  assert.match(await next.locator(".offer").textContent(), /继续|显示/);
});

for (const [name, closed] of Object.entries({
  blocked: () => {
    Object.defineProperty(window, "indexedDB", {
      get() {
        throw new DOMException("closed", "SecurityError");
      },
    });
  },
  full: () => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  },
  "without locks": () => {
    Object.defineProperty(navigator, "locks", { value: undefined });
  },
})) {
  test(`with storage ${name} everything works for the visit`, async () => {
    const { page, errors } = await site.open({ before: (page) => page.addInitScript(closed) });
    await ready(page);
    const expected = await results(page);
    await runToEnd(page, PATIENCE);
    assert.deepEqual(await results(page), expected);
    if (name === "full") assert.match(await page.locator(".run-bar").textContent(), /no room/);
    assert.deepEqual(errors, []);
  });
}

test("storage that is evicted in the middle of a run costs nothing for the visit, and is used again", async () => {
  const { page, errors } = await site.open();
  await ready(page);
  const expected = await results(page);
  const session = await page.context().newCDPSession(page);
  await page.click("#run");
  await kept(page, 1);
  await session.send("Storage.clearDataForOrigin", {
    origin: new URL(site.home).origin,
    storageTypes: "indexeddb",
  });
  await end(page);
  assert.deepEqual(await results(page), expected);
  assert.equal(await page.locator("#again").count(), 0);
  await page.click("#run");
  await kept(page, 1);
  await end(page);
  await page.reload();
  await page.waitForSelector("#keep-go-on", { timeout: PATIENCE });
  await page.click("#keep-go-on");
  await end(page);
  assert.deepEqual(await results(page), expected);
  assert.deepEqual(errors, []);
});

test("memory that ends is told with what was wanted and a way out, and what was there stays", async () => {
  const cap = `const cap = ${withMemoryOf};
    WebAssembly.compileStreaming = async (response) =>
      WebAssembly.compile(cap(new Uint8Array(await (await response).arrayBuffer()), 60));`;
  const { page } = await site.open({
    hash: "v=1&teacher=dropout-cnn-16-32-64&tbatch=256",
    before: (page) => page.addInitScript(cap),
  });
  await ready(page);
  await page.click("#run");
  await page.waitForSelector("#retry", { timeout: PATIENCE });
  assert.match(
    await page.locator(".run-bar .problem").textContent(),
    /[1-9]\d* MB were wanted.*smaller batch/s,
  );
  await page.click("#retry");
  await page.waitForSelector("#retry", { timeout: PATIENCE });
  // The way out works.
  await page.goto(`${site.home}?lang=en#v=1&teacher=mlp-16&tbatch=16&tepochs=1&steps=5`);
  await page.reload();
  await ready(page);
  await page.click("#run");
  await end(page);
});

test("a page that is frozen, or left and returned to, ends with the same bits", async () => {
  const { page } = await site.open();
  await ready(page);
  const expected = await results(page);
  const session = await page.context().newCDPSession(page);
  await page.click("#run");
  await page.waitForSelector(".progress");
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await session.send("Page.setWebLifecycleState", { state: "active" });
  await end(page);
  assert.deepEqual(await results(page), expected);
  await page.click("#run");
  await kept(page, 1);
  await page.goto("about:blank");
  await page.goBack();
  await page.waitForSelector("#keep-go-on, .progress", { timeout: PATIENCE });
  if (await page.locator("#keep-go-on").count()) await page.click("#keep-go-on");
  await page.waitForSelector("#keep-go-on", { state: "detached" });
  await end(page);
  assert.deepEqual(await results(page), expected);
});

test("a run that is going needs no network", async () => {
  const { page } = await site.open();
  await ready(page);
  const expected = await results(page);
  await page.click("#run");
  // All workers load their engine at the start.
  await kept(page, 1);
  await page.context().setOffline(true);
  await end(page);
  assert.deepEqual(await results(page), expected);
});
