// Chapters: found by keyboard, read before and after a run, in both languages and themes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** Some seconds of training on a busy machine. */
const RUN = 180_000;
const SHOWN = { timeout: 60_000 };

/** Waits until the chapter can be run. */
const runnable = (page) => page.waitForSelector('#chapter-run[aria-disabled="false"]', SHOWN);

async function violations(page) {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run());
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

test("a chapter is opened and run by keyboard, and the reader's numbers stand beside the stored ones", async () => {
  const { page, errors } = await site.open();
  await page.waitForSelector("#run:not(:disabled)", SHOWN);
  await page.focus('[aria-controls="chapters"]');
  await page.keyboard.press("Enter");
  const first = page.locator(".chapter-list a").first();
  await first.waitFor(SHOWN);
  const title = await first.textContent();
  await first.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "chapter-title");
  assert.equal(await page.locator("#chapter-title").textContent(), title);
  assert.match(page.url(), /[?&]chapter=[a-z]/);
  await page.goBack();
  await page.waitForSelector(".zones");
  await page.goForward();
  await page.waitForSelector("#chapter-title");
  await page.goto(page.url().replace(/chapter=[a-z-]+/, "chapter=temperature"));
  await page.locator(".measures tbody tr").first().waitFor(SHOWN);
  assert.deepEqual(errors, []);
});

test("a run gives figure, measures and answers the reader's own numbers", { timeout: 2 * RUN }, async () => {
  const { page, errors } = await site.open({ query: "lang=en&chapter=temperature" });
  await runnable(page);
  await page.locator(".measures tbody tr").first().waitFor(SHOWN);
  const own = page.locator(".measures td.own");
  assert.deepEqual([...new Set(await own.allTextContents())], ["–"], "nothing is there before a run");
  await page.focus("#chapter-run");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".chapter progress");
  await page.waitForSelector(".chapter progress", { state: "detached", timeout: RUN });
  const measured = await own.allTextContents();
  assert.ok(measured.length > 0 && measured.every((text) => /\d/.test(text)), measured.join());
  assert.match(await page.locator(".chapter .problem").allTextContents().then(String), /^$/);
  const question = page.locator(".questions summary").first();
  await question.focus();
  await page.keyboard.press("Enter");
  assert.match(await page.locator(".questions details[open] p").textContent(), /\d/);
  assert.match(await page.locator(".chapter .hint").allTextContents().then(String), /Hollow marks: your run/);
  assert.deepEqual(errors, []);
});

test("a stored teacher is named, and trained anew it gives the same numbers", {
  timeout: 3 * RUN,
}, async () => {
  const { page, errors } = await site.open({ query: "lang=en&chapter=half-depth" });
  await runnable(page);
  await page.click("#chapter-run");
  await page.waitForSelector(".chapter progress");
  await page.waitForSelector(".chapter progress", { state: "detached", timeout: RUN });
  assert.match(
    await page.textContent("#storage"),
    /trained beforehand: #v=1&.*teacher=vit-4-32.*[0-9a-f]{16}/,
  );
  const source = async () => (await page.locator(".chapter .hint code").allTextContents()).at(-1);
  const first = await source();
  assert.match(first, /^[0-9a-f]{16}$/);
  await page.click("#anew");
  await page.waitForSelector(".chapter progress");
  await page.waitForSelector(".chapter progress", { state: "detached", timeout: RUN });
  assert.equal(await page.locator("#storage").count(), 0, "nothing came from storage");
  assert.equal(await source(), first);
  assert.deepEqual(errors, []);
});

test("a run can be stopped, and the playground takes the chapter's experiment over", async () => {
  const { page, errors } = await site.open({ query: "lang=en&chapter=temperature" });
  await runnable(page);
  await page.click("#chapter-run");
  await page.waitForSelector(".chapter progress");
  await page.click("#chapter-run");
  await page.waitForSelector(".chapter progress", { state: "detached" });
  await page.click("text=Open in the playground");
  await page.waitForSelector(".zones");
  assert.doesNotMatch(page.url(), /chapter=/);
  assert.deepEqual(errors, []);
});

test("a chapter that does not exist is named, and the list is at hand", async () => {
  const { page } = await site.open({ query: "lang=en&chapter=no-such-chapter" });
  await page.locator(".chapter .problem").waitFor(SHOWN);
  assert.match(await page.locator(".chapter .problem").textContent(), /no-such-chapter/);
});

test("chapters and their list pass axe in both languages and themes, and no width overflows", async () => {
  for (const [lang, theme] of [
    ["en", "dark"],
    ["zh", "light"],
  ]) {
    const query = `lang=${lang}&theme=${theme}&chapter=temperature`;
    const { page, errors } = await site.open({ query });
    await runnable(page);
    await page.locator(".measures tbody tr").first().waitFor(SHOWN);
    await page.locator(".questions summary").first().click();
    await page.click('[aria-controls="chapters"]');
    await page.waitForSelector(".chapter-list");
    assert.deepEqual(await violations(page), [], `${lang} ${theme}`);
    for (const width of [1440, 900, 360, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${width}: ${over} px too wide`);
    }
    assert.deepEqual(errors, []);
  }
});
