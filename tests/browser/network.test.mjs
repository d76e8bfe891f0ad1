// The network breaks once during each fetch: dropped, cut off, with wrong bytes, or slow. The page says so, offers to try again,
// and loses nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ready, results, start } from "./site.mjs";

const PATIENCE = 240_000;
const SETTINGS = "v=1&T=2&seed=9";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** What can happen to a file on its way. */
const FAULTS = {
  dropped: (route) => route.abort(),
  async "cut off"(route) {
    const response = await route.fetch();
    const body = await response.body();
    return route.fulfill({ response, body: body.subarray(0, body.length >> 1) });
  },
  async wrong(route) {
    const response = await route.fetch();
    const body = Buffer.from(await response.body());
    body[body.length >> 1] ^= 32;
    return route.fulfill({ response, body });
  },
};

/** Breaks the first fetch of what matches; `all` breaks every fetch until `mend` is called. */
async function breaking(page, pattern, fault) {
  const state = { broken: 0, whole: false };
  await page.route(pattern, (route) => {
    if (state.whole) return route.continue();
    state.broken += 1;
    return FAULTS[fault](route);
  });
  return state;
}

/** @param {string} fault
 * @param {RegExp} pattern
 * @param {Record<string, string>} [options] */
async function opened(fault, pattern, options = {}) {
  let state;
  const { page } = await site.open({
    hash: SETTINGS,
    ...options,
    before: async (page) => {
      state = await breaking(page, pattern, fault);
    },
  });
  return { page, state };
}

const WORKER = /\/www\/train-.*\.js/;

/** Waits for the end of a run. */
async function trained(page) {
  await page.waitForFunction(
    () => !document.querySelector(".progress") && document.querySelectorAll(".prints code").length > 3,
    null,
    { timeout: PATIENCE },
  );
}

for (const fault of Object.keys(FAULTS)) {
  test(`engine ${fault}: the page says so, Retry fetches it, settings stay`, async () => {
    const { page, state } = await opened(fault, /retort_bg.*\.wasm/);
    await page.waitForSelector(".run-bar .again", { timeout: PATIENCE });
    assert.match(await page.locator(".run-bar").textContent(), /did not load/);
    assert.ok(state.broken > 0);
    state.whole = true;
    await page.click(".run-bar .again");
    await ready(page);
    assert.equal(await page.inputValue("#T"), "2");
  });

  test(`images ${fault}: the page says so, Run fetches them again`, async () => {
    const { page, state } = await opened(fault, /\/data\/mnist/, {
      hash: "v=1&data=mnist&labels=20&teacher=mlp-16&student=mlp-16&tdata=64&tepochs=1&steps=3",
    });
    await ready(page);
    await page.click("#run");
    await page.waitForSelector(".run-bar .problem", { timeout: PATIENCE });
    assert.match(await page.locator(".run-bar .problem").textContent(), /could not start.*mnist/s);
    state.whole = true;
    await page.click("#run");
    await page.waitForFunction(() => document.querySelectorAll(".prints code").length > 3, null, {
      timeout: PATIENCE,
    });
  });

  test(`stored run ${fault}: the page works without it`, async () => {
    const { page, state } = await opened(fault, /stored\/run.*\.json/);
    await ready(page);
    assert.ok(state.broken > 0);
    assert.equal(await page.inputValue("#T"), "2");
  });

  // One other letter in a part that comes later is seen by nobody: docs/threats.md.
  if (fault === "wrong") continue;

  test(`a part of the page ${fault}: the page says so, Retry fetches it`, async () => {
    const { page, state } = await opened(fault, /\/lab_en-.*\.js/);
    await page.waitForSelector(".again", { timeout: PATIENCE });
    assert.ok(state.broken > 0);
    state.whole = true;
    await page.click(".again");
    await page.waitForSelector("#panel-pins, details.panel, #lab", { timeout: PATIENCE });
    assert.equal(await page.inputValue("#T"), "2");
  });

  test(`the script of workers ${fault}: the page names the network, Retry trains it`, async () => {
    const { page, state } = await opened(fault, WORKER, { hash: "" });
    await ready(page);
    const expected = await results(page);
    await page.click("#run");
    await page.waitForSelector("#retry", { timeout: PATIENCE });
    assert.ok(state.broken > 1, "the pool, and the one that takes the place of a lost one");
    state.whole = true;
    await page.click("#retry");
    await trained(page);
    assert.deepEqual(await results(page), expected);
  });
}

test("workers that are only slow to arrive are not lost", async () => {
  const seen = [];
  const { page } = await site.open({
    before: (page) =>
      page.route(WORKER, (route) => {
        seen.push(route.request().url());
        // Longer than the page waits before it starts a twin.
        setTimeout(() => route.continue().catch(() => {}), 10_000);
      }),
  });
  await ready(page);
  const expected = await results(page);
  await page.click("#run");
  await page.waitForSelector(".progress");
  await trained(page);
  assert.ok(seen.length > 2, "each of the pool has had a twin");
  assert.equal(await page.locator("#again, #retry").count(), 0);
  assert.deepEqual(await results(page), expected);
});

test("a network that is only slow needs no words", async () => {
  const { page } = await site.open({
    hash: SETTINGS,
    before: (page) => page.route(/\.wasm|lab_en/, (route) => setTimeout(() => route.continue(), 3_000)),
  });
  await page.waitForSelector("#run:not(:disabled)", { timeout: PATIENCE });
  assert.equal(await page.locator(".problem:not(:empty)").count(), 0);
});

test("without its first words the page says in both languages that it did not arrive", async () => {
  const page = await site.blank();
  const state = await breaking(page, /\/www\/en-.*\.js/, "dropped");
  await page.goto(`${site.home}?lang=en#${SETTINGS}`);
  await page.waitForSelector("[role=alert] button", { timeout: PATIENCE });
  assert.match(await page.locator("[role=alert]").textContent(), /did not arrive.*未能完整载入/s);
  state.whole = true;
  await page.click("[role=alert] button");
  await ready(page);
  assert.equal(await page.inputValue("#T"), "2");
});
