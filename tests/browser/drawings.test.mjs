// Own drawings that travel with a link: what is kept, what whoever opens the link sees, and what is no drawing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { ready, runToEnd, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** A run of about a second. */
const SHORT = "v=1&steps=60&tepochs=3";

/** Draws a seven, or a bar, on the open panel's pad. */
async function draw(page, lines) {
  const pad = page.locator("#pad");
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  for (const [first, ...rest] of lines) {
    const place = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
    await page.mouse.move(...place(first));
    await page.mouse.down();
    for (const next of rest) await page.mouse.move(...place(next), { steps: 8 });
    await page.mouse.up();
  }
}

const answers = (page) => page.locator(".kept tbody td:not(:last-child)").allTextContents();

test("kept drawings open with the link, with the same answers", async () => {
  const { page, errors } = await site.open({ hash: SHORT });
  await ready(page);
  await runToEnd(page);
  await page.waitForSelector("#panel-draw");
  await page.locator("#panel-draw > summary").click();
  await page.waitForSelector("#pad");
  for (const lines of [
    [
      [
        [0.2, 0.2],
        [0.8, 0.2],
        [0.4, 0.9],
      ],
    ],
    [
      [
        [0.5, 0.1],
        [0.5, 0.9],
      ],
      [
        [0.3, 0.9],
        [0.7, 0.9],
      ],
    ],
  ]) {
    await draw(page, lines);
    await page.click("#draw-keep");
    await page.click("#panel-draw button:text-is('Clear')");
  }
  await page.waitForFunction(() => /&x=[\w-]+\.[\w-]+$/.test(location.hash));
  const there = await answers(page);
  assert.equal(there.length, 8, "two drawings, four networks");
  assert.match(await page.textContent("#kept-fitting"), /^2 of 2 are in the link/);
  await page.click("[aria-controls=share]");
  await page.waitForSelector("#share-drawings");
  const link = await page.inputValue("#share-link");
  assert.match(link, /#v=1&steps=60&tepochs=3&e=\d+&r=[0-9a-f-]+&c=[\w.-]+&x=[\w-]+\.[\w-]+$/);
  assert.ok(link.length < 300, `${link.length} characters`);
  assert.deepEqual(errors, []);

  for (const lang of ["en", "zh"]) {
    const { page: other, errors: wrong } = await site.open({
      query: `lang=${lang}&theme=dark`,
      hash: new URL(link).hash.slice(1),
      bypassCSP: true,
    });
    await other.waitForSelector(".kept canvas");
    assert.equal(await other.locator(".kept canvas").count(), 2, "they are there before any run");
    assert.deepEqual(await answers(other), []);
    await runToEnd(other);
    await other.waitForFunction(
      () => document.querySelectorAll(".kept tbody td:not(:last-child)").length === 8,
    );
    if (lang === "en") assert.deepEqual(await answers(other), there);
    await other.addScriptTag({ content: axe.source });
    const { violations } = await other.evaluate(() => globalThis.axe.run());
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
      [],
    );
    assert.match(other.url(), /&x=[\w-]+\.[\w-]+$/, "the drawings survive a reload");
    // By keyboard: away, and the address follows.
    await other.locator(".kept button").last().focus();
    await other.keyboard.press("Enter");
    await other.waitForFunction(() => /&x=[\w-]+$/.test(location.hash));
    assert.equal(await other.locator(".kept canvas").count(), 1);
    assert.deepEqual(wrong, []);
  }
});

test("what is no drawing is named, the others are kept, and the page runs", async () => {
  const { page, errors } = await site.open({ hash: `${SHORT}&x=AADAA.r%3Cd.QUECm` });
  await ready(page);
  await page.waitForSelector("ul.problem");
  assert.match(
    await page.textContent("ul.problem"),
    /Drawing 2: r<d of the link cannot be read.*Kept: 2\/3/s,
  );
  await page.waitForSelector(".kept canvas");
  assert.equal(await page.locator(".kept canvas").count(), 2);
  await runToEnd(page);
  assert.deepEqual(errors, []);
});
