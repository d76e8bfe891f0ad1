// Run, pause, step, reset; links; and what happens when something is missing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { finished, ready, results, runToEnd, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** A run of about a second. */
const SHORT = "v=1&steps=60&tepochs=3";

test("pausing and stepping do not change a bit of the result", async () => {
  const { page, errors } = await site.open({ hash: SHORT });
  await ready(page);
  await runToEnd(page);
  const straight = await results(page);
  await page.click("#reset");
  await page.click("#run");
  // From inside the page: on a busy machine the run would be over before the test has seen how far it is.
  await page.waitForFunction(() => {
    const far = document.querySelector("progress")?.value > 0.1;
    if (far) document.querySelector("#run").click();
    return far;
  });
  await page.waitForSelector("#run:has-text('Resume')");
  for (let step = 0; step < 3; step += 1) await page.click("#step");
  // The steps that were asked for take their time; after them nothing moves.
  const value = () => page.locator("progress").getAttribute("value");
  let held = "";
  for (let wait = 0; wait < 60 && held !== (await value()); wait += 1) {
    held = await value();
    await page.waitForTimeout(500);
  }
  assert.equal(await value(), held);
  await page.click("#run");
  await finished(page);
  assert.deepEqual(await results(page), straight);
  assert.deepEqual(errors, []);
});

test("step alone begins a paused run and makes one update", async () => {
  const { page } = await site.open({ hash: SHORT });
  await ready(page);
  await page.click("#step");
  await page.waitForFunction(() => /update 1 of/.test(document.querySelector(".run-bar").textContent));
  await page.click("#step");
  await page.waitForFunction(() => /update 2 of/.test(document.querySelector(".run-bar").textContent));
});

test("reset ends the workers and shows the stored run again", async () => {
  const { page } = await site.open();
  await ready(page);
  // The page says that it runs before the browser has told of the worker, and so at the end.
  const started = page.waitForEvent("worker");
  await page.click("#run");
  const worker = await started;
  await page.waitForSelector("progress");
  const ended = worker.waitForEvent("close");
  await page.click("#reset");
  await page.waitForFunction(() => /stored run/.test(document.querySelector(".run-bar").textContent));
  await ended;
  assert.equal(page.workers().length, 0);
  // The title follows with the next picture.
  await page.waitForFunction(() => document.title === "Retort");
});

test("the title shows the progress while a run is going", async () => {
  const { page } = await site.open({ hash: SHORT });
  await ready(page);
  await page.click("#run");
  await page.waitForFunction(() => /^\(\d+%\) Retort$/.test(document.title));
  await finished(page);
  await page.waitForFunction(() => document.title === "Retort");
});

test("wrong values of a link are named and replaced", async () => {
  const { page, errors } = await site.open({ hash: "v=1&T=1e9&alpha=x&colour=red&student=nobody" });
  await ready(page);
  const text = await page.locator(".setup").textContent();
  assert.match(text, /“colour” is not a setting/);
  assert.match(text, /100 is used/);
  assert.match(text, /“x” is not a number/);
  assert.match(text, /“nobody” is not one of the choices/);
  assert.equal(await page.getAttribute("#T", "aria-invalid"), "true");
  await page.waitForFunction(() => location.hash === "#v=1&T=100");
  assert.deepEqual(errors, []);
});

test("the address follows the settings, and Back undoes a preset", async () => {
  const { page } = await site.open();
  await ready(page);
  const length = await page.evaluate(() => history.length);
  await page.fill("#labels", "60");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash === "#v=1&labels=60");
  assert.equal(await page.evaluate(() => history.length), length);
  const preset = await page.locator("#preset option").last().getAttribute("value");
  await page.selectOption("#preset", preset);
  assert.notEqual(await page.evaluate(() => location.hash), "#v=1&labels=60");
  await page.goBack();
  await page.waitForFunction(() => document.querySelector("#labels").value === "60");
});

test("the share field holds the link of the experiment", async () => {
  const { page } = await site.open({ hash: "v=1&T=2" });
  await ready(page);
  await page.click("text=Share");
  assert.match(await page.inputValue("#share-link"), /#v=1&T=2$/);
});

test("without an engine the stored run stays usable and the page says why", async () => {
  const { page } = await site.open({ before: (page) => page.route("**/*.wasm", (route) => route.abort()) });
  await page.waitForSelector(".run-bar .problem");
  assert.match(await page.locator(".run-bar .problem").textContent(), /engine did not load/);
  const bars = () => page.locator(".bar.teacher .value").allInnerTexts();
  const before = await bars();
  await page.fill("#view-T", "1");
  assert.notDeepEqual(await bars(), before);
});

test("a dataset that does not arrive is named, and the results stay", async () => {
  const { page } = await site.open({ before: (page) => page.route("**/data/**", (route) => route.abort()) });
  await ready(page);
  await page.selectOption("#data", "mnist");
  await page.click("#run");
  await page.waitForSelector(".run-bar .problem");
  assert.match(await page.locator(".run-bar .problem").textContent(), /could not start/);
  assert.ok((await results(page)).prints.length > 0);
});

test("a dataset that is fetched, and the second engine, run to the end", async () => {
  for (const hash of ["v=1&data=mnist&steps=10&tdata=200&tepochs=1", `${SHORT}&engine=ndarray`]) {
    const { page, errors } = await site.open({ hash });
    await ready(page);
    await runToEnd(page);
    assert.equal((await results(page)).prints.length, 4, hash);
    assert.deepEqual(errors, []);
  }
});
