// Exported networks in onnxruntime-web: the JavaScript that `retort export code-javascript` writes opens the ONNX file
// and answers like the network itself, on all test images. The program `retort` trains and writes them here:
// `cargo xtask test` builds it before; alone, `cargo build --features retort/ndarray` does.
//
// BLESS=1 writes what was measured into docs/models.md; without it the table there has to have the same rows.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { readTensors } from "./safetensors.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const program =
  process.env.RETORT_PROGRAM ??
  join(root, "target/debug", process.platform === "win32" ? "retort.exe" : "retort");
const docs = join(root, "docs/models.md");
const MARKS = ["<!-- onnxruntime-web: begin -->", "<!-- onnxruntime-web: end -->"];

/** By the sizes of their images. */
const DATASETS = { digits: "8×8", mnist: "28×28" };
/** Largest difference of a logit, relative to the largest logit, and least share of equal decisions of int8. */
const BOUND = 1e-5;
const LEAST_EQUAL = 0.999;
const METHODS = ["quantisation-aware", "post-training-quantised"];
const QUANTISED = ["mlp", "cnn", "dropout-cnn"];

const retort = async (...given) => (await promisify(execFile)(program, given, { cwd: root })).stdout;

/** The first model of each family, as the program lists them. */
async function models() {
  const listed = (await retort("list")).match(/\nmodels.*\n((?: .*\n)+)/)?.[1] ?? "";
  const first = new Map();
  for (const [, key, family] of listed.matchAll(/^ {2}(([a-z]+(?:-[a-z]+)*)-\d\S*)/gm))
    if (!first.has(family)) first.set(family, key);
  assert.ok(first.size >= 8, listed);
  return first;
}

/** Rows of the table: a model in a format, with the link that trains it and whose network it is in that link. */
async function cases() {
  const first = await models();
  const rounded = QUANTISED.map((family) => first.get(family));
  // A few updates: weights and statistics of batch norm that no formula gives.
  const plain = (model) => (data) =>
    `data=${data}&teacher=${model}&tdata=300&tepochs=${data === "digits" ? 8 : 1}&labels=50`;
  const integers = (model, method) => (data) =>
    `data=${data}&teacher=mlp-32&tdata=300&tepochs=2&student=${model}&arms=${method}&labels=300&steps=10&lr=0.01&T=2`;
  return [
    ...[...first.values()].map((model) => ({ model, format: "onnx", arm: "teacher", link: plain(model) })),
    ...METHODS.flatMap((arm) =>
      rounded.map((model) => ({ model, format: "onnx-int8", arm, link: integers(model, arm) })),
    ),
  ];
}

let folder;
before(async () => {
  assert.ok(
    existsSync(program),
    `there is no ${program}: run \`cargo build --features retort/ndarray\` first`,
  );
  // Inside the project: the modules find onnxruntime-web in its node_modules.
  await mkdir(join(root, "target"), { recursive: true });
  folder = await mkdtemp(join(root, "target/javascript-"));
});
after(() => rm(folder, { recursive: true, force: true }));

/** The largest difference of a number from the expected ones, relative to the largest of these. */
function apart(found, expected) {
  assert.equal(found.length, expected.length);
  let [difference, largest] = [0, 0];
  expected.forEach((value, at) => {
    difference = Math.max(difference, Math.abs(found[at] - value));
    largest = Math.max(largest, Math.abs(value));
  });
  return difference / largest;
}

/** Trains, exports, opens, and answers for each test image. */
async function measure({ format, arm, link }, data, name) {
  const path = (ending) => join(folder, `${name}${ending}`);
  const from = [link(data), "--arm", arm];
  await retort("export", format, ...from, "--output", path(".onnx"), "--answers", path(".answers"));
  await retort("export", "code-javascript", ...from, "--output", path(".mjs"));
  const { load, classify, judge } = await import(pathToFileURL(path(".mjs")).href);
  const session = await load(await readFile(path(".onnx")));
  const { images, logits, value } = readTensors(path(".answers"));
  assert.equal(judge === undefined, value === undefined, "who judges positions says so");
  const [count, , height, width] = images.shape;
  const classes = logits.shape[1];
  const found = { logits: [], value: [] };
  let equal = 0;
  for (let image = 0; image < count; image += 1) {
    const size = height * width;
    const greys = images.values.subarray(image * size, (image + 1) * size);
    // Not whole numbers where the dataset has 17 greys; divided by 255 again, they are the same to the last bit.
    const pixels = Array.from(greys, (grey) => grey * 255);
    const answer = await classify(session, pixels);
    const expected = logits.values.subarray(image * classes, (image + 1) * classes);
    equal += Number(answer.name === String(expected.indexOf(Math.max(...expected))));
    assert.ok(Math.abs(answer.probabilities.reduce((sum, share) => sum + share) - 1) < 1e-6);
    found.logits.push(...answer.logits);
    if (judge) found.value.push(await judge(session, pixels));
  }
  await session.release();
  const difference = Math.max(
    apart(found.logits, logits.values),
    value ? apart(found.value, value.values) : 0,
  );
  return { difference, equal: equal / count };
}

const rows = [];
const row = (cells) => `| ${cells.join(" | ")} |`;

test("the generated JavaScript answers like the network on all test images, in every architecture", async (suite) => {
  for (const each of await cases()) {
    const cells = [each.model, each.format === "onnx" ? "ONNX" : `int8 ONNX, ${each.arm}`];
    for (const [data, size] of Object.entries(DATASETS)) {
      const name = [...cells.slice(0, 2), size].join(" ");
      await suite.test(name, async (context) => {
        const { difference, equal } = await measure(each, data, `${each.model}-${data}-${each.arm}`);
        const [apart, same] = [difference.toExponential(1), `${(100 * equal).toFixed(2)}%`];
        context.diagnostic(`logits differ by ${apart}, ${same} of the decisions are the same`);
        if (each.format === "onnx") {
          assert.ok(difference < BOUND, `logits differ by ${apart}`);
          assert.equal(equal, 1, `${same} of the decisions are the same`);
        } else assert.ok(equal >= LEAST_EQUAL, `${same} of the decisions are the same`);
        cells.push(each.format === "onnx" ? apart : same);
      });
    }
    // Without the cells of what failed.
    rows.push(cells);
  }
});

test("docs/models.md has the measured table", async () => {
  const sizes = Object.values(DATASETS).map((size) => `Measured, ${size}`);
  const table = [row(["Model", "Format", ...sizes]), "|---|---|---:|---:|", ...rows.map(row)];
  const text = await readFile(docs, "utf8");
  const [start, end] = MARKS.map((mark) => text.indexOf(mark));
  assert.ok(start > 0 && end > start, "the marks of the table");
  if (process.env.BLESS) {
    assert.ok(
      rows.length > 0 && rows.every(({ length }) => length === 2 + sizes.length),
      "only what is within the bounds is written",
    );
    const head = text.slice(0, start + MARKS[0].length);
    await writeFile(docs, `${head}\n${table.join("\n")}\n${text.slice(end)}`);
    return;
  }
  const stored = text.slice(start, end).split("\n").slice(1, -1);
  const key = (line) => line.split("|").slice(1, 3);
  const way = "BLESS=1 node --test tests/code.test.mjs";
  assert.deepEqual(stored.map(key), table.map(key), way);
});
