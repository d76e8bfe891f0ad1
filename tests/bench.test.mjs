// The comparison with other libraries: its counting, its tables, the words of its page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { median } from "../bench/measure.mjs";
import { modelTable } from "../bench/models.mjs";
import { readOptions } from "../bench/options.mjs";
import { inputs, NETWORKS, operations, student, withInputs } from "../bench/page/workloads.js";
import { profileTable } from "../bench/profile.mjs";
import { json, rates, report } from "../bench/report.mjs";
import { crateOf } from "../bench/sizes.mjs";
import { words as en } from "../www/bench/bench_en.js";
import { words as zh } from "../www/bench/bench_zh.js";
import { limitModule, limitWork } from "../www/bench/limit.js";
import { loadEngine } from "./engine.mjs";

const results = {
  retort: { mlp: { train_sps: 48_000, infer_sps: 150_000 }, cnn: { train_sps: 25_000, infer_sps: 40_000 } },
  slow: { mlp: { train_sps: 12_000, infer_sps: 75_000 }, cnn: { error: "no convolution" } },
  other: {},
};

test("the table says how many times ours is quicker, and what others cannot", () => {
  const lines = report(results, ["mlp", "cnn"]).split("\n");
  assert.match(lines[0], /^training, images\/s +mlp +ratio +cnn +ratio$/);
  assert.match(lines[1], /^retort +48,000 +25,000 *$/);
  assert.match(lines[2], /^slow +12,000 +4\.00x +cannot$/);
  assert.match(lines[3], /^other +– +–$/);
  assert.match(lines[7], /^slow +75,000 +2\.00x +cannot$/);
  assert.equal(lines.at(-1), "slow cannot cnn: no convolution");
});

test("the JSON has numbers only", () => {
  assert.deepEqual(JSON.parse(json(results)), {
    retort: results.retort,
    slow: { mlp: results.slow.mlp },
    other: {},
  });
  assert.deepEqual(JSON.parse(json({}, 31.98765)), { limit: { gflops: 31.99 } });
});

test("a rate is speed times operations, and a share of the limit", () => {
  const text = rates({ mlp: { train_sps: 1e6, infer_sps: 2e6 } }, () => ({ train: 8e3, infer: 1e3 }), 32);
  assert.match(text, /^mlp +8\.0 \(25 %\) +2\.0 \(6 %\)$/m);
});

test("models are rows of a Markdown table, and what misses the goal has a dot", () => {
  const speeds = {
    retort: { train_sps: 8000, infer_sps: 9.5 },
    "retort-stock": { train_sps: 2000, infer_sps: 9.5 },
  };
  const measured = (train) => ({ name: "cnn-4-8@28", batch: 37, operations: { train, infer: 1e6 }, speeds });
  const table = (train) => modelTable([measured(train)], [37], 32).split("\n");
  assert.equal(table(1e6)[0], "| model@side | batch 37 | inference, 37 |");
  assert.equal(table(1e6)[2], "| cnn-4-8@28 | 8,000 (4.00×, –, 25 %) | 9.50 (1.00×, –, 0 %) |");
  assert.equal(table(1e6).at(-1), "missed: 0 of 1");
  // Less than four times burn's own speed is enough from half of the limit on.
  speeds["retort-stock"].train_sps = 2001;
  assert.match(table(1e6)[2], /25 %\) · \|/);
  assert.equal(table(1e6).at(-1), "missed: 1 of 1");
  assert.match(table(2e6)[2], /50 %\) \|/);
  speeds.pytorch = { train_sps: 16_000, infer_sps: 1 };
  assert.match(table(2e6)[2], /8,000 \(4\.00×, 0\.500×, 50 %\)/);
});

test("a profile leaves out what takes less than a hundredth, but counts it", () => {
  const text = profileTable([
    ["retort_kernel[0123456789abcdef]::tile::multiply", 0.5],
    ["retort::run::h0123456789abcdef", 0.496],
    ["small", 0.004],
  ]);
  assert.deepEqual(text.split("\n"), [
    "  50.0 %  retort_kernel::tile::multiply",
    "  49.6 %  retort::run",
    "   0.4 %  all others",
  ]);
});

test("a function's bytes count for the crate that it was written in", () => {
  assert.equal(crateOf("retort_kernel::tile::multiply"), "retort_kernel");
  assert.equal(crateOf("<burn_flex[0a]::tensor::FlexTensor as core[1]::clone::Clone>::clone"), "burn_flex");
  assert.equal(crateOf("<&mut dyn serde::Serializer as Other>::write"), "serde");
  assert.equal(crateOf("memcpy"), "other");
});

test("the median is the middle one, or between the middle ones", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 2, 9]), 3);
});

test("options are read, and unknown names refused", () => {
  const options = readOptions(["--quick", "--only", "retort,kd", "--batches", "1,8"]);
  assert.deepEqual([options.contestants, options.workloads, options.batches], [["retort"], ["kd"], [1, 8]]);
  assert.equal(readOptions([]).workloads.length, 4);
  assert.throws(() => readOptions(["--only", "nobody"]), /nobody/);
  assert.throws(() => readOptions(["--batches", "0"]), /positive/);
  assert.throws(() => readOptions(["--fast"]), /--fast/);
});

test("everybody trains the same networks as our engine", async () => {
  const { Benchmark, benchmarkNames } = await loadEngine();
  for (const workload of ["mlp", "cnn", "teacher", "kd"]) {
    assert.ok(benchmarkNames().includes(workload));
    const ours = new Benchmark(workload, 2, false);
    assert.deepEqual(operations(workload), { train: ours.flopTrain(), infer: ours.flopInfer() }, workload);
    assert.equal(ours.train(3), 6);
    assert.equal(ours.infer(2), 4);
    ours.free();
  }
  assert.throws(() => new Benchmark("nothing", 2, false), /there are mlp, cnn/);
});

test("images and labels repeat in different periods", () => {
  const { next } = inputs(
    () => ({}),
    () => ({}),
  );
  const pairs = Array.from({ length: 8 * 61 }, next);
  const seen = new Set(pairs.slice(0, 8).map(({ images }) => images));
  assert.equal(seen.size, 8);
  assert.equal(
    pairs.filter(({ images, labels }) => images === pairs[0].images && labels === pairs[0].labels).length,
    1,
  );
  assert.equal(withInputs(student("kd")).at(-1).inputs, 784);
  assert.equal(withInputs(NETWORKS.teacher)[3].inputs, 3136);
});

test("the limit computes what it counts", () => {
  for (const chains of [1, 8, 14]) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(limitModule(chains)));
    // Each chain x -> 0.999 x + 0.001, four links a round.
    const expected = Array.from({ length: chains }, (_, chain) => {
      let value = Math.fround(chain / 100);
      for (let link = 0; link < 8; link++) value = value * 0.999 + 0.001;
      return value;
    });
    const sum = expected.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(/** @type {Function} */ (exports.run)(2) - sum) < 1e-5, `${chains} chains`);
  }
  assert.equal(limitWork(8)(), 1_000_000 * 4 * 8 * 4 * 2);
});

test("the page says the same in both languages", () => {
  const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted();
  assert.deepEqual(Object.keys(zh), Object.keys(en));
  for (const [key, text] of Object.entries(en)) assert.deepEqual(places(zh[key]), places(text), key);
  for (const [key, text] of Object.entries(zh)) {
    assert.doesNotMatch(text, /[一-鿿][,:;?!()]|[,:;?!][一-鿿]/, key);
  }
});
