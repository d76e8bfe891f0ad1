// Numbers behind the pictures: one activation as the sum that it is, and values that are seen to go from stage to stage.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { ready, runToEnd, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** The default networks after a run of about a second. */
const SHORT = "v=1&steps=60&tepochs=3";

async function open(panel, options = {}) {
  const opened = await site.open({ hash: SHORT, ...options });
  const { page } = opened;
  await ready(page);
  await page.waitForSelector(".lab");
  if (panel === "inside") await runToEnd(page);
  await page.locator(`#panel-${panel} > summary`).click();
  await page.waitForSelector(panel === "inside" ? "#one-map" : "#panel-slow .flow");
  return opened;
}

/** A number as JavaScript reads it: the page writes a real minus. */
const plain = (text) => Number(text.trim().replace("−", "-"));

/** What is worked out: the place, the three tables, and what each line comes to. */
async function worked(page) {
  const said = await page.locator(".one .told").textContent();
  const [, row, column, channel] = said.match(/^Row (\d+), column (\d+) of map (\d+)/);
  const tables = await page
    .locator(".one .matrix")
    .evaluateAll((all) =>
      all.map((table) => [...table.querySelectorAll("td")].map(({ textContent }) => textContent)),
    );
  const lines = await page.locator(".one .lines li").allTextContents();
  return {
    place: [channel, row, column].map(Number),
    tables: tables.map((cells) => cells.map(plain)),
    lines,
    results: lines.map((line) => plain(line.split("= ").at(-1))),
  };
}

/** The maps of a file of the panel: by channel, row and column. */
async function saved(page, group) {
  const button = page.locator(`#panel-inside [role=group][aria-label*="${group}"] button:text-is('CSV')`);
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const [, ...rows] = (await readFile(await file.path(), "utf8")).trim().split("\n");
  return new Map(
    rows.map((row) => [row.split(",").slice(0, 3).map(Number).join(), Number(row.split(",")[3])]),
  );
}

function assertSum({ tables: [x, w, products], results: [sum, , value], place }, maps) {
  assert.ok(
    products.every((product, at) => Math.abs(product - x[at] * w[at]) < 0.02),
    "pixel times weight",
  );
  const total = products.reduce((all, product) => all + product, 0);
  assert.ok(Math.abs(total - sum) <= 0.0051 * products.length, `${total} is not ${sum}`);
  assert.ok(Math.abs(value - maps.get(place.join())) < 1e-4, `${place}: ${value}, ${maps.get(place.join())}`);
}

test("a pixel of a first-layer map is the sum that is shown, by pointer, by keys and from the small maps", async () => {
  const { page, errors } = await open("inside");
  const map = page.locator("#one-map");
  await map.scrollIntoViewIfNeeded();
  for (const [net, width] of [
    ["Teacher", 8],
    ["Distilled student", 8],
  ]) {
    await page.click(`.one .switch button:text-is("${net}")`);
    const maps = await saved(page, `${net}: activations of layer 1`);
    const size = Math.sqrt([...maps.keys()].filter((key) => key.startsWith("1,")).length);
    assert.ok(size <= width);
    const { width: wide } = await map.boundingBox();
    for (const [row, column] of [
      [0, 0],
      [2, 3],
      [size - 1, size - 1],
    ]) {
      const position = { x: ((column + 0.5) * wide) / size, y: ((row + 0.5) * wide) / size };
      await map.click({ position });
      const found = await worked(page);
      assert.deepEqual(found.place.slice(1), [row + 1, column + 1]);
      assertSum(found, maps);
    }
    await page.selectOption("#one-channel", { label: "3" });
    for (const key of ["ArrowUp", "ArrowLeft", "Home", "ArrowUp", "End", "End"]) {
      await map.press(key);
      assertSum(await worked(page), maps);
    }
    assert.deepEqual((await worked(page)).place, [3, size - 2, size]);
    // Pointed at, and left again.
    const box = await map.boundingBox();
    await page.mouse.move(box.x + 3, box.y + 3);
    assert.deepEqual((await worked(page)).place, [3, 1, 1]);
    await page.mouse.move(box.x + 3, box.y - 40);
    assert.deepEqual((await worked(page)).place, [3, size - 2, size]);
  }
  const small = page.locator('.inside-columns canvas[aria-label^="Teacher: activations of layer 1"]');
  await small.click({ position: { x: 4, y: 4 } });
  assert.deepEqual((await worked(page)).place, [1, 1, 1]);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "one-map");
  assert.equal(await page.locator('.one .switch [aria-pressed="true"]').textContent(), "Teacher");
  assert.deepEqual(errors, []);
});

