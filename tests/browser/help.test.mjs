// Who is new finds first steps, who meets an unknown word finds what it means, and both get back to where they were.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { TERMS } from "../../www/help/terms.js";
import { ready, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

const focused = (page) => page.evaluate(() => document.activeElement?.id);

test("the first steps lead to their places, and stay away once put away", async () => {
  const { page, errors } = await site.open({ newcomer: true });
  await ready(page);
  await page.click(".tour li:nth-child(2) a");
  assert.equal(await focused(page), "view-T-slider");
  await page.click(".tour li:nth-child(3) a");
  assert.equal(await focused(page), "run");
  await page.click(".tour li:first-child a");
  assert.ok(await page.evaluate(() => document.activeElement.matches(".bars")));
  await page.click("#tour-close");
  assert.equal(await page.locator(".tour").count(), 0);
  assert.equal(await focused(page), "help-button");
  await page.reload();
  await ready(page);
  assert.equal(await page.locator(".tour").count(), 0);
  await page.click("#help-button");
  await page.waitForSelector(".help .steps");
  await page.click(".help .steps li:last-child a");
  await page.waitForSelector("#chapter-title");
  assert.deepEqual(errors, []);
});

test("where nothing can be remembered the first steps are there and can be put away", async () => {
  const { page, errors } = await site.open({
    newcomer: true,
    before: (page) =>
      page.addInitScript(() => {
        Object.defineProperty(globalThis, "localStorage", {
          get() {
            throw new DOMException("closed", "SecurityError");
          },
        });
      }),
  });
  await page.click("#tour-close");
  assert.equal(await page.locator(".tour").count(), 0);
  assert.deepEqual(errors, []);
});

test("frames and chapters greet nobody", async () => {
  for (const query of ["lang=en&embed=1", "lang=en&chapter=temperature", "lang=en&predict=gain"]) {
    const { page } = await site.open({ query, newcomer: true });
    await page.waitForTimeout(300);
    assert.equal(await page.locator(".tour").count(), 0, query);
    await page.context().close();
  }
});

test("a word leads to the glossary, and Escape back to the word", async () => {
  const { page, errors } = await site.open();
  await ready(page);
  const word = page.locator("#T-hint .term").first();
  await word.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "term-title");
  assert.equal(await page.locator("#term-title").textContent(), "Soft label");
  assert.equal(new URL(page.url()).searchParams.get("glossary"), "soft-label");
  await page.keyboard.press("Escape");
  assert.ok(await word.evaluate((element) => element === document.activeElement));
  assert.equal(new URL(page.url()).searchParams.get("glossary"), null);
  assert.deepEqual(errors, []);
});

test("every term can be opened by its address, and leads to where it can be seen", async () => {
  const { page, errors } = await site.open({ query: "lang=en&glossary=kl" });
  await page.waitForSelector("#term-title");
  assert.equal(await page.locator("#term-title").textContent(), "KL divergence");
  await ready(page);
  for (const key of Object.keys(TERMS)) {
    await page.click(`.glossary li a[href*="glossary=${key}#"], .glossary li a[href$="glossary=${key}"]`);
    await page.waitForFunction((term) => location.search.endsWith(`glossary=${term}`), key);
    assert.ok((await page.locator(".entry p:not(.hint, .symbols)").textContent()).length > 40, key);
    const link = page.locator(".entry .hint a");
    if ((await link.count()) > 0 && !("chapter" in TERMS[key].see)) {
      await link.click();
      const place = "panel" in TERMS[key].see ? `panel-${TERMS[key].see.panel}` : TERMS[key].see.control;
      await page.waitForFunction((id) => document.activeElement?.closest(`[id="${id}"]`), place);
    }
  }
  assert.deepEqual(errors, []);
});

test("a term that does not exist shows the temperature", async () => {
  const { page } = await site.open({ query: "lang=zh&glossary=constructor" });
  await page.waitForSelector("#term-title");
  assert.equal(await page.locator("#term-title").textContent(), "温度");
});

test("in a frame words are words", async () => {
  const { page } = await site.open({ query: "lang=en&embed=1" });
  assert.equal(await page.locator(".term").count(), 0);
});
