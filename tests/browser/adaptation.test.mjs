// The page adapts: to text spacing, fingers, forced colours, contrast, reduced motion, paper, and to readers with keys only.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ready, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** WCAG 2.2, 1.4.12. */
const SPACING = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }`;

for (const width of [320, 1440]) {
  test(`text can be spaced out at ${width} px: nothing is cut off or too wide`, async () => {
    const { page } = await site.open({ width, height: 800, newcomer: true });
    await ready(page);
    const found = await page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
      const cut = [...document.querySelectorAll("#app *")].filter((element) => {
        const { overflowX, overflowY } = getComputedStyle(element);
        if (!/hidden|clip/.test(overflowX + overflowY) || element.closest(".unseen, select, progress"))
          return false;
        return (
          element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1
        );
      });
      return {
        cut: cut.map(({ outerHTML }) => outerHTML.slice(0, 80)),
        wide: document.documentElement.scrollWidth - innerWidth,
      };
    }, SPACING);
    assert.deepEqual(found.cut, []);
    assert.ok(found.wide <= 0, `${found.wide} px too wide`);
  });
}

test("for fingers every control is at least 44 px high, but links within sentences", async () => {
  const { page } = await site.open({ width: 390, height: 844, hasTouch: true, isMobile: true });
  await ready(page);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("#app :is(button, input, select, summary)")]
      .filter((control) => control.checkVisibility() && !control.closest(".unseen"))
      .filter((control) => {
        // A box counts with its label, which is pressed too.
        const target = control.type === "checkbox" ? control.closest("label") : control;
        return target.getBoundingClientRect().height < 44;
      })
      .map(({ outerHTML }) => outerHTML.slice(0, 100)),
  );
  assert.deepEqual(small, []);
});

for (const [width, height] of [
  [1440, 900],
  [360, 640],
]) {
  test(`Tab goes through the whole page at ${width} px, is always seen, and is never trapped`, async () => {
    const { page } = await site.open({ width, height });
    await ready(page);
    await page.waitForSelector(".panel");
    const bad = [];
    let stops = 0;
    for (; stops < 400; stops += 1) {
      await page.keyboard.press("Tab");
      const found = await page.evaluate(() => {
        const at = document.activeElement;
        if (!at || at === document.body) return null;
        const { left, top, right, bottom } = at.getBoundingClientRect();
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
        const places = [
          [left + 2, top + 2],
          [right - 2, top + 2],
          [(left + right) / 2, (top + bottom) / 2],
          [left + 2, bottom - 2],
          [right - 2, bottom - 2],
        ];
        const seen = places.some(([x, y]) => {
          const hit = document.elementFromPoint(x, y);
          return (
            hit &&
            (at.contains(hit) || hit.contains(at)) &&
            !(hit.closest(".run-bar") && !at.closest(".run-bar"))
          );
        });
        const ringed =
          (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
        return { name: at.outerHTML.slice(0, 100), seen, ringed };
      });
      if (!found) break;
      if (!found.seen || !found.ringed) bad.push(found);
    }
    assert.deepEqual(bad, []);
    assert.ok(stops > 30 && stops < 400, `${stops} stops`);
  });
}

test("the first stop leads past the header and the settings", async () => {
  const { page } = await site.open();
  await ready(page);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "watch");
});

test("single letters do nothing; with Alt and Shift they run, warm up and ask for help", async () => {
  const { page } = await site.open({ hash: "v=1&steps=5000&tepochs=1" });
  await ready(page);
  await page.evaluate(() => document.activeElement?.blur());
  const before = await page.inputValue("#view-T");
  for (const key of ["r", "s", "0", "[", "]", "h", "?"]) await page.keyboard.press(key);
  assert.equal(await page.inputValue("#view-T"), before);
  assert.equal(await page.locator("#help").isVisible(), false);
  assert.equal(await page.locator("progress").count(), 0);
  await page.keyboard.press("Alt+Shift+BracketRight");
  await page.waitForFunction((T) => Number(document.getElementById("view-T").value) > T, Number(before));
  await page.keyboard.press("Alt+Shift+KeyH");
  await page.waitForSelector("#help-close");
  await page.keyboard.press("Alt+Shift+KeyR");
  await page.waitForSelector("progress");
});

test("with forced colours bars, chosen buttons and the focus can still be told from the ground", async () => {
  const { page } = await site.open({ forcedColors: "active", colorScheme: "dark" });
  await ready(page);
  const found = await page.evaluate(() => {
    const ground = getComputedStyle(document.documentElement).backgroundColor;
    const colour = (selector) => getComputedStyle(document.querySelector(selector)).backgroundColor;
    document.querySelector("#run").focus();
    return {
      ground,
      bars: [".teacher > .length", ".distilled > .length", ".labels > .length"].map(colour),
      pressed: getComputedStyle(document.querySelector(".switch > [aria-pressed=true]")).outlineStyle,
      canvas: getComputedStyle(document.querySelector(".box > canvas")).borderStyle,
      matches: matchMedia("(forced-colors: active)").matches,
    };
  });
  assert.ok(found.matches);
  assert.equal(new Set([found.ground, ...found.bars]).size, 4, JSON.stringify(found));
  assert.deepEqual([found.pressed, found.canvas], ["solid", "solid"]);
});

test("who asks for more contrast gets ink for muted text and edges for hairlines", async () => {
  for (const theme of ["light", "dark"]) {
    const tokens = async (contrast) => {
      const { page } = await site.open({ query: `lang=en&theme=${theme}`, contrast });
      await ready(page);
      const found = await page.evaluate(() => {
        const style = getComputedStyle(document.documentElement);
        return Object.fromEntries(
          ["ink", "muted", "hairline", "edge"].map((name) => [name, style.getPropertyValue(`--${name}`)]),
        );
      });
      await page.context().close();
      return found;
    };
    const [usual, more] = [await tokens("no-preference"), await tokens("more")];
    const { ink } = usual;
    assert.deepEqual(more, { ink, muted: ink, hairline: usual.edge, edge: ink }, theme);
  }
});

test("with reduced motion nothing moves by itself", async () => {
  const { page } = await site.open({ reducedMotion: "reduce", newcomer: true });
  await ready(page);
  await page.fill("#view-T", "1");
  await page.locator(".steps a").first().click();
  const moving = await page.evaluate(async () => {
    const from = scrollY;
    await new Promise(requestAnimationFrame);
    const at = scrollY;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { animations: document.getAnimations().length, scrolled: scrollY - at, from };
  });
  assert.equal(moving.animations, 0);
  assert.equal(moving.scrolled, 0);
});

test("on paper there are results and no controls of the run", async () => {
  const { page } = await site.open({ newcomer: true });
  await ready(page);
  await page.emulateMedia({ media: "print" });
  for (const gone of [".run-bar", ".tools", ".tour"])
    assert.equal(await page.locator(gone).isVisible(), false, gone);
  for (const there of [".verdict", ".results", "figure.accuracy-curve canvas", ".prints"])
    assert.ok(await page.locator(there).first().isVisible(), there);
  // As wide as A4 without its margins.
  await page.setViewportSize({ width: 718, height: 1000 });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${over} px too wide`);
});

test("help is in the same place of every view", async () => {
  for (const query of ["lang=en", "lang=en&chapter=temperature", "lang=en&predict=gain"]) {
    const { page } = await site.open({ query });
    const last = await page.locator(".tools > :last-child").getAttribute("id");
    assert.equal(last, "help-button", query);
    await page.context().close();
  }
});
