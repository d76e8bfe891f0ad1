// A third language is one file and one line: with them nothing on the page is left in English, cut off, or too wide.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES } from "../../www/languages.js";
import { addLanguage, pseudo } from "./pseudo.mjs";
import { start } from "./site.mjs";
import { eachPanel, openState, STATES } from "./states.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** Runs in the page: texts in Latin letters without an accent, and texts that do not fit where they are. */
function look({ names }) {
  // What is the same in every language: names, formulas, code, addresses, keys, and texts that say that they are English.
  const same =
    "h1, code, kbd, .symbols, .symbol, .figures, textarea, [lang=en], script, style, noscript, #app + *";
  const found = { english: [], cut: [] };
  const visible = (element) => element.checkVisibility({ visibilityProperty: true });
  const clean = (text) =>
    names.reduce((rest, name) => rest.replaceAll(name, ""), text).replace(/\bT\b|\b\d[\d.,]*[a-z]?\b/g, "");
  const walker = document.createTreeWalker(document.getElementById("app"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: element, data } = walker.currentNode;
    if (!visible(element) || element.closest(same) || element.closest("[data-same]")) continue;
    if (/[a-zA-Z]/.test(clean(data))) found.english.push(data.trim());
  }
  for (const name of ["aria-label", "title", "alt", "placeholder", "aria-valuetext"]) {
    for (const element of document.querySelectorAll(`#app [${name}]`)) {
      if (!visible(element) || element.closest(same)) continue;
      const text = element.getAttribute(name);
      if (/[a-zA-Z]/.test(clean(text))) found.english.push(`${name}: ${text}`);
    }
  }
  for (const element of document.querySelectorAll("#app *")) {
    if (
      !visible(element) ||
      element.closest(".unseen, svg, select, .scroll, input, textarea, [aria-hidden=true]")
    )
      continue;
    const { overflowX } = getComputedStyle(element);
    const own = [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim());
    const hides = overflowX === "hidden" || overflowX === "clip";
    const isBox = getComputedStyle(element).display !== "inline";
    if (isBox && (own || hides) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1)
      found.cut.push(
        `${element.tagName}.${element.className}#${element.id}: ${element.textContent.trim().slice(0, 60)}`,
      );
  }
  found.wide = document.documentElement.scrollWidth - innerWidth;
  return found;
}

/** Names that are the same in every language: languages in their own words, and what a name consists of. */
const NAMES = [
  ...LANGUAGES.map(({ name }) => name),
  "flex",
  "ndarray",
  "CC BY 4.0",
  "CC BY-SA 3.0",
  "MIT",
  "PNG",
  "SVG",
  "CSV",
  "JSON",
  "HTML",
  "Failed to fetch",
  "mnist10k-train-images-idx3-ubyte.gz",
  "retort-offline.zip",
  "retort-single.html",
];

async function assertSpoken(page, where) {
  const { english, cut, wide } = await page.evaluate(look, { names: NAMES });
  assert.deepEqual([...new Set(english)], [], `${where}: in English`);
  assert.deepEqual([...new Set(cut)], [], `${where}: cut off`);
  assert.ok(wide <= 0, `${where}: ${wide} px too wide`);
}

test("the test's language is longer, and none of its letters is English", () => {
  const text = pseudo("{count} images, and [KL|kl] too");
  assert.match(text, /^⟦\{count\} îɱåĝéš, åñð \[ĶĻ\|kl\] ţöö .*⟧$/);
  assert.ok(text.length > 1.3 * "{count} images, and [KL|kl] too".length);
});

for (const width of [1440, 360, 320]) {
  const how = { query: "lang=xx", width, height: 800, before: addLanguage };
  for (const state of STATES) {
    test(`a third language is complete and fits at ${width} px: ${state.key}`, async () => {
      const { page } = await openState(site, state, how);
      assert.equal(await page.evaluate(() => document.documentElement.lang), "el");
      await assertSpoken(page, state.key);
      await page.context().close();
    });
  }
  test(`a third language is complete and fits at ${width} px: panels`, async () => {
    const { page } = await site.open({ ...how, hash: "v=1&steps=20&tepochs=1" });
    await eachPanel(page, (id) => assertSpoken(page, id));
    await page.context().close();
  });
}
