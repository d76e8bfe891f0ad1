// The page's pure modules: softmax, sliders, records, verdicts, estimates, languages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { estimate } from "../www/estimate.js";
import { chooseLanguage } from "../www/languages.js";
import { inReadingOrder } from "../www/roles.js";
import { last, logitsOf, newRecord, withEvent } from "../www/run_record.js";
import { fromPlace, toPlace } from "../www/scale.js";
import { divergence, entropyBits, ranking, softmax } from "../www/softmax.js";
import { judge } from "../www/verdict.js";

const near = (a, b, tolerance = 1e-12) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

test("softmax works at any temperature and for any logits", () => {
  for (const temperature of [0.001, 0.05, 1, 4, 50, 1e6]) {
    const probabilities = softmax([1e4, -1e4, 9_999], temperature);
    near(
      probabilities.reduce((sum, p) => sum + p),
      1,
    );
  }
  near(softmax([0, Math.log(3)], 1)[1], 0.75);
});

test("entropy is in bits, KL in nats", () => {
  near(entropyBits(softmax([0, 0, 0, 0], 1)), 2);
  assert.equal(entropyBits([1, 0]), 0);
  assert.equal(divergence([1, 2, 3], [11, 12, 13], 2), 0);
  near(divergence([0, 0], [0, Math.log(3)], 1), 0.5 * Math.log(2) + 0.5 * Math.log(2 / 3));
  assert.ok(Number.isFinite(divergence([1e4, -1e4], [-1e4, 1e4], 0.05)));
});

test("of equal scores the first class comes first", () => {
  assert.deepEqual(ranking([1, 3, 3, 0]), [1, 2, 0, 3]);
});

test("a slider finds the place of a value again", () => {
  const scale = { min: 0.25, max: 20, log: true, integer: false };
  for (const value of [0.25, 1, 4, 16, 20])
    near(fromPlace(scale, toPlace(scale, value)), value, value * 0.01);
  assert.equal(fromPlace({ min: 0, max: 1, log: false, integer: false }, 0.3), 0.3);
  assert.equal(fromPlace({ min: 1, max: 500, log: false, integer: true }, 0), 1);
  assert.equal(toPlace(scale, 100), 1);
});

const spec = {
  data: "digits",
  teacher: "large",
  student: "small",
  T: 4,
  alpha: 0,
  labels: 50,
  unlabelled: 0,
  batch: 64,
  steps: 400,
  tdata: 0,
  tepochs: 30,
  tbatch: 64,
};
const menu = {
  datasets: [{ key: "digits", train: 1300, test: 497 }],
  models: [
    { key: "large", costs: { digits: { flops: 300_000 } } },
    { key: "small", costs: { digits: { flops: 20_000 } } },
  ],
};
const arms = ["hard-labels", "soft-labels", "label-smoothing"];
const fresh = () =>
  newRecord({ run: 7, link: "", spec, engine: { key: "flex", version: 1 }, arms, images: {} });
const evaluation = (accuracy, update = 400) => ({
  update,
  updates: 400,
  accuracy,
  logits: Float32Array.from([1, 2, 3, 4]),
});
const finished = (role, accuracy) => ({
  type: "finished",
  run: 7,
  role,
  evaluation: evaluation(accuracy),
  milliseconds: 9,
  cost: {},
});
const after = (...events) => events.reduce(withEvent, fresh());

test("a record takes the events of its own run", () => {
  const record = after(
    { type: "evaluated", run: 7, role: "teacher", evaluation: evaluation(0.5, 100), milliseconds: 5 },
    { type: "evaluated", run: 6, role: "teacher", evaluation: evaluation(0.1, 200), milliseconds: 5 },
    { type: "evaluated", run: 7, role: "nobody", evaluation: evaluation(0.1, 200), milliseconds: 5 },
  );
  assert.equal(record.state, "running");
  assert.equal(last(record.nets.teacher).accuracy, 0.5);
  assert.deepEqual([...logitsOf(record.nets.teacher, 1, 2)], [3, 4]);
  assert.equal(logitsOf(record.nets.teacher, 2, 2), null);
});

test("a run is finished when every net is, and failed without a teacher", () => {
  const all = ["teacher", ...arms].map((role) => finished(role, 0.9));
  assert.equal(after(...all).state, "finished");
  assert.equal(after(...all.slice(1)).state, "running");
  const failure = { type: "failed", run: 7, role: "hard-labels", code: "diverged", message: "3" };
  assert.equal(after(...all.filter(({ role }) => role !== "hard-labels"), failure).state, "finished");
  assert.equal(after({ ...failure, role: "teacher" }).state, "failed");
});

test("the verdict can also say that distillation did not help", () => {
  const verdict = (distilled, labels) =>
    judge(after(finished("soft-labels", distilled), finished("hard-labels", labels)), 497);
  assert.equal(verdict(0.886, 0.782).outcome, "helped");
  assert.equal(verdict(0.782, 0.886).outcome, "hurt");
  assert.equal(verdict(0.8, 0.79).outcome, "unclear");
  assert.equal(judge(after(finished("soft-labels", 0.9)), 497), null);
});

test("the verdict weighs the control without a teacher", () => {
  const record = after(
    finished("soft-labels", 0.886),
    finished("hard-labels", 0.782),
    finished("label-smoothing", 0.79),
  );
  assert.equal(judge(record, 497).smoothing.outcome, "helped");
});

test("the estimate runs from nothing to all and knows no time left too early", () => {
  const clock = { parallel: 2, milliseconds: 2000 };
  assert.equal(estimate(menu, fresh(), clock).share, 0);
  assert.equal(estimate(menu, fresh(), clock).secondsLeft, null);
  const half = after({
    type: "progress",
    run: 7,
    role: "teacher",
    progress: { phase: "training", update: 315, updates: 630 },
    milliseconds: 2000,
  });
  const { share, secondsLeft, imagesPerSecond } = estimate(menu, half, clock);
  assert.ok(share > 0.3 && share < 0.5 && secondsLeft > 2);
  near(imagesPerSecond, (315 * 64) / 2);
  const all = after(...["teacher", ...arms].map((role) => finished(role, 0.9)));
  assert.equal(estimate(menu, all, clock).share, 1);
});

test("nets are read teacher first, then the distilled student", () => {
  assert.deepEqual(inReadingOrder(arms), ["teacher", "soft-labels", "hard-labels", "label-smoothing"]);
  assert.deepEqual(inReadingOrder(["new-method"]), ["teacher", "new-method"]);
});

test("the link's language goes before the browser's", () => {
  assert.equal(chooseLanguage("zh", ["en-GB"]).tag, "zh-Hans");
  assert.equal(chooseLanguage(null, ["fr", "zh-CN", "en"]).tag, "zh-Hans");
  assert.equal(chooseLanguage("xx", ["fr"]).tag, "en");
});
