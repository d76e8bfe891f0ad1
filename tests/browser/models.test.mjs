// Networks leave the page and come back: files, the demo page, the next run. Decisions are compared with the engine's.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import axe from "axe-core";
import { finished, ready, results, runToEnd, start } from "./site.mjs";

const program =
  process.env.RETORT_PROGRAM ?? fileURLToPath(new URL("../../target/debug/retort", import.meta.url));
const run = promisify(execFile);

let site;
let folder;
before(async () => {
  site = await start();
  folder = await mkdtemp(join(tmpdir(), "retort-models-"));
});
after(() => site.stop());

/** A run of about a second. */
const SHORT = "v=1&steps=60&tepochs=3";

/** The panel, after a short run. */
async function models(options = {}) {
  const opened = await site.open({ hash: SHORT, ...options });
  await ready(opened.page);
  await runToEnd(opened.page);
  await opened.page.locator("#panel-models > summary").click();
  await opened.page.waitForSelector("#model-onnx");
  return opened;
}

/** Chooses a network and waits until what leaves is this one: the code names its file. */
async function choose(page, key) {
  await page.selectOption("#model-net", key);
  await page.waitForFunction(
    (key) => document.querySelector("#panel-models textarea.code")?.value.includes(`-${key}.`),
    key,
  );
}

/** Saves a file of the panel and returns its path. */
async function saved(page, id) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.click(`#${id}`)]);
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  return path;
}

test("a teacher that leaves as a file comes back as the teacher, and gives the same soft labels", async () => {
  const { page, errors } = await models();
  const first = await results(page);
  await page.selectOption("#model-net", "teacher");
  await page.waitForFunction(() =>
    document.querySelector("#model-onnx")?.parentElement?.textContent?.match(/\d/),
  );
  for (const id of ["model-safetensors", "model-onnx"]) {
    const file = await saved(page, id);
    await page.setInputFiles("#model-open", file);
    await page.click("#model-as-teacher");
    assert.match(await page.locator(".run-bar").textContent(), /From your files/);
    await page.click("#run");
    await finished(page);
    assert.deepEqual(await results(page), first, id);
    assert.match(await page.locator(".run-bar").textContent(), /From your files/);
    // A link cannot carry the file, so it claims nothing.
    await page.click("button[aria-controls=share]");
    await page.waitForSelector("#share-link");
    assert.doesNotMatch(await page.inputValue("#share-link"), /[&#]r=/);
    await page.click("button[aria-controls=share]");
    await page.click("#model-back-teacher");
  }
  assert.deepEqual(errors, []);
});

test("students begin with a student from a file", async () => {
  const { page, errors } = await models();
  await choose(page, "hard-labels");
  const file = await saved(page, "model-safetensors");
  const [, , learnt] = await page
    .locator(".results")
    .first()
    .locator("tbody td:nth-child(2)")
    .allTextContents();
  await page.setInputFiles("#model-open", file);
  await page.click("#model-as-student");
  await page.click("#run");
  await finished(page);
  // What they begin with answers like the student that left.
  await page.locator("#panel-export > summary").click();
  const row = page.locator("#panel-export .saved", { hasText: "urve" }).last();
  const [csv] = await Promise.all([page.waitForEvent("download"), row.getByText("CSV").click()]);
  const lines = (await readFile(await csv.path(), "utf8"))
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const [head, ...points] = lines;
  const at = (name) => head.findIndex((cell) => cell.startsWith(name));
  const begun = points.filter((cells) => cells[at("update")] === "0" && cells[at("role")] !== "teacher");
  assert.equal(begun.length, 3);
  for (const cells of begun) assert.equal((100 * cells[at("accuracy")]).toFixed(1), learnt, cells.join());
  assert.ok(learnt > 30, learnt);
  assert.match(await page.locator(".run-bar").textContent(), /From your files/);
  assert.deepEqual(errors, []);
});

/** Drops a file somewhere onto the page, as a hand would. */
function drop(page, name, content) {
  return page.evaluate(
    async ({ name, content }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from(content)], name));
      const send = (type) =>
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      send("dragenter");
      // What takes a drop is fetched when something is dragged. Whoever takes it says so: then the browser does not.
      while (send("drop")) await new Promise((resolve) => setTimeout(resolve, 100));
    },
    { name, content: [...content] },
  );
}

test("a file that is dropped anywhere is known, before any run and with its panel closed", async () => {
  const { page, errors } = await site.open({ hash: SHORT });
  await ready(page);
  for (const name of ["cnn-2-4.safetensors", "cnn-2-4-dynamo.onnx"]) {
    await drop(page, name, await readFile(new URL(`../models/${name}`, import.meta.url)));
    await page.waitForFunction(
      (name) => document.querySelector("#panel-models")?.textContent?.includes(`${name} is cnn-2-4.`),
      name,
    );
  }
  await page.click("#model-as-teacher");
  assert.match(await page.locator(".run-bar").textContent(), /From your files/);
  assert.deepEqual(errors, []);
});

