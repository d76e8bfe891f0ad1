// Zone 4: slow motion, drawing, seeds, pins, files. By mouse and by keyboard, in both languages and themes.
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

async function openPanel(page, key) {
  await page.locator(`#panel-${key} > summary`).click();
  await page.waitForSelector(`#panel-${key} .inside > *`);
}

/** The page with zone 4 in it. */
async function lab(options = {}) {
  const opened = await site.open({ hash: SHORT, ...options });
  await ready(opened.page);
  await opened.page.waitForSelector(".lab");
  return opened;
}

/** A number as JavaScript reads it: the page writes a real minus. */
const plain = (text) => Number(text.trim().replace("−", "-"));

async function saved(page, button) {
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
}

/** The cells of a panel's first table file, or of that of a part of it: rows of columns. No name in these has a comma. */
async function csv(page, key, part = "") {
  const button = page.locator(`#panel-${key} ${part} button:text-is('CSV')`).first();
  const { content } = await saved(page, button);
  return content
    .toString()
    .trim()
    .split("\n")
    .map((row) => row.split(","));
}

test("zone 4 is fetched after the page can be used, and the page is whole without it", async () => {
  const { page } = await site.open({
    before: (page) => page.route(/\/lab[-/][^/]*\.js$/, (route) => route.abort()),
  });
  await ready(page);
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".lab").count(), 0);
  await page.fill("#view-T", "1");
});

test("a single panel inside another page stays a single panel", async () => {
  const { page } = await site.open({ query: "lang=en&embed=1&view=bars&load=eager" });
  await ready(page);
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".lab").count(), 0);
});

test("one update is walked by keys, and every number opens to its arithmetic", async () => {
  const { page, errors } = await lab();
  await openPanel(page, "slow");
  const panel = page.locator("#panel-slow");
  assert.match(await panel.locator("h4").textContent(), /Stage 1 of 8: the image/);
  await page.focus("#slow-next");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowRight");
  assert.match(await panel.locator("h4").textContent(), /Stage 3 of 8: divided by T/);
  const number = panel.locator("tbody tr:first-child .number").last();
  const divided = await number.textContent();
  await number.focus();
  await page.keyboard.press("Enter");
  assert.equal(await number.getAttribute("aria-expanded"), "true");
  const work = await panel.locator("tr.work:not([hidden])").textContent();
  assert.match(work, /÷ 4 = /);
  assert.ok(Math.abs(plain(work.split("= ")[1]) - plain(divided)) < 0.01);
  for (let press = 0; press < 9; press += 1) await page.keyboard.press("ArrowRight");
  assert.match(await panel.locator("h4").textContent(), /Stage 8 of 8/);
  const [before, after] = (await panel.locator(".lines li").allInnerTexts()).slice(-2);
  const total = (line) => Number(line.split("= ").at(-1));
  assert.ok(total(after) < total(before), `${before} / ${after}`);
  await page.fill("#slow-size", "0.1");
  assert.notEqual((await panel.locator(".lines li").allInnerTexts()).at(-1), after);
  await page.keyboard.press("ArrowLeft");
  assert.match(await panel.locator("h4").textContent(), /Stage 8/, "arrows in a field belong to the field");
  assert.deepEqual(errors, []);
});

test("the stored run cannot answer a drawing and says what to do", async () => {
  const { page } = await lab({ hash: "" });
  await openPanel(page, "draw");
  assert.match(await page.locator("#panel-draw .inside").textContent(), /Press Run/);
});

