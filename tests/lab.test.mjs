// Zone 4 without page and engine: one update, drawings, seeds, pins, files.
import assert from "node:assert/strict";
import { test } from "node:test";
import { alarms } from "../www/lab/alarms.js";
import { axisOf, spread } from "../www/lab/axis.js";
import { answers, priorBias } from "../www/lab/biased.js";
import { largest, shares, stones } from "../www/lab/board.js";
import { places } from "../www/lab/flow_places.js";
import { largest as largestTerms, lastLayer } from "../www/lab/last_layer.js";
import { breakEven, timesOf } from "../www/lab/paid_back.js";
import { add, arePins, differences, MOST, pinOf, pins, remove, rename } from "../www/lab/pin_state.js";
import { raster } from "../www/lab/raster.js";
import { curvesCsv, resultLine, toCsv, toJsonLines } from "../www/lab/result_line.js";
import { makeSeedRunner } from "../www/lab/seeds.js";
import { frequency, LENGTH, ROWS, samples } from "../www/lab/sound.js";
import { STAGES, stagesOf } from "../www/lab/stages.js";
import { secondsLeft } from "../www/lab/time_left.js";
import { oneUpdate } from "../www/lab/update.js";
import { newRecord, withEvent } from "../www/run_record.js";

const near = (a, b, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);
const given = { teacher: [6, 2, -1, 0], student: [1, 2, 0.5, -3], label: 0, T: 4, alpha: 0.3, size: 1 };

test("the gradient of one update is the slope of its loss", () => {
  for (const alpha of [0, 0.3, 1]) {
    for (const T of [0.5, 1, 4, 20]) {
      const { gradient } = oneUpdate({ ...given, alpha, T });
      for (let at = 0; at < 4; at += 1) {
        const moved = (by) => given.student.map((z, index) => (index === at ? z + by : z));
        const loss = (by) => oneUpdate({ ...given, alpha, T, student: moved(by) }).before.total;
        near(gradient[at], (loss(1e-5) - loss(-1e-5)) / 2e-5, 1e-6);
      }
    }
  }
});

test("a small step lowers the loss, and the gradient sums to zero", () => {
  const { before, after, gradient } = oneUpdate({ ...given, size: 0.1 });
  assert.ok(after.total < before.total);
  near(
    gradient.reduce((sum, each) => sum + each),
    0,
  );
  near(
    before.divergence,
    before.terms.reduce((sum, each) => sum + each),
  );
});

test("the flow shows the loss in parts that sum to it, equal numbers as equal bars, and one place a stage", () => {
  const update = oneUpdate(given);
  const all = places({ ...given, update });
  assert.deepEqual(
    all.map(({ key }) => key),
    STAGES,
  );
  const of = (wanted) => all.find(({ key }) => key === wanted);
  near(
    of("loss").values.reduce((sum, part) => sum + part),
    update.before.total,
  );
  assert.equal(of("teacher").most, of("divide").most);
  assert.equal(of("soft").most, of("step").most);
  for (const { values, most } of all) for (const value of values) assert.ok(Math.abs(value) <= most);
});

test("every number of every stage has its arithmetic", () => {
  const parts = { update: oneUpdate(given), classes: ["0", "1", "2", "3"] };
  const none = { teacher: null, student: null };
  const stages = stagesOf({ ...given, ...parts, layers: none });
  assert.deepEqual(
    stages.map(({ key }) => key),
    STAGES,
  );
  for (const { columns } of stages) {
    for (const { values, work } of columns) {
      assert.equal(values.length, 4);
      for (let row = 0; row < 4; row += 1) assert.ok(work(row).length > 0);
    }
  }
  const [divided] = stages[2].columns.slice(1);
  assert.equal(divided.work(0), "6.00 ÷ 4 = 1.500");
  const teacher = lastLayer([9, 1, 0, 0, 0, 0, 2, -1, 0, 5, 0, 0, 0], [1, 1], [6, 2, -1, 0]);
  assert.deepEqual(teacher, {
    bias: [5, 0, 0, 0],
    terms: [
      [1, 0],
      [0, 2],
      [0, -1],
      [0, 0],
    ],
  });
  const [logits] = stagesOf({ ...given, ...parts, layers: { ...none, teacher } })[1].columns;
  assert.equal(logits.work(0), "b + h₁ · w₁ + h₂ · w₂ = 5.00 + 1.00 + 0.00 = 6.000");
});

