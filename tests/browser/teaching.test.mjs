// What a teacher needs: predictions before results, and the results of a whole class.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { finished, ready, runToEnd, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** A run of about a second. */
const SHORT = "v=1&steps=60&tepochs=3";

async function sound(page, what) {
  await page.addScriptTag({ content: axe.source });
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(
    violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    [],
    what,
  );
}

test("a link that asks first shows nothing before the prediction, then both", async () => {
  for (const [lang, said] of [
    ["en", /You predicted a gain of 5(\.0)? points\.\s+This run measured −?[\d.]+ points/],
    ["zh", /你预测高出 5(\.0)? 个百分点。\s+本次运行测得 −?[\d.]+ 个百分点/],
  ]) {
    const { page, errors } = await site.open({
      query: `lang=${lang}&predict=gain`,
      hash: SHORT,
      bypassCSP: true,
    });
    await ready(page);
    for (const part of [".watch", ".result", ".lab"]) assert.equal(await page.locator(part).count(), 0, part);
    assert.doesNotMatch(await page.locator("main").textContent(), /\d%/, "no accuracy is in sight");
    await page.fill("#predict-value", "soon");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("#predict-value").getAttribute("aria-invalid"), "true");
    await sound(page, `asking in ${lang}`);
    await page.fill("#predict-value", "5");
    await page.keyboard.press("Enter");
    await finished(page);
    assert.match(await page.locator(".reveal p").first().textContent(), said);
    assert.deepEqual(errors, []);
  }
});

test("a class's links are collected, run, and proven or not", async () => {
  const { page, errors } = await site.open({ hash: SHORT, bypassCSP: true });
  await ready(page);
  await runToEnd(page);
  const print = (await page.locator(".prints code").allInnerTexts()).map((text) => text.trim());
  assert.ok(print.length > 1);
  await page.waitForSelector(".lab");
  await page.locator("#panel-class > summary").click();
  await page.fill(
    "#class-entries",
    [`Anna: #${SHORT}`, `Li Lei: #${SHORT}&T=8`, `Eve: #${SHORT}&r=00112233`, "nonsense"].join("\n"),
  );
  await page.click("#panel-class button:has-text('Add'):not(label)");
  assert.match(await page.locator("#class-refused").textContent(), /line 4 holds no link/);
  const rows = page.locator("#panel-class tbody tr");
  assert.equal(await rows.count(), 3);
  await page.click("#panel-class button:has-text('Run 3 here')");
  await page.waitForFunction(
    () => !/not run/.test(document.querySelector("#panel-class table")?.textContent ?? "not run"),
  );
  const cells = await rows.allInnerTexts();
  assert.match(cells[0], /Anna.*run here/s);
  assert.match(cells[1], /Li Lei.*8.*run here/s);
  assert.match(cells[2], /Eve.*✗ differs/s);
  assert.equal(await page.locator("#panel-class svg.plot path").count(), 3);
  await sound(page, "the class");
  assert.deepEqual(errors, []);
});
