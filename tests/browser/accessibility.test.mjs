// No violation that axe-core can find, no sideways scrolling, and a whole experiment by keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { LANGUAGES } from "../../www/languages.js";
import { finished, ready, start } from "./site.mjs";
import { eachPanel, openState, STATES } from "./states.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function violations(page) {
  await page.evaluate(axe.source);
  // Off unless asked for: targets of 24 px, and names that hold the visible words.
  const options = {
    runOnly: RULES,
    rules: { "target-size": { enabled: true }, "label-content-name-mismatch": { enabled: true } },
    resultTypes: ["violations"],
  };
  const found = await page.evaluate((how) => globalThis.axe.run(document, how), options);
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
}

/** axe-core in both themes and in all languages, without leaving the state. */
async function assertSound(page, where) {
  for (const { key, tag } of LANGUAGES) {
    await page.selectOption("#lang", key);
    await page.waitForFunction((wanted) => document.documentElement.lang === wanted, tag);
    for (const theme of ["light", "dark"]) {
      await page.selectOption("#theme", theme);
      assert.deepEqual(await violations(page), [], `${where}, ${key}, ${theme}`);
    }
  }
}

for (const state of STATES) {
  test(`axe-core finds nothing in both themes and all languages: ${state.key}`, async () => {
    const { page } = await openState(site, state, { query: "lang=en" });
    await assertSound(page, state.key);
    await page.context().close();
  });
}

test("axe-core finds nothing in both themes and all languages: panels", async () => {
  const { page } = await site.open({ hash: "v=1&steps=20&tepochs=1" });
  await eachPanel(page, (id) => assertSound(page, id));
});

for (const width of [320, 360, 720, 900, 1440]) {
  test(`nothing scrolls sideways at ${width} px`, async () => {
    for (const { key } of LANGUAGES) {
      // 720 px is a window of 1440 at a zoom of 200 %.
      const { page } = await site.open({ query: `lang=${key}`, width, height: 800, newcomer: true });
      await ready(page);
      await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
      });
      // What has just been unfolded is fetched, and stands only then as it will.
      const fits = () => document.documentElement.scrollWidth <= innerWidth;
      await page.waitForFunction(fits, null, { timeout: 10_000 }).catch(() => {});
      await page.waitForTimeout(500);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${key}: ${over} px too wide`);
      await page.context().close();
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