test("a network whose last layer is no weighted sum of these features has none to show", () => {
  const [weights, features] = [
    [1, 2, 3, 4, 0.5, -0.5],
    [1, -1],
  ];
  assert.deepEqual(lastLayer(weights, features, [-1.5, -2.5])?.terms, [
    [1, -3],
    [2, -4],
  ]);
  assert.equal(lastLayer(weights, features, [-1.5, -2.4]), null);
  assert.equal(lastLayer(weights, [1, -1, 0, 0], [-1.5, -2.5]), null);
  assert.equal(lastLayer(weights, [], [0.5, -0.5]), null);
});

test("of a long sum the largest terms are shown and the others summed", () => {
  const { shown, rest, others } = largestTerms([0.1, -3, 2, 0.2, -0.4], 2);
  assert.deepEqual(shown, [
    { at: 1, term: -3 },
    { at: 2, term: 2 },
  ]);
  near(rest, -0.1);
  assert.equal(others, 3);
});

test("time left follows from what was done since the clock started", () => {
  near(secondsLeft(0.5, 10), 10);
  near(secondsLeft(0.75, 10, 0.5), 10);
  assert.equal(secondsLeft(0.01, 10), null);
  assert.equal(secondsLeft(0.5, 10, 0.5), null);
  assert.equal(secondsLeft(1, 10), 0);
});

test("a drawing fills the image of its dataset, wherever and however large it was drawn", () => {
  const line = [
    [
      [0.5, 0.1],
      [0.5, 0.9],
    ],
  ];
  const small = [line[0].map(([x, y]) => [x * 0.4 + 0.5, y * 0.4 + 0.05])];
  for (const size of [8, 28]) {
    const image = raster(line, size);
    assert.equal(image.length, size * size);
    assert.deepEqual(raster(small, size), image);
    const rows = Array.from({ length: size }, (_, row) =>
      image.slice(row * size, (row + 1) * size).some((grey) => grey > 0),
    );
    assert.equal(rows.filter(Boolean).length, size === 8 ? 8 : 20);
    // Left and right of the middle weigh the same.
    const half = (from) =>
      Array.from(image).reduce(
        (sum, grey, at) => sum + (Math.floor((at % size) / (size / 2)) === from ? grey : 0),
        0,
      );
    near(half(0), half(1), 255);
  }
  assert.equal(raster([], 8), null);
  assert.ok(raster([[[0.2, 0.2]]], 28).some((grey) => grey > 0));
});

test("an axis has round numbers inside its range", () => {
  for (const values of [[80.2, 91.7], [0, 0.004], [5], [], [-3, 4], [0, 400]]) {
    const { low, high, ticks, digits } = axisOf(values, 5);
    assert.ok(ticks.length > 0 && ticks.length <= 7, `${values}: ${ticks}`);
    assert.ok(ticks.every((tick) => tick >= low && tick <= high));
    for (const tick of ticks) near(Number(tick.toFixed(digits)), tick, 1e-9);
  }
});

test("labels keep apart and inside", () => {
  const places = spread([100, 101, 99, 10, 230], 230);
  const sorted = places.toSorted((a, b) => a - b);
  for (let at = 1; at < sorted.length; at += 1) assert.ok(sorted[at] - sorted[at - 1] >= 15 - 1e-9);
  assert.ok(Math.max(...places) <= 230);
});

