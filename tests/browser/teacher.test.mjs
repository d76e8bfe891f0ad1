// A teacher is kept while only students change, and gives the bits that a new one gives.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { finished, ready, results, runToEnd, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

test("a kept teacher gives the same bits as one that is trained anew", async () => {
  const { page, errors } = await site.open({ hash: "v=1&steps=60&tepochs=3" });
  await ready(page);
  await runToEnd(page);
  assert.equal(await page.locator("#anew").count(), 0, "the first run trains its teacher");
  const before = await results(page);
  await page.fill("#T", "2");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash.includes("T=2"));
  await runToEnd(page);
  const kept = await results(page);
  assert.notDeepEqual(kept.prints, before.prints);
  await page.click("#anew");
  await finished(page);
  assert.deepEqual(await results(page), kept);
  assert.deepEqual(errors, []);
});
