// @ts-check
/** The wasm engine in Node: the stored run is what it computes, pauses change nothing, wrong input is named. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { shorten } from "../www/share/course.js";
import { finish, loadEngine } from "./engine.mjs";
import { firstMenu } from "./first_menu.mjs";

const engine = await loadEngine();
const stored = (/** @type {string} */ name) =>
  JSON.parse(readFileSync(new URL(`../www/stored/${name}`, import.meta.url), "utf8"));

/** @param {string} link
 * @param {(steps: number) => void} [between]
 * @param {Record<string, string>} [looks] gets what a link says of each net's course */
function fingerprints(link, between, looks = {}) {
  const dataset = engine.Dataset.digits();
  const teacher = new engine.TeacherSession(link, dataset);
  const print = (/** @type {string} */ key, /** @type {any} */ session) => {
    const { evaluations, finished } = finish(session, between);
    looks[key] = shorten(evaluations).looks.join("");
    return finished.fingerprint;
  };
  const found = { teacher: print("teacher", teacher) };
  const bytes = teacher.teacher();
  teacher.free();
  for (const arm of engine.openLink(link).arms) {
    const student = new engine.StudentSession(link, dataset, arm, bytes);
    Object.assign(found, { [arm]: print(arm, student) });
    student.free();
  }
  dataset.free();
  return found;
}

test("the stored run is what this engine computes, bit for bit", () => {
  const { teacher, arms } = stored("run.json");
  const expected = Object.fromEntries(Object.entries(arms).map(([key, arm]) => [key, arm.final.fingerprint]));
  const looks = {};
  assert.deepEqual(fingerprints("", undefined, looks), { teacher: teacher.final.fingerprint, ...expected });
  // What a link gets of the course, as the points of the file have no hashes.
  for (const [key, net] of Object.entries({ teacher, ...arms })) {
    assert.equal(net.final.looks, looks[key], key);
    assert.equal(net.final.looks.length, 24, key);
  }
});

test("the stored menu is what the first words can name of this engine's menu", () => {
  assert.deepEqual(stored("menu.json"), firstMenu(engine.menu()));
});

test("everything in the menu has a name in the words that come with the engine", async () => {
  const names = ["en", "more_en"].map((name) => import(`../www/text/${name}.js`));
  const words = Object.assign({}, ...(await Promise.all(names)).map((module) => module.words));
  const menu = engine.menu();
  const needed = [
    ...menu.fields.flatMap(({ key }) => [`field.${key}`, `hint.${key}`]),
    ...menu.models.map(({ family }) => `family.${family}`),
    ...menu.datasets.map(({ key }) => `choice.${key}`),
    ...menu.methods.flatMap(({ key }) => [`choice.${key}`, `net.${key}`]),
    ...menu.datasets.flatMap(({ classes }) =>
      classes.filter((name) => !/^\d+$/.test(name)).map((name) => `class.${name}`),
    ),
  ];
  for (const key of needed) assert.ok(key in words, `${key} is missing`);
});

test("a pause with other work in it changes no bit", () => {
  const link = "tepochs=2&steps=25&unlabelled=40&alpha=0.5";
  const straight = fingerprints(link);
  const dataset = engine.Dataset.digits();
  const other = new engine.TeacherSession("seed=9&tepochs=50", dataset);
  const interrupted = fingerprints(link, (steps) => {
    if (steps % 7 === 0) other.step();
  });
  assert.deepEqual(interrupted, straight);
  assert.notDeepEqual(fingerprints(`${link}&seed=1`), straight);
});

test("trained weights answer a test image as the training did, and others are refused", () => {
  const dataset = engine.Dataset.digits();
  const teacher = new engine.TeacherSession("tepochs=1", dataset);
  const { evaluation } = finish(teacher).finished;
  const net = new engine.TrainedNet("tepochs=1", "teacher", teacher.weights());
  const logits = net.logits(dataset.testImage(3));
  // A test image has 17 grey levels, which 256 do not all meet.
  for (const [at, z] of logits.entries()) assert.ok(Math.abs(z - evaluation.logits[30 + at]) < 0.05);
  assert.throws(() => net.logits(new Uint8Array(9)), /9 pixels/);
  assert.throws(() => new engine.TrainedNet("", "soft-labels", teacher.weights()), /weights given/);
});

test("the gain over seeds is the paired t interval", () => {
  // scipy.stats.ttest_rel([81, 84, 83], [80, 82, 80]).confidence_interval(0.95)
  const gain = engine.pairedGain(Float64Array.of(80, 82, 80), Float64Array.of(81, 84, 83));
  assert.equal(gain.count, 3);
  assert.equal(gain.better, 3);
  assert.ok(Math.abs(gain.mean - 2) < 1e-12);
  assert.ok(Math.abs(gain.margin - 4.302652729911275 / Math.sqrt(3)) < 1e-9);
  assert.equal(engine.pairedGain(Float64Array.of(1), Float64Array.of(2)).margin, Number.POSITIVE_INFINITY);
  assert.equal(engine.pairedGain(new Float64Array(), new Float64Array()), null);
});

test("wrong input is an error with a name, and the instance lives on", () => {
  assert.throws(() => engine.Dataset.open("mnist", [new Uint8Array(3)]), /4/);
  assert.throws(() => engine.Dataset.open("cats", []), /digits, mnist, fashion/);
  const dataset = engine.Dataset.digits();
  assert.throws(() => new engine.TeacherSession("data=mnist", dataset), /data=mnist/);
  assert.throws(
    () => new engine.StudentSession("", dataset, "soft-labels", new Uint8Array(9)),
    /train it again/,
  );
  assert.throws(() => new engine.TeacherSession("engine=ndarray", dataset), /carries flex/);
  const opened = engine.openLink("T=-3&colour=red");
  assert.deepEqual(
    opened.problems.map((/** @type {any} */ { key, code }) => [key, code]),
    [
      ["T", "out-of-range"],
      ["colour", "unknown-key"],
    ],
  );
  assert.equal(engine.checkSpec({ ...opened.spec, T: 8, labels: "many" }).problems[0].key, "labels");
});
