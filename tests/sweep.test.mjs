// Sweeps without the page, on the built engine: the same files, lines and numbers as tests/sweep.rs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { makeSeedRunner } from "../www/lab/seeds.js";
import { checkSweep, placeOf, pointAt, withSeed } from "../www/sweep/check.js";
import { readLine, sweepOf } from "../www/sweep/lines.js";
import { bestOf, measured, summary } from "../www/sweep/points.js";
import { readSweepFile, writeSweepFile } from "../www/sweep/sweep_file.js";
import { joinValues, proposed, splitValues } from "../www/sweep/values.js";
import { loadEngine } from "./engine.mjs";

const engine = await loadEngine();
const menu = engine.menu();
const vectors = (name) => JSON.parse(readFileSync(new URL(`vectors/${name}.json`, import.meta.url), "utf8"));
const check = (sweep) => checkSweep(engine, menu, sweep);
const near = (a, b) => assert.ok(Math.abs(a - b) <= 1e-9, `${a} is not ${b}`);

test("files list their runs or say what is wrong, as natively", async () => {
  for (const { text, code, key, links } of vectors("sweep_files").files) {
    const read = readSweepFile(text);
    const found = "given" in read ? { error: { code: "not-a-sweep", key: "" } } : await check(read);
    if (code) assert.deepEqual([found.error?.code, found.error?.key], [code, key], text);
    else assert.deepEqual(found.built?.links, links, text);
  }
});

test("a sweep is written as it was read", async () => {
  const axes = [
    { key: "student", values: ["cnn-2-4", "cnn-4-8"] },
    { key: "T", values: ["1", "0.5"] },
  ];
  const { built } = await check({ link: "seed=3", axes, seeds: 2 });
  const text = writeSweepFile(built);
  assert.deepEqual(readSweepFile(text), { link: "#v=1&seed=3", axes, seeds: 2 });
  assert.match(text, /"T":\[1,0\.5\]/);
});

test("a refused point is named with its values", async () => {
  const axes = [
    { key: "T", values: ["1", "2"] },
    { key: "labels", values: ["50", "2000"] },
  ];
  const { error } = await check({ link: "", axes, seeds: 1 });
  assert.deepEqual(error.point, [
    ["T", "1"],
    ["labels", "2000"],
  ]);
  assert.equal(error.problem.reason, "more-images-than-there-are");
});

test("a link with another seed is the engine's own", () => {
  for (const link of ["", "T=2", "T=2&seed=7", "engine=ndarray", "T=2&seed=9&engine=ndarray"]) {
    for (const seed of [0, 42, 4294967295]) {
      const { spec, link: canonical } = engine.openLink(link);
      assert.equal(withSeed(canonical, seed, 42), engine.checkSpec({ ...spec, seed }).link);
    }
  }
});

test("lines are results, or say why not", async () => {
  const { sweep, lines } = vectors("sweep_lines");
  const { built } = await check(readSweepFile(JSON.stringify(sweep)));
  for (const { line, run, why } of lines) {
    const read = readLine(line);
    if ("why" in read) {
      assert.equal(read.why, why, line);
      continue;
    }
    const { link, spec, problems } = engine.openLink(read.link);
    const at = problems.length > 0 ? -1 : built.links.indexOf(link);
    if (run !== undefined) assert.deepEqual([at, spec.seed], [run, read.seed], line);
    else assert.ok(at < 0 || spec.seed !== read.seed, line);
  }
  assert.deepEqual(readLine(`{${" ".repeat(20_000)}`), { why: "too-long" });
  // What `retort sweep` writes of a run that diverged.
  const diverged = { link: "v=1&lr=0.1", seed: 42, failed: { code: "diverged", role: "teacher", update: 7 } };
  assert.deepEqual(readLine(JSON.stringify({ ...diverged, engine: "flex" })), diverged);
  assert.deepEqual(readLine(JSON.stringify({ ...diverged, failed: "yes" })), { why: "not-a-result" });
});

test("the experiments of lines are a sweep over what differs", async () => {
  const specs = ["T=2&seed=5", "T=1&seed=3", "T=10&labels=100&seed=4"].map(
    (link) => engine.openLink(link).spec,
  );
  const keys = menu.fields.map(({ key }) => key);
  const { base, axes, seeds } = sweepOf(specs, keys);
  assert.deepEqual(axes, [
    { key: "labels", values: ["50", "100"] },
    { key: "T", values: ["1", "2", "10"] },
  ]);
  assert.deepEqual([base.seed, seeds], [3, 3]);
  assert.deepEqual(sweepOf([specs[0]], keys).axes, []);
});