test("files that are no network of this page are refused with field and reason", async () => {
  const { page, errors } = await models();
  const good = await readFile(await saved(page, "model-onnx"));
  const weights = await readFile(await saved(page, "model-safetensors"));
  const notFinite = Buffer.from(weights);
  notFinite.writeFloatLE(Number.NaN, weights.length - 4);
  const other = (name) => readFile(new URL(`../models/${name}`, import.meta.url));
  const header = Buffer.from('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const refused = {
    "cut.onnx": [good.subarray(0, good.length - 7), /model.*: the bytes end within a field/],
    "text.onnx": [Buffer.from("a text"), /model: /],
    "sigmoid.onnx": [await other("cnn-2-4-sigmoid.onnx"), /operator "Sigmoid" is in no network/],
    "no-relu.onnx": [await other("cnn-2-4-no-relu.onnx"), /Relu: the file has 0 such operators, the model 2/],
    "stride.onnx": [
      await other("cnn-2-4-other-stride.onnx"),
      /first\.weight: no operator with the model's settings/,
    ],
    "empty.safetensors": [Buffer.alloc(0), /it is/],
    "header.safetensors": [
      Buffer.from([255, 255, 255, 255, 255, 255, 255, 127, 123, 125]),
      /header: its length is said to be/,
    ],
    "negative.safetensors": [Buffer.concat([length, header, Buffer.alloc(4)]), /header: a whole number/],
    "nan.safetensors": [notFinite, /: number \d+ is not finite/],
  };
  for (const [name, [content, reason]] of Object.entries(refused)) {
    const path = join(folder, name);
    await writeFile(path, content);
    await page.setInputFiles("#model-open", path);
    await page.waitForFunction(
      (name) => document.querySelector("#panel-models .problem")?.textContent?.includes(name),
      name,
    );
    assert.match(await page.locator("#panel-models .problem").textContent(), reason, name);
  }
  // A network for images of another size says which of its tensors does not fit.
  await page.selectOption("#data", "connect-four");
  await page.waitForFunction(() => location.hash.includes("data=connect-four"));
  await page.setInputFiles("#model-open", {
    name: "digits.onnx",
    mimeType: "application/octet-stream",
    buffer: good,
  });
  await page.waitForFunction(() =>
    document.querySelector("#panel-models .problem")?.textContent?.includes("digits.onnx"),
  );
  assert.match(await page.locator("#panel-models .problem").textContent(), /nearest model: /);
  await page.selectOption("#data", "digits");
  assert.deepEqual(errors, []);
  await page.click("#run");
  await finished(page);
});

test("the demo page runs from a file and decides like the engine", async () => {
  const { page } = await models();
  const path = await saved(page, "model-demo");
  const demo = await page.context().newPage();
  const errors = [];
  demo.on("pageerror", ({ message }) => errors.push(message));
  demo.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  demo.on("request", (request) => request.url().startsWith("file:") || errors.push(request.url()));
  await demo.goto(pathToFileURL(path).href);
  const pad = await demo.locator("#pad").boundingBox();
  await demo.mouse.move(pad.x + 140, pad.y + 50);
  await demo.mouse.down();
  await demo.mouse.move(pad.x + 140, pad.y + 230, { steps: 10 });
  await demo.mouse.up();
  await demo.waitForSelector("#answers .first");
  assert.match(await demo.locator("#speed").textContent(), /^[\d.]+ µs/);
  // By keyboard alone.
  await demo.click("#clear");
  assert.equal(await demo.locator("#answers .first").count(), 0);
  await demo.focus("#pad");
  await demo.keyboard.press("Space");
  for (let step = 0; step < 6; step += 1) await demo.keyboard.press("ArrowDown");
  await demo.waitForSelector("#answers .first");
  const found = await demo.evaluate(axe.source).then(() => demo.evaluate(() => window.axe.run()));
  assert.deepEqual(
    found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
    [],
  );
  assert.deepEqual(errors, []);
});

for (const link of [SHORT, "v=1&data=mnist&steps=30&tepochs=2&tdata=300&arms=hard-labels,soft-labels"]) {
  const skip = existsSync(program) ? false : "the command line is not built: cargo build --bin retort";
  test(`the folder for PyTorch is the command line's, file by file: ${link}`, { skip }, async () => {
    const { page, errors } = await models({ hash: link });
    const zip = await saved(page, "model-python");
    await page.waitForFunction(() =>
      document.querySelector("#panel-models")?.textContent?.includes("python distil.py --compare"),
    );
    const [unpacked, expected] = await Promise.all(
      ["page", "program"].map((name) => mkdtemp(join(folder, `${name}-`))),
    );
    // Python's own reader of zip files also checks each sum.
    await run(process.env.RETORT_PYTHON ?? "python3", ["-m", "zipfile", "-e", zip, unpacked]);
    const address = new URL(".", page.url()).href;
    await run(program, ["export", "python", link, "--output", expected, "--site", address]);
    const names = (await readdir(expected)).sort();
    assert.deepEqual((await readdir(unpacked)).sort(), names);
    for (const name of ["distil.py", "experiment.json", "teacher.safetensors", "first_updates.json"])
      assert.ok(names.includes(name), name);
    // Images that the site has are fetched from there by the script.
    assert.equal(names.includes("data.npz"), !link.includes("mnist"));
    for (const name of names) {
      const [ours, theirs] = await Promise.all(
        [unpacked, expected].map((each) => readFile(join(each, name))),
      );
      assert.ok(ours.equals(theirs), name);
    }
    assert.deepEqual(errors, []);
  });
}