/** A record whose networks have all finished. */
function finished({ seed = 7, accuracy = 0.9, link = "v=1&seed=7" } = {}) {
  const spec = { seed, data: "digits", T: 4, labels: 50 };
  let record = newRecord({
    run: 1,
    link,
    spec,
    engine: { key: "flex", version: 1 },
    arms: ["hard-labels", "soft-labels"],
    images: {},
  });
  for (const role of ["teacher", "hard-labels", "soft-labels"]) {
    record = withEvent(record, {
      type: "finished",
      run: 1,
      role,
      evaluation: {
        update: 5,
        updates: 5,
        loss: null,
        accuracy,
        crossEntropy: 0.1,
        calibrationError: 0.02,
        agreement: role === "teacher" ? null : 0.8,
        kl: role === "teacher" ? null : 0.3,
        logits: new Float32Array(1),
      },
      cost: { parameters: 10, bytes: 40, flops: 99 },
      confusion: [],
      reliability: { count: [], confidence: [], accuracy: [] },
      fingerprint: `${role}-print`,
      milliseconds: 1000,
      microsecondsPerImage: 1.23456,
      weights: new Float32Array(2),
    });
  }
  return record;
}

test("a result has the shape that the program prints", () => {
  const line = resultLine(finished(), (prints) => prints.join("+"));
  assert.deepEqual(Object.keys(line), [
    "link",
    "seed",
    "engine",
    "teacher",
    "arms",
    "fingerprint",
    "seconds",
  ]);
  assert.equal(line.fingerprint, "teacher-print+hard-labels-print+soft-labels-print");
  assert.equal(line.seconds, 3);
  assert.ok(!("kl" in line.teacher) && line.arms["soft-labels"].kl === 0.3);
  assert.deepEqual(toJsonLines([line, line]).trim().split("\n").map(JSON.parse), [line, line]);
  const rows = toCsv([line]).trim().split("\n");
  assert.equal(rows.length, 4);
  assert.equal(rows[1], "7,teacher,0.9,,,0.1,0.02,10,99,1.235");
  for (const row of rows) assert.equal(row.split(",").length, rows[0].split(",").length);
  assert.equal(curvesCsv(finished()).trim().split("\n").length, 4);
});

test("an unfinished run has no result", () => {
  const record = finished();
  const nets = { ...record.nets, "soft-labels": { ...record.nets["soft-labels"], final: null } };
  assert.equal(resultLine({ ...record, nets }, String), null);
});

test("seeds run so many at a time, each with one worker, and stopping sends all home", async () => {
  const hands = [];
  const over = new Set();
  const heard = [];
  const runner = makeSeedRunner({
    lanes: 2,
    report(seed, event) {
      heard.push([seed, event.role]);
      if (event.role === "soft-labels") over.add(seed);
    },
    isOver: (seed) => over.has(seed),
    spawn() {
      const hand = { received: [], gone: false, onmessage: null, onerror: null };
      hand.postMessage = (request) => hand.received.push(request);
      hand.terminate = () => {
        hand.gone = true;
      };
      hands.push(hand);
      return hand;
    },
  });
  const alive = () => hands.filter(({ gone }) => !gone);
  const job = { arms: ["soft-labels"], engine: "flex", module: {}, data: {}, paused: false };
  const tasks = [1, 2, 3].map((seed) => ({ seed, job: { ...job, run: seed, link: `seed=${seed}` } }));
  runner.start(tasks);
  assert.equal(alive().length, 2);
  const finish = async (run, role) => {
    const hand = alive().find(({ received }) => received.some((request) => request.run === run));
    hand.onmessage({ data: { type: "finished", run, role, teacher: new Uint8Array(1) } });
    await null;
    await null;
  };
  await finish(2, "teacher");
  await finish(2, "soft-labels");
  assert.deepEqual(
    alive().map(({ received }) => received.find(({ type }) => type === "start").link),
    ["seed=1", "seed=3"],
  );
  runner.stop();
  assert.equal(alive().length, 0);
  assert.deepEqual(heard, [
    [2, "teacher"],
    [2, "soft-labels"],
  ]);
});