test("means and intervals are those of scipy", () => {
  const pair = engine.pairedGain;
  for (const { hard, soft, hard_summary, gain } of vectors("sweep_statistics").cases) {
    const found = summary(hard, pair);
    near(found.mean, hard_summary.mean);
    near(found.deviation, hard_summary.deviation);
    near(found.mean - found.margin, hard_summary.low);
    const lines = hard.map((accuracy, at) => ({
      teacher: { accuracy: 0.9 },
      arms: { "hard-labels": { accuracy }, "soft-labels": { accuracy: soft[at] } },
    }));
    const values = lines.map((line) => measured(line, { what: "gain", net: "soft-labels" }) / 100);
    const gained = summary(values, pair);
    near(gained.mean - gained.margin, gain.low);
    near(gained.mean + gained.margin, gain.high);
  }
  assert.deepEqual(summary([0.5], pair), { count: 1, mean: 0.5, deviation: null, margin: null });
  assert.equal(summary([], pair), null);
});

test("the best point is told from the others seed by seed", () => {
  const points = [[1, 2, 3], [5, 6.1, 6.9], [5.1, 6, 7], [null, null, null], [9, null, null].slice(0, 0)];
  const best = bestOf(points, engine.pairedGain);
  assert.deepEqual([best.at, best.unclear, best.others], [2, [1], 2]);
  // A single seed tells nothing apart.
  assert.deepEqual(bestOf([[1], [5]], engine.pairedGain).unclear, [0]);
  assert.equal(bestOf([[null], []], engine.pairedGain), null);
  // Runs that lack one of the two students have no gain.
  assert.equal(measured({ teacher: { accuracy: 1 }, arms: {} }, { what: "gain", net: "soft-labels" }), null);
  assert.equal(measured(undefined, { what: "accuracy", net: "teacher" }), null);
});

test("places count with the last axis fastest", () => {
  const axes = [{ values: ["a", "b"] }, { values: ["1", "2", "3"] }];
  for (let point = 0; point < 6; point += 1) assert.equal(pointAt(placeOf(point, axes), axes), point);
  assert.deepEqual(placeOf(4, axes), [1, 1]);
  assert.deepEqual([placeOf(0, []), pointAt([], [])], [[], 0]);
});

test("typed values are split, and every field has some that the engine takes", async () => {
  const field = (key) => menu.fields.find((each) => each.key === key);
  assert.deepEqual(splitValues(field("T"), " 1, 2，4、8;16 "), ["1", "2", "4", "8", "16"]);
  assert.deepEqual(splitValues(field("arms"), "hard-labels,soft-labels; hard-labels"), [
    "hard-labels,soft-labels",
    "hard-labels",
  ]);
  assert.equal(joinValues(field("arms"), ["a,b", "c"]), "a,b; c");
  const { spec } = engine.openLink("");
  for (const each of menu.fields.filter(({ key }) => key !== "seed")) {
    const values = splitValues(each, proposed(each, spec, menu));
    const { error } = await check({ link: "", axes: [{ key: each.key, values }], seeds: 1 });
    // A proposed value may not go together with the others, or do nothing; it is never wrong by itself.
    assert.ok(!["bad-value", "repeated-value"].includes(error?.code), `${each.key}: ${values}`);
  }
});

test("tasks that are added first come before those that wait", async () => {
  const begun = [];
  const over = new Set();
  let hand;
  const runner = makeSeedRunner({
    lanes: 1,
    report: (run) => over.add(run),
    isOver: (run) => over.has(run),
    spawn() {
      hand = { onmessage: null, onerror: null, terminate() {} };
      hand.postMessage = ({ type, run }) => type === "start" && begun.push(run);
      return hand;
    },
  });
  const job = { arms: ["soft-labels"], teacher: new Uint8Array(1), engine: "flex", module: {}, data: {} };
  const task = (run) => ({ seed: run, job: { ...job, run, link: "", paused: false } });
  runner.start([task(1)]);
  runner.add([task(2)]);
  runner.add([task(3)], { first: true });
  for (const run of [1, 3, 2]) {
    assert.equal(begun.at(-1), run);
    hand.onmessage({ data: { type: "finished", run, role: "soft-labels" } });
    await null;
    await null;
  }
  assert.deepEqual(begun, [1, 3, 2]);
});