/** The test images of the digits, 17 greys as 0 to 1, and their labels. */
async function testDigits() {
  const read = async (name) => gunzipSync(await readFile(new URL(`../../data/${name}.gz`, import.meta.url)));
  const images = (await read("digits8-test-images-idx3-ubyte")).subarray(16);
  const labels = (await read("digits8-test-labels-idx1-ubyte")).subarray(8);
  return { images: Array.from(images, (grey) => grey / 16), labels: Array.from(labels) };
}

/** Runs in a course page: logits of a batch, from the bytes of an ONNX file. */
async function logitsInOnnxruntime({ model, images, side }) {
  const ort = await import("/packages/onnxruntime-web/dist/ort.wasm.min.mjs");
  const session = await ort.InferenceSession.create(Uint8Array.from(model), { executionProviders: ["wasm"] });
  const shape = [images.length / side ** 2, 1, side, side];
  const { logits } = await session.run({
    images: new ort.Tensor("float32", Float32Array.from(images), shape),
  });
  return Array.from(logits.data);
}

/** What is run, and the largest relative difference of a cross-entropy. Where a value of an 8-bit network lies halfway
 * between two integers, the last bit of a sum decides which: docs/models.md. */
const ANSWERED = [
  { what: "32-bit networks", link: SHORT, bound: 1e-5 },
  {
    what: "8-bit networks",
    link: `${SHORT}&arms=quantisation-aware,post-training-quantised`,
    bound: 1e-4,
    rounded: ["quantisation-aware", "post-training-quantised"],
  },
];

for (const { what, link, bound, rounded = [] } of ANSWERED)
  test(`onnxruntime-web answers all test images like the page, in the browser: ${what}`, async (context) => {
    const { page, errors } = await models({ hash: link });
    const { images, labels } = await testDigits();
    const shown = await page.locator(".results").first().locator("tbody td:nth-child(2)").allTextContents();
    const course = await site.course("<title>Networks of the course</title>");
    const keys = await page
      .locator("#model-net option")
      .evaluateAll((options) => options.map(({ value }) => value));
    assert.equal(keys.length, shown.length);
    for (const key of rounded) assert.ok(keys.includes(key), `${keys}`);
    for (const [at, key] of keys.entries()) {
      await choose(page, key);
      const file = await readFile(await saved(page, "model-onnx"));
      const said = await page.locator("#panel-models li", { has: page.locator("#model-onnx") }).textContent();
      assert.match(said, new RegExp(` ${file.length.toLocaleString("en")} bytes`), key);
      // Small integers in the file, not floats that were rounded.
      assert.equal(file.includes("QuantizeLinear"), rounded.includes(key), key);
      const logits = await course.page.evaluate(logitsInOnnxruntime, { model: [...file], images, side: 8 });
      const rows = labels.map((_, image) => logits.slice(10 * image, 10 * image + 10));
      const right = rows.filter((row, image) => row.indexOf(Math.max(...row)) === labels[image]).length;
      const surprise = rows.map((row, image) =>
        Math.log(row.reduce((sum, z) => sum + Math.exp(z - row[labels[image]]), 0)),
      );
      const crossEntropy = surprise.reduce((sum, each) => sum + each) / labels.length;
      // What the page found, to the last bit, goes out with the file.
      const found = JSON.parse(file.toString("latin1").match(/\{"accuracy":[^}]*\}/)[0]);
      assert.equal(right / labels.length, found.accuracy, key);
      const apart = Math.abs(crossEntropy - found.crossEntropy) / found.crossEntropy;
      assert.ok(apart < bound, `${key}: ${crossEntropy}, and on the page ${found.crossEntropy}`);
      assert.equal((100 * found.accuracy).toFixed(1), shown[at], key);
      context.diagnostic(`${key}: cross-entropy differs by ${apart.toExponential(1)}`);
    }
    assert.deepEqual([...errors, ...course.errors], []);
  });

test("Netron gets the model in the fragment", async () => {
  const { page } = await models();
  const address = await page.getAttribute("#model-netron", "href");
  const file = await readFile(await saved(page, "model-onnx"));
  const { origin, pathname, search, hash } = new URL(address);
  assert.equal(origin + pathname + search, "https://netron.app/");
  const data = new URLSearchParams(hash.slice(1)).get("url");
  assert.deepEqual(Buffer.from(data.split(",")[1], "base64"), file);
});

test("the panel is accessible in both languages and themes, and fits 320 px", async () => {
  for (const lang of ["en", "zh"]) {
    const theme = lang === "en" ? "light" : "dark";
    const { page, errors } = await models({ query: `lang=${lang}&theme=${theme}`, width: 320, height: 800 });
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => window.axe.run("#panel-models"));
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
      [],
    );
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    assert.deepEqual(errors, []);
  }
});
