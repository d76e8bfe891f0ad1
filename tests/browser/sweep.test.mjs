// Sweeps: run by keyboard alone, stopped, gone on with after a reload, opened from files, saved, in both languages.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { ready, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** Runs of about a second. */
const SHORT = "v=1&arms=hard-labels,soft-labels&steps=20&tepochs=1";

/** The page with the panel open. */
async function sweeps({ hash = SHORT, ...options } = {}) {
  const opened = await site.open({ hash, ...options });
  await ready(opened.page);
  await opened.page.waitForSelector("#panel-sweeps > summary");
  return opened;
}

async function openPanel(page) {
  await page.locator("#panel-sweeps > summary").click();
  await page.waitForSelector("#sweep-start");
}

/** Presses Tab until this element has the focus. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${selector} is not reached`);
}

const label = (page) => page.locator("#sweep-start").textContent();
const said = (page, pattern, timeout = 90_000) =>
  page.waitForFunction(
    (source) => new RegExp(source).test(document.querySelector("#panel-sweeps")?.textContent ?? ""),
    pattern.source,
    { timeout },
  );

/** A line as `retort sweep` and the Python export write it. */
const line = (link, seed, hard, soft, more = {}) =>
  JSON.stringify({
    link: `${link}&seed=${seed}`,
    seed,
    engine: "pytorch",
    teacher: { accuracy: 0.95 },
    arms: { "hard-labels": { accuracy: hard }, "soft-labels": { accuracy: soft } },
    ...more,
  });

const file = (name, lines) => ({ name, mimeType: "application/json", buffer: Buffer.from(lines.join("\n")) });

/** Drops files onto the page, by name. */
const dropped = (page, files) =>
  page.evaluate(async (files) => {
    dispatchEvent(new DragEvent("dragenter"));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const dataTransfer = new DataTransfer();
    for (const [name, text] of Object.entries(files)) dataTransfer.items.add(new File([text], name));
    dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
  }, files);