test("pins are kept once each, six at most, and say what differs", () => {
  for (let at = 0; at < 8; at += 1) add(pinOf(finished({ seed: at, link: `seed=${at}` }), `Run ${at}`));
  assert.equal(pins.value.length, MOST);
  add(pinOf(finished({ seed: 0, link: "seed=0" }), "again"));
  assert.equal(pins.value.length, MOST);
  assert.deepEqual(differences(pins.value), ["seed"]);
  rename(pins.value[0].id, "first");
  assert.equal(pins.value[0].name, "first");
  remove(pins.value[0].id);
  assert.equal(pins.value.length, MOST - 1);
  assert.ok(arePins(JSON.parse(JSON.stringify(pins.value))));
  for (const broken of [null, {}, [null], [{ id: 1 }], new Array(9).fill(pins.value[0])])
    assert.ok(!arePins(broken));
});

test("a game as columns becomes stones on a board, and visits become shares", () => {
  const board = stones([3, 3, 0]);
  assert.equal(board.length, 42);
  assert.deepEqual(
    [board[5 * 7 + 3], board[4 * 7 + 3], board[5 * 7], board[0]],
    [1, 2, 1, 0],
    "stones lie on one another, and the players alternate",
  );
  assert.deepEqual(shares(Uint32Array.of(1, 3, 0, 0, 0, 0, 0)), [0.25, 0.75, 0, 0, 0, 0, 0]);
  assert.deepEqual(shares([0, 0]), [0, 0], "before the first visit nothing is divided by nothing");
  assert.equal(largest([0.2, 0.4, 0.4]), 1);
});

test("alarms count what is missed and what is reported instead", () => {
  const logits = [4, 0, 0, 0, 4, 0, 0.1, 0, 0];
  assert.deepEqual(alarms(logits, [0, 0, 2], 0.9), { missed: 2 / 3, wrong: 1 / 3 });
  assert.deepEqual(alarms(logits, [0, 0, 2], 0.3), { missed: 1 / 3, wrong: 2 / 3 });
});

test("a bright row of a picture is heard at its own frequency", () => {
  const [row, width, rate] = [14, 56, 16_000];
  const pixels = new Uint8Array(28 * width);
  pixels.fill(255, row * width + 28, row * width + 56);
  const sound = samples(pixels, width, rate);
  near(sound.length, LENGTH * rate, 1);
  const crossings = sound.reduce(
    (count, value, at) => count + (at > 0 && sound[at - 1] < 0 !== value < 0 ? 1 : 0),
    0,
  );
  near(crossings / 2 / LENGTH, frequency(row), 5);
  assert.ok(frequency(0) > 6000 && frequency(ROWS - 1) < 250);
  assert.ok(samples(new Uint8Array(784), 28, rate).every((value) => value === 0));
});

test("a bias brings back a class that is said too rarely, and the prior one needs no label", () => {
  // As in the core's tests: three images of class 0 that say 1 by a margin of 1, one of class 1 that says 1 by 3.
  const logits = Float32Array.from([0, 1, 0, 1, 0, 1, 0, 3]);
  const label = (at) => (at < 3 ? 0 : 1);
  assert.deepEqual(answers(logits, label, 2, 0, 0), { errors: 3, of: 3, right: 0 });
  assert.deepEqual(answers(logits, label, 2, 0, 2), { errors: 0, of: 3, right: 3 });
  assert.deepEqual(answers(logits, label, 2, 0, 4), { errors: 1, of: 3, right: 3 });
  assert.deepEqual([...logits], [0, 1, 0, 1, 0, 1, 0, 3]);
  const bias = priorBias(logits, 2, 0, 0.6);
  const shares = [1, 1, 1, 3].map((z) => 1 / (1 + Math.exp(z - bias)));
  near(shares.reduce((sum, each) => sum + each) / 4, 0.6, 1e-6);
});

test("a training is paid back by the difference of the answers, or never", () => {
  assert.equal(breakEven(10, 3, 1), 5);
  assert.equal(breakEven(10, 1, 1), null);
  const final = (milliseconds, microsecondsPerImage) => ({ final: { milliseconds, microsecondsPerImage } });
  const nets = { teacher: final(2, 5), "soft-labels": final(1, 2) };
  assert.deepEqual(timesOf({ nets }), { invested: 3000, teacher: 5, student: 2 });
  assert.equal(timesOf({ nets: { teacher: final(2, 5) } }), null);
});
