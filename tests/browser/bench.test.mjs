// The page on which visitors measure their own machine.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

async function open(query, size = {}) {
  const { page, errors } = await site.open(size);
  await page.goto(`${site.home}bench.html?${query}`);
  await page.waitForSelector("#measure");
  return { page, errors };
}

for (const query of ["lang=en&theme=light", "lang=zh&theme=dark"]) {
  test(`axe-core finds nothing on the bench page: ${query}`, async () => {
    const { page } = await open(query);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document));
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
      [],
    );
  });
}

test("the bench page does not scroll sideways at 320 px", async () => {
  const { page } = await open("lang=en", { width: 320 });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${over} px too wide`);
});

test("the bench page measures the limit and then the first network", async () => {
  const { page, errors } = await open("lang=en");
  await page.click("#measure");
  const first = page.locator("tbody tr").first();
  await page.waitForFunction(
    () => /[1-9]/.test(document.querySelector("tbody td")?.textContent ?? ""),
    null,
    {
      timeout: 60_000,
    },
  );
  const [images, rate, share] = await first.locator("td").allInnerTexts();
  assert.match(images, /^[\d,]{4,}$/);
  assert.ok(Number(rate) > 0);
  assert.match(share, /^\d+%$/);
  assert.match(await page.locator("main").textContent(), /Limit of one thread: [\d.]+ GFLOP\/s/);
  assert.deepEqual(errors, []);
});