async function saved(page, name) {
  const button = page.locator("#panel-sweeps").getByRole("button", { name, exact: true });
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

test("a sweep by keyboard alone: stopped, gone on with, and still there after a reload", async () => {
  const { page, errors } = await sweeps();
  await page.focus("#panel-sweeps > summary");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#sweep-start");
  await tabTo(page, "#sweep-values-0");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("1, 1000");
  await page.keyboard.press("Tab");
  await said(page, /cannot be 1000/);
  assert.equal(await page.getAttribute("#sweep-values-0", "aria-invalid"), "true");
  assert.equal(await page.getAttribute("#sweep-start", "aria-disabled"), "true");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("1, 4");
  await tabTo(page, "#sweep-seeds");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("2");
  await tabTo(page, "#sweep-start");
  await said(page, /4 runs/);
  assert.equal((await label(page)).trim(), "Run 4");
  await page.keyboard.press("Enter");
  await said(page, /[1-3] of 4 runs so far/);
  await page.keyboard.press("Enter");
  assert.match(await label(page), /Go on, [1-3] left/);

  await page.reload();
  await ready(page);
  await page.waitForSelector("#panel-sweeps > summary");
  await page.focus("#panel-sweeps > summary");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#sweep-start");
  await said(page, /Go on, [1-3] left/);
  await tabTo(page, "#sweep-start");
  await page.keyboard.press("Enter");
  await said(page, /All of it has run/);
  await said(page, /best at T = [14]: [+−\d.]+ points, 95 % interval .* Taken alone/);
  assert.ok(await page.locator("#panel-sweeps figure.comparison canvas").isVisible());

  const { name, content } = await saved(page, "Result lines");
  assert.equal(name, "retort-sweep.jsonl");
  const lines = String(content).trim().split("\n").map(JSON.parse);
  assert.deepEqual(
    lines.map(({ link }) => /T=1/.test(link)),
    [true, true, false, false],
  );
  const spec = await saved(page, "Save the sweep");
  assert.deepEqual(JSON.parse(String(spec.content)), {
    "retort-sweep": 1,
    link: `#${SHORT}`,
    axes: { T: [1, 4] },
    seeds: 2,
  });
  assert.equal((await saved(page, "PNG")).content.subarray(1, 4).toString(), "PNG");
  assert.match(String((await saved(page, "SVG")).content), /^<svg/);
  assert.match(
    String((await saved(page, "CSV")).content),
    /^T,seed,role,accuracy,engine,link\n1,42,teacher,/,
  );
  assert.equal(JSON.parse(String((await saved(page, "JSON")).content)).points.length, 2);
  assert.deepEqual(errors, []);
});

test("results of another program become a heat map; bad lines are named", async () => {
  const { page, errors } = await sweeps();
  await openPanel(page);
  const lines = [];
  for (const [T, gain] of [
    [1, 0.02],
    [4, 0.09],
  ])
    for (const labels of [60, 100])
      for (const seed of [1, 2, 3])
        lines.push(
          line(
            `#v=1&labels=${labels}&T=${T}`,
            seed,
            0.7 + seed / 100,
            0.7 + gain + seed / 90 + labels / 9000,
          ),
        );
  lines.splice(2, 0, "{", line("v=1&labels=60&T=1", 1, 2, 0.5));
  lines.push(lines[0]);
  await page.setInputFiles("#sweep-files", file("ray.jsonl", lines));
  await said(page, /12 results/);
  await said(page, /line 3 is no result; line 4 has an accuracy outside 0 to 1; line 15 repeats a run/);
  await said(page, /best at N = 100, T = 4/);
  await said(page, /Computed by: pytorch/);
  assert.ok(await page.locator("#panel-sweeps figure.heat-map canvas").isVisible());
  await page.locator("#panel-sweeps figure details summary").click();
  // The table is there once its words are.
  await page.waitForSelector("#panel-sweeps figure tbody tr");
  assert.equal(await page.locator("#panel-sweeps figure tbody tr").count(), 4);
  assert.match(page.url(), /labels=60/);
  assert.deepEqual(errors, []);
});

test("runs of the command line that diverged are counted, and their results come in another file", async () => {
  const { page, errors } = await sweeps();
  await openPanel(page);
  const [one, two, three] = [1, 2, 4].map((T) => line(`v=1&T=${T}`, 5, 0.7, 0.7 + T / 100));
  const failed = JSON.stringify({
    link: "v=1&T=2&seed=5",
    seed: 5,
    engine: "flex",
    failed: { code: "diverged", role: "soft-labels", update: 7 },
  });
  await page.setInputFiles("#sweep-files", file("some.jsonl", [one, failed, three]));
  await said(page, /some\.jsonl: 2 results\. 1 without a result/);
  await said(page, /Without a result: 1\./);
  await said(page, /best at T = 4/);
  assert.match(await label(page), /Try 1 again/);
  assert.ok(await page.locator("#panel-sweeps figure canvas").first().isVisible());
  assert.equal(await page.inputValue("#sweep-values-0"), "1, 2, 4");
  await page.setInputFiles("#sweep-files", file("more.jsonl", [two]));
  await said(page, /more\.jsonl: 1 results/);
  await said(page, /All of it has run/);
  assert.doesNotMatch(await page.locator("#panel-sweeps").textContent(), /Without a result/);
  assert.deepEqual(errors, []);
});

test("what Ray wrote becomes a picture where it is dropped, with its sweep or alone", async () => {
  const golden = (name) => readFile(new URL(`../golden/${name}`, import.meta.url), "utf8");
  const [lines, sweep] = await Promise.all([golden("ray.jsonl"), golden("ray.sweep.json")]);
  for (const files of [{ "ray.jsonl": lines }, { "ray.jsonl": lines, "ray.sweep.json": sweep }]) {
    const { page, errors } = await sweeps({ hash: "" });
    await dropped(page, files);
    await said(page, /ray\.jsonl: 12 results/);
    await said(page, /Computed by: pytorch/);
    await page.waitForSelector("#panel-sweeps figure.heat-map canvas");
    await page.locator("#panel-sweeps figure details summary").click();
    await page.waitForSelector("#panel-sweeps figure tbody tr");
    const rows = page.locator("#panel-sweeps figure tbody tr");
    assert.equal(await rows.count(), 6);
    // The picture's numbers are those of the file: soft labels over labels only, two seeds each.
    const gain = lines
      .trim()
      .split("\n")
      .map(JSON.parse)
      .filter(({ link }) => /student=cnn-2-4&T=1&/.test(link))
      .map(({ arms }) => 100 * (arms["soft-labels"].accuracy - arms["hard-labels"].accuracy));
    assert.equal(gain.length, 2);
    const mean = ((gain[0] + gain[1]) / 2).toFixed(1).replace("-", "−");
    assert.ok(
      (await rows.allTextContents()).some((text) => text.includes(mean)),
      mean,
    );
    assert.deepEqual(errors, []);
  }
});

test("a dropped sweep sets the page, and a wrong one says what is wrong", async () => {
  const { page, errors } = await sweeps();
  const drop = (name, text) => dropped(page, { [name]: text });
  await drop(
    "mine.sweep.json",
    '{"retort-sweep":1,"link":"#v=1&labels=80","axes":{"alpha":[0,0.5],"student":["cnn-4-8"]}}',
  );
  await said(page, /mine\.sweep\.json: opened/);
  assert.equal(await page.inputValue("#sweep-values-0"), "0, 0.5");
  assert.equal(await page.inputValue("#labels"), "80");
  await drop("two.sweep.json", '{"retort-sweep":1,"axes":{"T":[1],"labels":[5000]}}');
  await said(page, /At the point T = 1, .*5000.*There are not that many images/);
  assert.equal(await page.inputValue("#sweep-values-0"), "0, 0.5", "a wrong file changes nothing");
  assert.deepEqual(errors, []);
});

test("without storage everything works", async () => {
  const { page, errors } = await sweeps({
    hash: "v=1&arms=hard-labels,soft-labels&steps=5&tepochs=1",
    before: (page) =>
      page.addInitScript(() => {
        Object.defineProperty(globalThis, "localStorage", {
          get() {
            throw new DOMException("closed", "SecurityError");
          },
        });
      }),
  });
  await openPanel(page);
  await page.fill("#sweep-values-0", "2");
  await page.fill("#sweep-seeds", "1");
  await page.press("#sweep-seeds", "Tab");
  await said(page, /1 runs: points 1/);
  await page.click("#sweep-start");
  await said(page, /one seed can be luck/);
  await said(page, /does not keep all results/);
  assert.deepEqual(errors, []);
});

for (const [lang, theme, width] of [
  ["en", "dark", 360],
  ["zh", "light", 1440],
]) {
  test(`nothing that axe finds, and no sideways scroll: ${lang}, ${theme}, ${width} px`, async () => {
    const { page } = await sweeps({ query: `lang=${lang}&theme=${theme}`, width });
    await openPanel(page);
    const lines = [1, 2, 4].flatMap((T) =>
      [50, 100].map((labels) => line(`v=1&labels=${labels}&T=${T}`, 5, 0.7, 0.7 + T / 100)),
    );
    await page.setInputFiles("#sweep-files", file("some.jsonl", [...lines, "x"]));
    await page.waitForSelector("#panel-sweeps figure.heat-map canvas");
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => globalThis.axe.run("#panel-sweeps"));
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 100))}`),
      [],
    );
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  });
}