test("a norm is part of the sum, and networks without a window say what their pictures are", async () => {
  const hash = `${SHORT}&teacher=residual-8-16-32&student=mlp-16`;
  const { page, errors } = await open("inside", { hash });
  const maps = await saved(page, "Teacher: activations of the first convolution");
  const found = await worked(page);
  assertSum(found, maps);
  assert.match(found.lines[1], /÷ √\(.* \+ 0\.00001\)/);
  assert.equal(await page.locator(".one .switch button").count(), 1);
  assert.equal(await page.locator("text=Its first layer is dense").count(), 2);
  assert.deepEqual(errors, []);
});

/** What moves in the flow: whose stage it is, what of it, and when it ends. */
const moving = (page) =>
  page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ effect }) => effect.target.closest(".flow"))
      .map(({ effect }) => ({
        stage: effect.target.closest("[data-stage]")?.dataset.stage ?? "between",
        properties: effect.getKeyframes().flatMap((frame) => Object.keys(frame)),
        end: effect.getComputedTiming().endTime,
      })),
  );

test("values are seen to go from stage to stage, and nothing else moves", async () => {
  const { page, errors } = await open("slow", { hash: "" });
  const flow = page.locator("#panel-slow .flow");
  const before = await flow.boundingBox();
  const names = ["image", "teacher", "divide", "soft", "student", "loss", "gradient", "step"];
  for (const [at, name] of names.entries()) {
    if (at > 0) await page.click("#slow-next");
    const found = await moving(page);
    const stages = new Set(found.map(({ stage }) => stage));
    const joins = name === "loss" || name === "step" ? ["between"] : [];
    assert.deepEqual([...stages].toSorted(), at === 0 ? [] : [name, ...joins].toSorted());
    for (const { properties, end } of found) {
      assert.ok(end <= 400, `${end} ms`);
      const kinds = properties.filter(
        (property) => !["offset", "computedOffset", "easing", "composite"].includes(property),
      );
      assert.deepEqual([...new Set(kinds)].toSorted(), ["opacity", "transform"]);
    }
    await page.waitForTimeout(450);
    assert.equal(await page.locator(".flow .layer > *").count(), 0, "nothing stays between the stages");
    assert.deepEqual(await flow.boundingBox(), before, name);
  }
  assert.equal(await page.locator(".flow [aria-current=step]").getAttribute("data-stage"), "step");
  // A stage is also a way back to it.
  await page.click('.flow [data-stage="divide"]');
  assert.match(await page.locator("#panel-slow h4").textContent(), /Stage 3 of 8/);
  assert.equal(
    await page.locator('.flow [data-stage="soft"] .flow-bar').count(),
    0,
    "later stages are empty",
  );
  assert.deepEqual(errors, []);
});

test("nothing travels for readers who want nothing to move", async () => {
  const { page } = await open("slow", { hash: "", reducedMotion: "reduce" });
  for (let press = 0; press < 7; press += 1) {
    await page.click("#slow-next");
    assert.deepEqual(await moving(page), []);
  }
  assert.ok((await page.locator('.flow [data-stage="step"] .flow-bar').count()) > 0);
});