test("a drawn one is a one, by mouse and by keys, and the temperature softens it", async () => {
  const { page, errors } = await lab({ hash: "v=1&steps=60" });
  await openPanel(page, "draw");
  await runToEnd(page);
  const pad = page.locator("#pad");
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  await page.mouse.move(...at(0.52, 0.2));
  await page.mouse.down();
  await page.mouse.move(...at(0.52, 0.5), { steps: 5 });
  await page.mouse.move(...at(0.52, 0.8), { steps: 5 });
  await page.mouse.up();
  const first = () => page.locator("#panel-draw tr:has(td:nth-child(2).first) th").textContent();
  assert.equal(await first(), "1");
  assert.match(await page.locator("#panel-draw [role=status]").last().textContent(), /Teacher: 1, \d+%/);
  const share = async () =>
    Number(await page.locator("#panel-draw td:nth-child(2).first .value").textContent());
  await page.fill("#draw-T", "1");
  const sharp = await share();
  await page.fill("#draw-T", "20");
  assert.ok((await share()) < sharp);
  await page.click("#panel-draw button:has-text('Undo')");
  assert.equal(await page.locator("#panel-draw .thumb").count(), 0);
  await pad.focus();
  for (let press = 0; press < 4; press += 1) await page.keyboard.press("ArrowUp");
  await page.keyboard.press(" ");
  for (let press = 0; press < 8; press += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press(" ");
  assert.equal(await first(), "1");
  await page.click("#panel-draw button:has-text('Clear')");
  assert.equal(await page.locator("#panel-draw td.first").count(), 0);
  assert.deepEqual(errors, []);
});

test("seeds run, stop, go on, end in a sentence and in files", async () => {
  const { page, errors } = await lab();
  await openPanel(page, "sweep");
  const panel = page.locator("#panel-sweep");
  await panel.locator("text=5 seeds").first().click();
  await page.click("#sweep-run");
  await panel.locator("progress").waitFor();
  await page.waitForFunction(
    () => /seeds so far/.test(document.querySelector("#panel-sweep .verdict").textContent),
    null,
    { timeout: 60_000 },
  );
  await page.click("#sweep-run");
  assert.match(await page.locator("#sweep-run").textContent(), /Go on, [1-4] seeds left/);
  for (let wait = 0; wait < 300 && page.workers().length > 0; wait += 1) await page.waitForTimeout(100);
  assert.equal(page.workers().length, 0);
  await page.click("#sweep-run");
  await page.waitForFunction(
    () => /All these seeds/.test(document.querySelector("#panel-sweep").textContent),
    null,
    { timeout: 60_000 },
  );
  const said = await panel.locator(".verdict").first().textContent();
  assert.match(
    said,
    /^In \d of 5 seeds .* mean gain −?\d+\.\d points, 95 % interval −?\d+\.\d to −?\d+\.\d\. \S/,
  );
  await panel.locator("details summary").click();
  await panel.locator("tbody tr").first().waitFor();
  assert.equal(await panel.locator("tbody tr").count(), 5);
  const lines = (await saved(page, panel.locator("button:text-is('JSON')"))).content
    .toString()
    .trim()
    .split("\n")
    .map(JSON.parse);
  assert.deepEqual(
    lines.map(({ seed }) => seed),
    [42, 43, 44, 45, 46],
  );
  const gains = lines.map(({ arms }) => (arms["soft-labels"].accuracy - arms["hard-labels"].accuracy) * 100);
  const mean = gains.reduce((sum, gain) => sum + gain) / 5;
  assert.match(
    said,
    new RegExp(`mean gain ${mean.toFixed(1).replace("-0.0", "0.0").replace("-", "−")} points`),
  );
  assert.equal(
    (await saved(page, panel.locator("button:text-is('CSV')"))).content.toString().trim().split("\n").length,
    1 + 5 * 4,
  );
  assert.match(
    (await saved(page, panel.locator("button:text-is('SVG')"))).content.toString(),
    /^<svg[^>]*xmlns=/,
  );
  assert.equal(
    (await saved(page, panel.locator("button:text-is('PNG')"))).content.subarray(1, 4).toString(),
    "PNG",
  );
  await page.fill("#T", "2");
  await page.keyboard.press("Enter");
  assert.match(await panel.locator(".stale").textContent(), /earlier settings/);
  assert.deepEqual(errors, []);
});

test("runs are pinned, named, compared, and kept over a reload", async () => {
  const { page, errors } = await lab();
  await openPanel(page, "pins");
  await runToEnd(page);
  assert.equal(await page.locator("#panel-pins svg.plot").count(), 0, "no chart of nothing");
  await page.click("#pin");
  assert.equal(await page.getAttribute("#pin", "aria-disabled"), "true");
  await page.fill("#T", "2");
  await page.keyboard.press("Enter");
  await runToEnd(page);
  await page.click("#pin");
  await page.fill(".pins li:nth-child(2) input", "sharper");
  const head = page.locator("#panel-pins tbody tr").first();
  assert.equal((await head.locator("th, td").allInnerTexts()).join(" "), "Training temperature 4 2");
  await page.reload();
  await ready(page);
  await page.waitForSelector(".lab");
  await openPanel(page, "pins");
  assert.equal(await page.inputValue(".pins li:nth-child(2) input"), "sharper");
  assert.equal(await page.locator("#panel-pins polyline").count(), 2);
  const [columns, ...points] = await csv(page, "pins");
  assert.deepEqual(columns, ["run", "link", "net", "update", "accuracy"]);
  assert.deepEqual([...new Set(points.map(([, link]) => link.includes("T=2")))], [false, true]);
  for (const [, , , update, accuracy] of points) assert.ok(Number(update) >= 0 && Number(accuracy) <= 1);
  await page.locator(".pins li").first().locator("text=Its settings").click();
  assert.equal(await page.inputValue("#T"), "4");
  await page.locator(".pins li").first().locator("text=Remove").click();
  assert.equal(await page.locator(".pins li").count(), 1);
  assert.deepEqual(errors, []);
});

test("the class left out comes back with its logit, by keys, and only a run without a class has the panel", async () => {
  const { page: other } = await lab();
  assert.equal(await other.locator("#panel-bias").count(), 0);
  const { page, errors } = await lab({ hash: `${SHORT}&omit=3&unlabelled=200` });
  await runToEnd(page);
  await page.locator("#panel-bias > summary").focus();
  await page.keyboard.press("Enter");
  const cell = (row, column) =>
    page.locator(`#panel-bias tbody tr:has(th.role-${row}) td:nth-of-type(${column})`).first().textContent();
  assert.equal(await cell("labels", 1), "0.0%", "labels only never says 3");
  await page.focus("#bias");
  await page.keyboard.press("End");
  assert.equal(await page.locator("#panel-bias output").textContent(), "+8.0");
  const [before, after] = [await cell("distilled", 1), await cell("distilled", 2)];
  assert.ok(Number.parseFloat(after) > Number.parseFloat(before), `${before}, then ${after}`);
  const [columns, ...rows] = await csv(page, "bias");
  const of = (row, name) => Number(row[columns.indexOf(name)]);
  const student = rows.find(([net]) => net === "soft-labels");
  assert.ok(of(student, "right_after") > of(student, "right_before"), student.join());
  await page.focus("#bias-reset");
  await page.keyboard.press("Enter");
  assert.equal(await cell("distilled", 2), before);
  assert.deepEqual(errors, []);
});

test("the bill of a run says when it is paid back", async () => {
  const { page, errors } = await lab();
  await page.locator("#panel-cost > summary").focus();
  await page.keyboard.press("Enter");
  await runToEnd(page);
  const said = await page.locator("#panel-cost .verdict").first().textContent();
  const [all, without] = [...said.matchAll(/after ([\d,]+) images/g)].map(([, count]) =>
    plain(count.replaceAll(",", "")),
  );
  assert.ok(all > without && without > 0, said);
  assert.equal(await page.locator("#panel-cost tbody tr").count(), 4);
  const [columns, ...rows] = await csv(page, "cost");
  assert.deepEqual(
    rows.map(([net]) => net),
    ["teacher", "soft-labels", "hard-labels", "label-smoothing"],
  );
  const operations = columns.indexOf("operations_per_image");
  assert.ok(Number(rows[0][operations]) > Number(rows[1][operations]), "the teacher costs more an image");
  assert.equal(rows[1][operations], rows[2][operations], "students are equal nets");
  assert.deepEqual(errors, []);
});

test("the table of classes is saved with the numbers that it shows, one for each pair", async () => {
  const { page, errors } = await lab();
  await openPanel(page, "inside");
  await runToEnd(page);
  const shown = await page
    .locator("#panel-inside .class-table")
    .first()
    .locator("tbody button")
    .allInnerTexts();
  const [head, ...rows] = await csv(page, "inside", "figure:has(.class-table)");
  assert.deepEqual(head, ["", ..."0123456789"]);
  assert.deepEqual(
    rows.map(([name]) => name),
    [..."0123456789"],
  );
  const means = rows.flatMap(([, ...row]) => row.map(Number));
  assert.deepEqual(
    means.map((mean) => (mean < 0.005 ? "" : String(Math.round(mean * 100)))),
    shown,
  );
  for (const [, ...row] of rows) {
    const sum = row.reduce((sum, mean) => sum + Number(mean), 0);
    assert.ok(Math.abs(sum - 1) < 1e-4, `the answers to a class come to ${sum}`);
  }
  assert.deepEqual(errors, []);
});

test("what is missed at every threshold is saved, and shown at the one that is set", async () => {
  const { page, errors } = await lab({ hash: `${SHORT}&data=defects` });
  await runToEnd(page);
  await openPanel(page, "threshold");
  const [columns, ...rows] = await csv(page, "threshold");
  assert.deepEqual(columns, ["network", "threshold", "missed", "false_alarms"]);
  for (const threshold of ["0.5", "0.95"]) {
    await page.fill("#threshold-value", threshold);
    const shown = await page.locator("#panel-threshold tbody td").allInnerTexts();
    const saved = rows.filter(([, at]) => at === threshold).flatMap(([, , ...shares]) => shares);
    assert.equal(saved.length, 2 * 4, "two shares of the teacher and three students");
    assert.deepEqual(
      saved.map((share) => `${(Number(share) * 100).toFixed(1)}%`),
      shown,
    );
  }
  assert.deepEqual(errors, []);
});

test("charts and data are saved", async () => {
  const { page, errors } = await lab();
  await openPanel(page, "export");
  await runToEnd(page);
  const panel = page.locator("#panel-export");
  assert.ok((await panel.locator("button:text-is('SVG')").count()) >= 3);
  for (const button of await panel.locator("button:text-is('SVG')").all()) {
    assert.match((await saved(page, button)).content.toString(), /^<svg/);
  }
  for (const button of await panel.locator("button:text-is('PNG')").all()) {
    const { content } = await saved(page, button);
    assert.ok(content.length > 2_000 && content.subarray(1, 4).toString() === "PNG");
  }
  // Chromium drops the eleventh file within a second or so.
  await page.waitForTimeout(2_000);
  const json = JSON.parse((await saved(page, panel.locator("button:text-is('JSON')"))).content.toString());
  assert.equal(json.seed, 42);
  assert.equal(json.curves.teacher.at(-1).accuracy, json.teacher.accuracy);
  const [outputs, result, curves] = await panel.locator("button:text-is('CSV')").all();
  assert.match((await saved(page, outputs)).content.toString(), /^class,teacher logit,teacher probability/);
  assert.match((await saved(page, result)).content.toString(), /^seed,role,accuracy/);
  assert.match((await saved(page, curves)).content.toString(), /^role,update,seconds/);
  assert.deepEqual(errors, []);
});

for (const [lang, theme] of [
  ["en", "light"],
  ["zh", "dark"],
]) {
  test(`axe-core finds nothing in zone 4, and it fits into 320 px: ${lang}, ${theme}`, async () => {
    const { page, errors } = await lab({ query: `lang=${lang}&theme=${theme}`, hash: `${SHORT}&omit=3` });
    for (const key of ["slow", "draw", "sweep", "pins", "cost", "export"]) await openPanel(page, key);
    assert.equal(await page.locator("#panel-bias").count(), 0, "the stored run left no class out");
    await runToEnd(page);
    await openPanel(page, "bias");
    await page.click("#pin");
    await page.locator("#panel-sweep .switch button").first().click();
    await page.click("#sweep-run");
    await page.waitForSelector("#panel-sweep svg.plot", { timeout: 60_000 });
    for (let press = 0; press < 4; press += 1) await page.click("#slow-next");
    await page.locator("#panel-slow .number").first().click();
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document));
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`),
      [],
    );
    for (const width of [320, 900]) {
      await page.setViewportSize({ width, height: 800 });
      await page.waitForTimeout(200);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${over} px too wide at ${width}`);
    }
    // Another language in the middle of it all.
    await page.selectOption("#lang", lang === "en" ? "zh" : "en");
    await page.waitForFunction((before) => document.documentElement.lang.slice(0, 2) !== before, lang);
    assert.match(await page.locator("#lab-title").textContent(), lang === "en" ? /继续/ : /Go further/);
    assert.deepEqual(errors, []);
  });
}

