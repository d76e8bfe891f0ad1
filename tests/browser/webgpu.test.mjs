// The engine on a graphics adapter: played by the processor here, so that the numbers can be compared on any machine.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { ready, runToEnd, SOFTWARE_ADAPTER, start } from "./site.mjs";

const www = new URL("../../dist/www/", import.meta.url);
const built = existsSync(new URL("engine-webgpu/", www));
const skip = built ? false : "dist/ was built without the engine: cargo xtask build --all-engines";

/** Largest difference of a loss, relative, over the first updates. */
const LOSSES = 1e-3;
/** Largest difference of an accuracy at the end of a short run: rounding grows with every update. */
const ACCURACY = 0.03;
const SHORT = "v=1&steps=8&tepochs=2&tdata=200&arms=hard-labels,soft-labels,quantisation-aware";

/** Addresses of an engine's two files, below www/. */
function files(folder) {
  const names = readdirSync(new URL(`${folder}/`, www));
  const find = (pattern) => `www/${folder}/${names.find((name) => pattern.test(name))}`;
  return { glue: find(/^retort-\w+\.js$/), module: find(/^retort_bg-\w+\.wasm$/) };
}

/** Losses of the first updates of a teacher, and the accuracy before them. Runs in the page. */
async function firstUpdates({ glue, module, link, updates }) {
  const engine = await import(new URL(glue, document.baseURI).href);
  await engine.default({ module_or_path: new URL(module, document.baseURI) });
  await engine.prepare?.();
  const { TeacherSession } = engine;
  const digits = engine.Dataset.digits();
  const session = await (TeacherSession.open?.(link, digits) ?? new TeacherSession(link, digits));
  const losses = [];
  const accuracies = [];
  while (losses.length < updates) {
    const event = await session.step();
    if (event?.type === "evaluated") accuracies.push(event.evaluation.accuracy);
    const { update, total } = session.progress();
    if (update > losses.length) losses.push(total);
  }
  return { losses, accuracies };
}

/** Accuracies in the table of results, in per cent. */
async function accuracies(page) {
  const rows = await page.locator(".results").first().locator("tbody tr").all();
  return Promise.all(
    rows.map(async (row) => Number.parseFloat(await row.locator("td").first().textContent())),
  );
}

test("with a software adapter", { skip }, async (t) => {
  let site;
  before(async () => {
    site = await start(SOFTWARE_ADAPTER);
  });
  after(() => site?.stop());

  await t.test("the first updates of each family agree with those on the processor", async () => {
    const { page, errors } = await site.open();
    await ready(page);
    for (const teacher of ["dropout-cnn-8-16-32", "mlp-32", "residual-8-16-32", "vit-2-16"]) {
      const ask = (folder, engine) =>
        page.evaluate(firstUpdates, {
          ...files(folder),
          link: `v=1&tepochs=1&teacher=${teacher}&engine=${engine}`,
          updates: 4,
        });
      const [flex, gpu] = [await ask("engine", "flex"), await ask("engine-webgpu", "webgpu")];
      const apart = flex.losses.map((loss, at) => Math.abs(loss - gpu.losses[at]) / loss);
      assert.ok(Math.max(...apart) < LOSSES, `${teacher}: ${apart}`);
      assert.deepEqual(gpu.accuracies, flex.accuracies, teacher);
    }
    assert.deepEqual(errors, []);
  });

  await t.test("a whole run comes close, and claims no proof", async () => {
    const { page, errors } = await site.open({ hash: SHORT });
    await ready(page);
    await runToEnd(page);
    const flex = await accuracies(page);
    await page.goto("about:blank");
    const second = await site.open({ hash: `${SHORT}&engine=webgpu` });
    await ready(second.page);
    await runToEnd(second.page, 600_000);
    const gpu = await accuracies(second.page);
    assert.equal(gpu.length, flex.length);
    for (const [at, value] of gpu.entries())
      assert.ok(Math.abs(value - flex[at]) <= 100 * ACCURACY, `${gpu} and ${flex}`);
    assert.equal(await second.page.locator(".prints").count(), 0);
    assert.match(await second.page.textContent("#no-print"), /not reproducible bit for bit/);
    await second.page.click("[aria-controls=share]");
    await second.page.waitForSelector("#share-link");
    assert.match(await second.page.textContent(".share-text"), /Without a fingerprint/);
    assert.doesNotMatch(await second.page.inputValue("#share-link"), /[&#]r=/);
    assert.deepEqual([...errors, ...second.errors], []);
  });
});

test("without an adapter", async (t) => {
  let site;
  before(async () => {
    site = await start();
  });
  after(() => site?.stop());

  await t.test(
    "the page says so, fetches nothing for it, and offers the engine that runs everywhere",
    async () => {
      const { page, errors } = await site.open({ hash: "v=1&steps=20&tepochs=1&engine=webgpu" });
      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      await ready(page);
      await page.click("#run");
      await page.waitForSelector('.run-bar [role="alert"]');
      assert.match(await page.textContent('.run-bar [role="alert"]'), /burn-flex/);
      assert.ok(!asked.some((url) => url.includes("engine-webgpu")), String(asked));
      await page.click("details.advanced summary");
      assert.match(await page.textContent("#gpu-note"), /Not reproducible bit for bit/);
      await page.waitForSelector("#gpu-missing");
      await page.click("#gpu-back");
      await page.waitForFunction(() => !location.hash.includes("webgpu"));
      await runToEnd(page);
      assert.deepEqual(errors, []);
    },
  );
});
