// A teacher makes an activity: from Share, by keyboard, in both languages; what students get holds no answer.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { finished, ready, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

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

test("from Share to a link that students open, and a key that only the teacher has", async () => {
  const { page, errors } = await site.open({ hash: SHORT, bypassCSP: true });
  await ready(page);
  await page.click("[aria-controls=share]");
  await page.waitForSelector("#share-activity");
  await page.focus("#share-activity");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#activity-run:not(:disabled)");
  assert.equal(await page.evaluate(() => document.activeElement.id), "activity-heading");
  assert.match(page.url(), /[?&]activity=1#v=1&steps=60/);
  // Nobody has run this experiment: no numbers are made up.
  assert.equal(await page.locator("#activity-key-text").count(), 0);
  await sound(page, "before the run");
  await page.focus("#activity-run");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#activity-key-text", { timeout: 60_000 });
  const key = await page.inputValue("#activity-key-text");
  assert.match(key, /[\d.]+% against [\d.]+%/);
  assert.match(key, /fingerprint [0-9a-f]{16}/);
  await sound(page, "with texts");

  await page.selectOption("#activity-language", "zh");
  await page.selectOption("#activity-lock", "free");
  await page.selectOption("#activity-show", "full");
  await page.waitForFunction(() => /答案：/.test(document.querySelector("#activity-key-text")?.value ?? ""));
  await page.selectOption("#activity-sheet-form", "markdown");
  const sheet = await page.inputValue("#activity-sheet-text");
  assert.match(sheet, /^# 知识蒸馏\n/);
  assert.match(sheet, /<iframe .*embed=1/);
  assert.equal(
    await page.locator("#activity-show option").count(),
    2,
    "no view without the settings to predict from",
  );
  assert.match(sheet, /CC BY 4\.0/);
  const link = await page.inputValue("#activity-link-text");
  const query = new URL(link).searchParams;
  assert.deepEqual(
    [query.get("lang"), query.get("predict"), query.get("lock"), query.get("free"), query.get("activity")],
    ["zh", "gain", "all", "T,alpha,seed", null],
  );
  assert.equal(new URL(link).hash, `#${SHORT}`, "no result, no fingerprint");
  const numbers = key.match(/[\d,.]+%/g) ?? [];
  assert.ok(numbers.length > 3);
  for (const number of numbers) assert.ok(!sheet.includes(number) && !link.includes(number), number);
  assert.deepEqual(errors, []);

  // What a student gets.
  const { page: student, errors: wrong } = await site.open({
    query: new URL(link).search.slice(1),
    hash: SHORT,
  });
  await ready(student, ".predict-form button");
  assert.equal(await student.locator(".result").count(), 0);
  assert.equal(await student.getAttribute("#steps", "aria-disabled"), "true");
  assert.equal(await student.getAttribute("#T", "aria-disabled"), null, "free");
  await student.fill("#predict-value", "5");
  await student.keyboard.press("Enter");
  await finished(student);
  assert.match(await student.locator(".reveal p").first().textContent(), /你预测高出 5/);
  assert.deepEqual(wrong, []);
});

test("presets and chapters have their questions at once, also by address, and the way back", async () => {
  for (const [lang, theme, width] of [
    ["en", "light", 1440],
    ["zh", "dark", 360],
  ]) {
    const { page, errors } = await site.open({
      query: `lang=${lang}&theme=${theme}&activity=1`,
      width,
      bypassCSP: true,
    });
    await page.waitForSelector("#activity-experiment:not(:disabled)");
    await page.selectOption("#activity-experiment", "preset/plenty-of-labels");
    await page.waitForFunction(() =>
      /94|93|92/.test(document.querySelector("#activity-key-text")?.value ?? ""),
    );
    assert.match(
      await page.inputValue("#activity-key-text"),
      /1945202016b81106/,
      "the preset's own fingerprint",
    );
    await page.selectOption("#activity-experiment", "chapter/temperature");
    await page.waitForFunction(() =>
      /T\s=\s0\.25/.test(document.querySelector("#activity-key-text")?.value ?? ""),
    );
    const sheet = await page.inputValue("#activity-sheet-text");
    assert.equal((sheet.match(/<li>/g) ?? []).length, 6, "three steps and three questions");
    assert.match(await page.inputValue("#activity-key-text"), lang === "en" ? /5 seeds/ : /5 个随机种子/);
    assert.ok(
      await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
      "nothing is wider than the window",
    );
    await sound(page, `${lang} ${theme} ${width}`);
    await page.click("#activity-close");
    await page.waitForSelector(".zones");
    assert.doesNotMatch(page.url(), /activity/);
    assert.deepEqual(errors, []);
  }
});

test("help leads there too", async () => {
  const { page, errors } = await site.open();
  await ready(page);
  await page.click("#help-button");
  await page.waitForSelector("#help-activity");
  await page.click("#help-activity");
  await page.waitForSelector("#activity-key-text");
  assert.equal(await page.locator("#help-activity").count(), 0, "help has made room");
  assert.deepEqual(errors, []);
});