test("the student answers at the board by mouse and by keys, and both sides' thoughts add up", async () => {
  const game = "v=1&data=connect-four&labels=500&teacher=search&student=policy-value-8&T=1&steps=40";
  const { page, errors } = await lab({ hash: game });
  await runToEnd(page);
  assert.equal(await page.locator("#panel-draw").count(), 0, "boards are not drawn");
  await openPanel(page, "board");
  const stones = () => page.locator("#panel-board .stone-1, #panel-board .stone-2").count();
  await page.locator("#panel-board .board button").nth(3).click();
  await page.waitForFunction(() => document.querySelectorAll("#panel-board .stone-2").length === 1);
  await page.locator("#panel-board .board button").nth(3).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll("#panel-board .stone-2").length === 2);
  assert.equal(await stones(), 4);
  await page.waitForFunction(() =>
    document.querySelector("#panel-board .column:last-child > .hint")?.textContent?.startsWith("100"),
  );
  for (const column of [2, 3]) {
    const values = await page.locator(`#panel-board td:nth-child(${column}) .value`).allTextContents();
    const sum = values.map(plain).reduce((before, value) => before + value, 0);
    assert.ok(Math.abs(sum - 100) < 0.5, `column ${column}: ${values}`);
  }
  await page.click("#board-undo");
  assert.equal(await stones(), 2);
  assert.deepEqual(errors, []);
});
