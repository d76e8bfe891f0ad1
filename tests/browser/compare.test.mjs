// Outputs compared: play, difference, sound; pins that travel; the report. By keyboard, with axe-core.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { ready, runToEnd, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** A run of about a second. */
const SHORT = "v=1&steps=60&tepochs=3";
const temperature = async (page) => Number(await page.inputValue("#view-T"));

/** What axe-core finds within a part of the page. */
async function violations(page, within) {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate(
    (selector) =>
      globalThis.axe.run(selector, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      }),
    within,
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`);
}

async function saved(page, button) {
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: file.suggestedFilename(), text: String(await readFile(await file.path())) };
}

test("without the engine, by keys alone: T plays, pauses, and stops at Escape and at any touch", async () => {
  const { page, errors } = await site.open({
    before: (page) => page.route(/\.wasm$/, (route) => route.abort()),
  });
  await page.waitForSelector("#play-T");
  const moves = async () => {
    const first = await temperature(page);
    await page.waitForTimeout(400);
    return (await temperature(page)) !== first;
  };
  /** That something moves can take its time on a busy machine; that nothing does is looked at for as long as before. */
  const plays = async () => {
    for (let wait = 0; wait < 50; wait += 1) if (await moves()) return true;
    return false;
  };
  await page.focus("#play-T");
  await page.keyboard.press("Enter");
  assert.ok(await plays());
  await page.keyboard.press("Escape");
  assert.ok(!(await moves()));
  await page.keyboard.press("Enter");
  assert.ok(await plays());
  await page.keyboard.press("Enter");
  assert.ok(!(await moves()), "the button pauses");
  await page.keyboard.press("Enter");
  await page.focus("#view-T-slider");
  await page.keyboard.press("ArrowRight");
  assert.ok(!(await moves()), "an arrow key on the slider stops it");
  await page.click("#play-T");
  await page.fill("#view-T", "3");
  assert.equal(await temperature(page), 3);
  assert.ok(!(await moves()), "typing stops it");
  await page.click("#play-T");
  await page.locator("#view-T-slider").hover();
  await page.mouse.down();
  await page.mouse.up();
  assert.ok(!(await moves()), "a pointer on the slider stops it");
  assert.deepEqual(
    errors.filter((error) => !/wasm|Failed to load/.test(error)),
    [],
  );
});

test("who wants nothing to move gets steps", async () => {
  const { page } = await site.open({ reducedMotion: "reduce" });
  await page.waitForSelector("#play-T");
  assert.equal(await page.textContent("#play-T"), "Next T");
  const seen = [await temperature(page)];
  for (let step = 0; step < 4; step += 1) {
    await page.click("#play-T");
    seen.push(await temperature(page));
  }
  assert.deepEqual(seen, [4, 8, 16, 20, 16]);
});

test("the difference is student minus teacher, class by class, at the viewing temperature", async () => {
  const { page, errors } = await site.open();
  await page.waitForSelector("#play-T");
  await page.fill("#view-T", "1");
  const bars = (column) =>
    page
      .locator(`.bars [role=row]:not(.heads) .bar.${column} .value`)
      .allInnerTexts()
      .then((all) => all.map(Number));
  const [teacher, distilled, labels] = [await bars("teacher"), await bars("distilled"), await bars("labels")];
  const place = page.locator(".tools-place .switch button");
  await place.first().focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const cells = (await page.locator(".gaps [role=cell]").allInnerTexts()).map((text) =>
    Number(text.replace("−", "-")),
  );
  assert.equal(cells.length, 20);
  for (let at = 0; at < 10; at += 1) {
    assert.ok(Math.abs(cells[2 * at] - (distilled[at] - teacher[at])) < 0.16, `class ${at}`);
    assert.ok(Math.abs(cells[2 * at + 1] - (labels[at] - teacher[at])) < 0.16, `class ${at}`);
  }
  // A bar stands on the side of its sign, on the middle line.
  const sides = await page.evaluate(() =>
    [...document.querySelectorAll(".gaps [role=row]:not(.heads)")].flatMap((row) => {
      const axis = row.querySelector(".axis").getBoundingClientRect();
      const middle = (axis.left + axis.right) / 2;
      return [...row.querySelectorAll(".bar")].map((bar) => {
        const { left, right } = bar.querySelector(".length").getBoundingClientRect();
        return Math.abs((bar.classList.contains("less") ? right : left) - middle);
      });
    }),
  );
  for (const off of sides) assert.ok(off < 1.5, `${off}`);
  assert.match(await page.textContent(".words"), /Entropy .* bits/);
  assert.deepEqual(errors, []);
});

test("bars and curves are heard only when asked for, and Escape ends them", async () => {
  const { page, errors } = await site.open({
    before: (page) =>
      page.addInitScript(() => {
        globalThis.contexts = [];
        const Original = globalThis.AudioContext;
        globalThis.AudioContext = class extends Original {
          constructor() {
            super();
            globalThis.contexts.push(this);
          }
        };
      }),
  });
  await page.waitForSelector("#play-T");
  await page.focus("#hear");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#hear-bars");
  assert.equal(await page.evaluate(() => globalThis.contexts.length), 0, "nothing sounds by itself");
  await page.focus("#hear-bars");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /Class 0: Teacher/.test(document.querySelector("#heard").textContent));
  assert.equal(await page.evaluate(() => globalThis.contexts.length), 1);
  await page.keyboard.press("Escape");
  assert.equal(await page.textContent("#heard"), "Silent.");
  await page.waitForFunction(() => globalThis.contexts[0].state === "closed");
  await page.focus("#hear-curves");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /^Update \d+: /.test(document.querySelector("#heard").textContent));
  await page.selectOption("#sound-net", "soft-labels");
  await page.focus("#sound-volume");
  await page.keyboard.press("Home");
  assert.equal(await page.inputValue("#sound-volume"), "0");
  await page.focus("#hear-stop");
  await page.keyboard.press("Enter");
  assert.equal(await page.textContent("#heard"), "Silent.");
  assert.deepEqual(errors, []);
});

test("six pins go into one link, arrive as pins, and are the same bit for bit when run again", async () => {
  const { page, errors } = await site.open({ hash: SHORT });
  await ready(page);
  await page.waitForSelector(".lab");
  await page.locator("#panel-pins > summary").focus();
  await page.keyboard.press("Enter");
  for (const T of ["4", "2"]) {
    await page.fill("#T", T);
    await page.keyboard.press("Enter");
    await runToEnd(page);
    await page.waitForSelector("#pin[aria-disabled=false]");
    await page.focus("#pin");
    await page.keyboard.press("Enter");
  }
  await page.fill(".pins li:nth-child(2) input", "half / as soft?");
  await page.locator(".pins-share > summary").focus();
  await page.keyboard.press("Enter");
  const link = await page.inputValue("#pins-link");
  assert.ok(link.length < 2_000, link);
  const file = await saved(page, page.locator("#pins-save"));
  assert.equal(JSON.parse(file.text)["retort-pins"], 1);

  const { page: other, errors: others } = await site.open({ hash: link.split("#")[1] });
  await other.waitForSelector(".pins li:nth-child(2)");
  await other.waitForSelector("#pins-run");
  assert.equal(await other.inputValue(".pins li:nth-child(2) input"), "half / as soft?");
  assert.match(await other.textContent("#pins-outcome"), /2 runs came in/);
  assert.doesNotMatch(other.url(), /pins=/);
  assert.equal(await other.inputValue("#T"), "4");
  await other.focus("#pins-run");
  await other.keyboard.press("Enter");
  await other.waitForSelector("#panel-pins progress");
  await other.waitForFunction(() => document.querySelectorAll(".pins .proof.same").length === 2, null, {
    timeout: 60_000,
  });
  assert.equal(await other.locator("#panel-pins polyline").count(), 2);
  await other.reload();
  await ready(other);
  await other.waitForSelector(".lab");
  await other.locator("#panel-pins > summary").click();
  await other.waitForSelector(".pins .proof.same");

  const { page: third } = await site.open();
  await ready(third);
  await third.waitForSelector(".lab");
  await third.locator("#panel-pins > summary").click();
  await third.locator(".pins-share > summary").click();
  const open = (name, text) =>
    third.setInputFiles("#pins-file", { name, mimeType: "application/json", buffer: Buffer.from(text) });
  await open("pins.json", file.text);
  await third.waitForSelector(".pins .proof.said");
  assert.equal(await third.locator("#panel-pins polyline").count(), 2);
  await open("pins.json", file.text);
  await third.waitForFunction(() =>
    /pinned already/.test(document.querySelector("#pins-outcome").textContent),
  );
  assert.equal(await third.locator(".pins li").count(), 2);
  await open("pins.json", file.text.replace('"name": "half', '"name": 4, "x": "half'));
  await third.waitForFunction(() =>
    /Run 2 has no name/.test(document.querySelector("#pins-outcome").textContent),
  );
  assert.equal(await third.locator(".pins li").count(), 2);
  assert.deepEqual([...errors, ...others], []);
});

test("a link with runs that this page does not allow names what is wrong and takes the others", async () => {
  const { page } = await site.open({ hash: "pins=1/good?v=1&T=2/bad?v=1&T=99999" });
  await page.waitForFunction(() =>
    /T=99999 \[0.05–100\]/.test(document.querySelector("#pins-outcome")?.textContent ?? ""),
  );
  assert.equal(await page.locator(".pins li").count(), 1);
  const { page: newer } = await site.open({ hash: "pins=7/good?v=1" });
  await newer.waitForFunction(() =>
    /newer version/.test(document.querySelector("#pins-outcome")?.textContent ?? ""),
  );
});

test("stopping the pinned runs sends their workers home", async () => {
  const { page } = await site.open({ hash: "pins=1/long?v=1&tepochs=200/longer?v=1&tepochs=200&T=2" });
  await page.waitForSelector("#pins-run");
  await page.click("#pins-run");
  await page.waitForFunction(() =>
    /\d+%/.test(document.querySelector("#panel-pins .going .hint")?.textContent ?? ""),
  );
  for (let wait = 0; wait < 300 && page.workers().length === 0; wait += 1) await page.waitForTimeout(100);
  assert.ok(page.workers().length > 0);
  await page.click("#pins-run");
  for (let wait = 0; wait < 300 && page.workers().length > 0; wait += 1) await page.waitForTimeout(100);
  assert.equal(page.workers().length, 0);
  assert.equal(await page.locator("#panel-pins progress").count(), 0);
});

test("a report is one file that needs nothing else, in the page's language", async () => {
  const { page, errors } = await site.open({ query: "lang=zh&theme=dark", hash: `${SHORT}&T=6` });
  await ready(page);
  await page.waitForSelector(".lab");
  await runToEnd(page);
  await page.locator("#panel-export > summary").focus();
  await page.keyboard.press("Enter");
  const { name, text } = await saved(page, page.locator("#report-save"));
  assert.match(name, /-report\.html$/);
  const print = ((await page.locator(".prints code").first().textContent()) ?? "").trim();
  assert.equal(await page.locator(".report").count(), 0, "nothing of it stays in the page");

  const context = await page.context().browser().newContext({ javaScriptEnabled: false });
  const file = await context.newPage();
  const asked = [];
  file.on("request", (request) => asked.push(request.url()));
  await file.setContent(text);
  assert.deepEqual(
    asked.filter((url) => !url.startsWith("about:")),
    [],
  );
  assert.doesNotMatch(text, /<script|<button|<link|src="(?!data:)/);
  assert.equal(await file.getAttribute("html", "lang"), "zh-Hans");
  assert.match(await file.textContent("h1"), /知识蒸馏/);
  assert.equal(await file.locator("svg").count(), 7);
  assert.match(await file.textContent(".report"), new RegExp(print));
  assert.match(await file.textContent(".report"), /CC BY 4\.0/);
  const changed = await file.locator("tr:has(strong)").allInnerTexts();
  assert.deepEqual(
    changed.map((row) => row.trim().split(/\s+/).slice(-2).join(" ")),
    ["6 4", "60 400", "3 30"],
  );
  const [href] = await file.locator(".link a").evaluateAll((links) => links.map((link) => link.href));
  assert.match(href, /#v=1&T=6&steps=60&tepochs=3&e=\d+&r=[0-9a-f-]+&c=[\w.-]+$/);
  // Dark on white, whatever the page's theme is.
  assert.equal(
    await file.evaluate(() => getComputedStyle(document.querySelector(".report")).color),
    "rgb(27, 31, 36)",
  );
  await page.evaluate(() => {
    globalThis.print = () => {
      const box = document.querySelector(".report");
      globalThis.printed = [document.title, box.querySelectorAll("svg").length];
    };
  });
  await page.focus("#report-print");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => globalThis.printed);
  const [title, charts] = await page.evaluate(() => globalThis.printed);
  assert.equal(charts, 7);
  assert.match(title, /知识蒸馏/);
  assert.equal(await page.title(), "Retort");
  assert.deepEqual(errors, []);
});

test("on paper the page shows no buttons and all of its charts, dark on white", async () => {
  const { page } = await site.open({ query: "lang=en&theme=dark" });
  await ready(page);
  await page.waitForSelector("#play-T");
  await page.emulateMedia({ media: "print" });
  const shown = (selector) =>
    page.locator(selector).evaluateAll((all) => all.filter((each) => each.checkVisibility()).length);
  assert.equal(await shown("button"), 0);
  assert.equal(await shown(".box canvas"), 3);
  assert.equal(
    await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor),
    "rgb(255, 255, 255)",
  );
});

for (const [lang, theme] of [
  ["en", "light"],
  ["zh", "dark"],
]) {
  test(`nothing for axe-core to find, at 320 pixels either: ${lang}, ${theme}`, async () => {
    const { page, errors } = await site.open({
      query: `lang=${lang}&theme=${theme}`,
      hash: "pins=1/one?v=1&T=2/two?v=1&T=99999",
      width: 320,
    });
    await page.waitForSelector("#pins-run");
    await page.locator(".pins-share > summary").click();
    await page.locator(".tools-place .switch button").nth(1).click();
    await page.click("#hear");
    await page.waitForSelector("#hear-bars");
    for (const part of [".tools-place", ".gaps", "#panel-pins"])
      assert.deepEqual(await violations(page, part), [], part);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
    assert.deepEqual(errors, []);
  });
}
