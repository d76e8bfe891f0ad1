// The page from dist/, as a reader uses it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ready, results, runToEnd, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

const bars = (page) => page.locator(".bar.teacher .value").allInnerTexts();

test("the stored run answers to the viewing temperature before the engine is there", async () => {
  const { page } = await site.open({
    before: (page) => page.route("**/*.wasm", (route) => setTimeout(() => route.abort(), 5_000)),
  });
  assert.match(await page.locator(".run-bar").textContent(), /stored run \(engine \d+, seed 42\)/);
  assert.equal(await page.locator("figure.accuracy-curve img").count(), 1);
  const soft = await bars(page);
  await page.fill("#view-T", "0.5");
  const sharp = await bars(page);
  assert.notDeepEqual(sharp, soft);
  assert.ok(Math.max(...sharp.map(Number)) > Math.max(...soft.map(Number)));
  assert.equal(await page.inputValue("#T"), "4");
});

test("the default run shows what the text claims, and the same link gives the same numbers", async () => {
  const { page, errors } = await site.open();
  await ready(page);
  const stored = await results(page);
  const from = Date.now();
  await runToEnd(page);
  const seconds = (Date.now() - from) / 1000;
  const first = await results(page);
  assert.deepEqual(first, stored, "the stored run is what this engine computes");
  assert.match(await page.locator(".verdict").first().textContent(), /Distillation helped/);
  assert.ok(seconds < 30, `the default run took ${seconds} s`);
  await page.reload();
  await ready(page);
  await runToEnd(page);
  assert.deepEqual(await results(page), first);
  assert.deepEqual(errors, []);
});

test("everything at the viewing temperature answers within the frame of the input", async () => {
  const { page } = await site.open();
  await ready(page);
  const changed = await page.evaluate(async () => {
    const slider = document.querySelector("#view-T-slider");
    const value = () => document.querySelector(".bar.teacher .value").textContent;
    const before = value();
    await new Promise(requestAnimationFrame);
    slider.value = "0";
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise(requestAnimationFrame);
    return before !== value();
  });
  assert.ok(changed);
});

test("bars start from the same lines, however long the names of the classes are", async () => {
  const { page } = await site.open({ hash: "v=1&data=defects&steps=20&tepochs=1" });
  await ready(page);
  await runToEnd(page);
  const edges = await page.evaluate(() =>
    [
      [".bars .bar.teacher", "right"],
      [".bars .bar.distilled", "left"],
    ].map(([selector, edge]) => [
      ...new Set(
        [...document.querySelectorAll(selector)].map((bar) => Math.round(bar.getBoundingClientRect()[edge])),
      ),
    ]),
  );
  assert.deepEqual(
    edges.map((places) => places.length),
    [1, 1],
    JSON.stringify(edges),
  );
});

test("the temperature chart can be dragged, and its slider moved by keys", async () => {
  const { page } = await site.open();
  await ready(page);
  const canvas = page.locator("figure.temperature canvas");
  await canvas.scrollIntoViewIfNeeded();
  await page.waitForTimeout(200);
  const box = await canvas.boundingBox();
  await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2);
  await page.mouse.up();
  const dragged = Number(await page.inputValue("#view-T"));
  assert.ok(dragged < 4, `T is ${dragged}`);
  await page.focus("#view-T-slider");
  await page.keyboard.press("End");
  assert.equal(Number(await page.inputValue("#view-T")), 20);
});

test("language and theme change without losing the settings", async () => {
  const { page, errors } = await site.open();
  await ready(page);
  await page.fill("#view-T", "2");
  await page.fill("#labels", "80");
  await page.keyboard.press("Enter");
  await page.selectOption("#lang", "zh");
  await page.waitForFunction(() => document.documentElement.lang === "zh-Hans");
  assert.equal(await page.inputValue("#labels"), "80");
  assert.equal(await page.inputValue("#view-T"), "2");
  assert.equal(await page.locator("#setup-title").textContent(), "1 设置");
  await page.selectOption("#theme", "dark");
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  const url = new URL(page.url());
  assert.equal(url.searchParams.get("lang"), "zh");
  assert.equal(url.searchParams.get("theme"), "dark");
  assert.deepEqual(errors, []);
});

test("changed settings mark the results and name what changed", async () => {
  const { page } = await site.open();
  await ready(page);
  await page.fill("#T", "8");
  await page.keyboard.press("Enter");
  assert.match(await page.locator(".watch .stale").textContent(), /Stale.*Training temperature/);
  assert.equal(await page.locator(".result .stale").count(), 1);
  await page.fill("#T", "4");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".stale").count(), 0);
});

test("images can be filtered and chosen with the arrow keys", async () => {
  const { page } = await site.open();
  await ready(page);
  await page.selectOption("#filter", "students");
  const radios = page.locator(".sheet [role=radio]");
  assert.ok((await radios.count()) > 1);
  await page.focus(".sheet [tabindex='0']");
  await page.keyboard.press("Home");
  const first = await page.locator(".sheet [aria-checked=true]").getAttribute("aria-label");
  await page.keyboard.press("ArrowRight");
  const second = await page.locator(".sheet [aria-checked=true]").getAttribute("aria-label");
  assert.notEqual(second, first);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), second);
});
