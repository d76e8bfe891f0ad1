// What an embed must do within the page of a course, whatever has built that page.
import assert from "node:assert/strict";
import { finished, ready } from "../browser/site.mjs";

/** The document of a frame that is a child of the page or of an element's shadow root.
 * @param {import("playwright-core").Locator} frame */
async function documentOf(frame) {
  await frame.scrollIntoViewIfNeeded();
  const handle = await frame.elementHandle();
  const content = await handle.contentFrame();
  await content.waitForSelector(".zones");
  return content;
}

/** Where the reader is: what is focused, how far it is scrolled, and the address. */
const place = (page) =>
  page.evaluate(() => [
    document.activeElement?.tagName,
    document.scrollingElement.scrollTop,
    location.href,
    history.length,
  ]);

/** Waits until two numbers of the page are the same, or nearly. */
async function settles(difference, what) {
  for (let wait = 0; wait < 50 && Math.abs(await difference()) > 2; wait += 1)
    await new Promise((done) => setTimeout(done, 100));
  assert.ok(Math.abs(await difference()) <= 2, `${what}: off by ${await difference()} px`);
}

/** An arrow key belongs to the playground while the focus is inside, and Escape gives the keys back. */
async function keysStayInside(page, content) {
  const slider = content.locator("input[type=range]:visible:not(:disabled)").first();
  await slider.scrollIntoViewIfNeeded();
  const before = await slider.inputValue();
  const address = page.url();
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  if ((await slider.inputValue()) === before) await page.keyboard.press("ArrowLeft");
  assert.notEqual(await slider.inputValue(), before, "an arrow moves the slider");
  assert.equal(page.url(), address, "and turns no page");
  await page.keyboard.press("Escape");
  await page.waitForFunction(
    () => !["IFRAME", "RETORT-PLAYGROUND"].includes(document.activeElement?.tagName),
  );
}

/** Runs what is inside, with the reader's focus and place as they were until Run is pressed.
 * @param {import("playwright-core").Page} page */
async function runs(page, frame) {
  const content = await documentOf(frame);
  const before = await place(page);
  await ready(content);
  assert.deepEqual(await place(page), before, "the reader is not moved");
  await content.locator("#run").click();
  await finished(content);
  return content;
}

/** Level 0: a plain frame.
 * @param {import("playwright-core").Page} page
 * @param {import("./project.mjs").Tool} tool */
export async function frameWorks(page, { arrows, slides }) {
  const frame = page.locator('iframe[src*="embed=1"]').first();
  await frame.waitFor({ state: "attached" });
  const content = await runs(page, frame);
  assert.equal(await content.locator("[data-embed]").count(), 1, "without a header");
  const box = await frame.boundingBox();
  assert.ok(box.width >= 300 && box.height >= 300, `${box.width} x ${box.height} px`);
  await keysStayInside(page, content);
  if (!arrows) return;
  const address = page.url();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((address) => location.href !== address, address);
  await page.goBack();
  // Slides are all on one page: what was computed is still there.
  if (slides) assert.equal(await content.locator(".prints code").count(), 4);
}

/** Level 2: `<retort-playground>`. */
export async function elementWorks(page) {
  const playground = page.locator("retort-playground").first();
  await playground.waitFor({ state: "attached" });
  const frame = playground.locator("iframe");
  await frame.waitFor({ state: "attached" });
  await page.evaluate(() => addEventListener("retort-result", ({ detail }) => (globalThis.heard = detail)));
  const content = await runs(page, frame);
  await page.waitForFunction(() => globalThis.heard);
  const [heard, kept] = await page.evaluate(() => [
    globalThis.heard.fingerprint,
    document.querySelector("retort-playground").result.fingerprint,
  ]);
  assert.match(heard, /^[0-9a-f]{16}$/);
  assert.equal(kept, heard);
  if (!(await playground.getAttribute("height"))) {
    const height = () => content.evaluate(() => document.body.getBoundingClientRect().height);
    await settles(
      async () => (await frame.evaluate((frame) => frame.offsetHeight)) - (await height()),
      "height",
    );
  }
  await keysStayInside(page, content);
  await page.emulateMedia({ media: "print" });
  const fallback = playground.locator("a").first();
  await fallback.waitFor({ state: "visible" });
  assert.equal(await frame.isVisible(), false, "the frame is not printed");
}

/** Without JavaScript the link stands in the element's place. */
export async function fallbackStands(page) {
  const fallback = page.locator("retort-playground a").first();
  await fallback.waitFor({ state: "attached" });
  assert.match(await fallback.getAttribute("href"), /#v=1&T=8/);
}
