// No violation that axe-core can find, no sideways scrolling, and a whole experiment by keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { finished, ready, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

async function violations(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
  );
}

async function openAll(page) {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await page.waitForTimeout(500);
}

for (const theme of ["light", "dark"]) {
  for (const lang of ["en", "zh"]) {
    test(`axe-core finds nothing: ${theme}, ${lang}`, async () => {
      const { page } = await site.open({
        query: `lang=${lang}&theme=${theme}`,
        hash: "v=1&steps=20&tepochs=1",
      });
      await ready(page);
      assert.deepEqual(await violations(page), [], "stored run");
      await page.click("#run");
      await page.waitForSelector("progress");
      assert.deepEqual(await violations(page), [], "running");
      await finished(page).catch(() => {});
      await openAll(page);
      await page.click("[aria-controls=share]");
      assert.deepEqual(await violations(page), [], "finished, all open");
      await page.fill("#T", "1000000");
      await page.keyboard.press("Enter");
      assert.deepEqual(await violations(page), [], "stale, with a problem");
    });
  }
}

for (const width of [320, 360, 900, 1440]) {
  test(`nothing scrolls sideways at ${width} px`, async () => {
    for (const lang of ["en", "zh"]) {
      const { page } = await site.open({ query: `lang=${lang}`, width, height: 800 });
      await ready(page);
      await openAll(page);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${lang}: ${over} px too wide`);
    }
  });
}

test("nothing moves when the engine arrives", async () => {
  const { page } = await site.open();
  await ready(page);
  const shift = await page.evaluate(
    () =>
      new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(sum), 500);
      }),
  );
  assert.ok(shift < 0.02, `layout shift ${shift}`);
});

test("an experiment by keyboard alone", async () => {
  const { page } = await site.open({ hash: "v=1&steps=40&tepochs=2" });
  await ready(page);
  const tabTo = async (id) => {
    for (let press = 0; press < 80; press += 1) {
      if ((await page.evaluate(() => document.activeElement?.id)) === id) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`Tab does not reach ${id}`);
  };
  await tabTo("T-slider");
  await page.keyboard.press("ArrowLeft");
  await tabTo("run");
  await page.keyboard.press("Enter");
  await finished(page);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "run");
  await tabTo("view-T-slider");
  const before = await page.inputValue("#view-T");
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await page.inputValue("#view-T"), before);
});

test("the live region says that a run began and how it ended", async () => {
  const { page } = await site.open({ hash: "v=1&steps=40&tepochs=2" });
  await ready(page);
  await page.evaluate(() => {
    globalThis.said = [];
    const region = document.querySelector("[aria-live=polite]");
    new MutationObserver(() => globalThis.said.push(region.textContent)).observe(region, {
      characterData: true,
      childList: true,
      subtree: true,
    });
  });
  await page.click("#run");
  await finished(page);
  await page.waitForTimeout(200);
  const said = (await page.evaluate(() => globalThis.said)).filter(Boolean);
  assert.match(said[0], /Started/);
  assert.match(said.at(-1), /Finished\. \S/);
  assert.ok(said.length <= 6, said.join(" / "));
});
