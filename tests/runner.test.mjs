// The pool on the page with workers made of paper: order, pool size, pause, failures, and that all go home.
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeRunner } from "../www/runner.js";

const ARMS = ["hard-labels", "soft-labels", "label-smoothing"];

function world(cores) {
  const hands = [];
  const events = [];
  const runner = makeRunner({
    cores,
    report: (event) => events.push(event),
    spawn() {
      const hand = { received: [], gone: false, onmessage: null, onerror: null };
      hand.postMessage = (request) => hand.received.push(request);
      hand.terminate = () => {
        hand.gone = true;
      };
      hand.starts = () => hand.received.filter(({ type }) => type === "start");
      hand.role = () => hand.starts().at(-1)?.role;
      hands.push(hand);
      return hand;
    },
  });
  const at = (role) => hands.find((hand) => !hand.gone && hand.role() === role);
  const finish = (role, run = 1) =>
    at(role).onmessage({
      data: { type: "finished", run, role, ...(role === "teacher" && { teacher: new Uint8Array(3) }) },
    });
  return { hands, events, runner, at, finish };
}

const job = {
  run: 1,
  link: "",
  arms: ARMS,
  engine: "flex",
  module: {},
  data: { key: "digits", files: [] },
  paused: false,
};
const alive = (hands) => hands.filter(({ gone }) => !gone).length;

test("the teacher is first; arms follow, as many at once as there are cores", () => {
  const { hands, runner, at, finish } = world(2);
  runner.start(job);
  assert.equal(hands.length, 2);
  assert.ok(at("teacher"));
  assert.equal(at("hard-labels"), undefined);
  finish("teacher");
  assert.ok(at("hard-labels") && at("soft-labels"));
  assert.equal(at("label-smoothing"), undefined);
  assert.equal(at("soft-labels").starts().at(-1).teacher.length, 3);
  finish("hard-labels");
  assert.ok(at("label-smoothing"));
  finish("soft-labels");
  finish("label-smoothing");
  assert.equal(alive(hands), 0);
});

test("a run that is given its teacher trains none, and its arms get those bytes", () => {
  const { hands, runner, at, finish } = world(1);
  const teacher = new Uint8Array([1, 2, 3, 4]);
  runner.start({ ...job, teacher });
  assert.equal(at("teacher"), undefined);
  assert.equal(at("hard-labels").starts().at(-1).teacher, teacher);
  for (const role of ARMS) finish(role);
  assert.equal(alive(hands), 0);
  runner.start({ ...job, run: 2 });
  assert.ok(at("teacher"), "the next run without one trains its own");
});

test("one core runs one arm after the other, in one worker", () => {
  const { hands, runner, finish } = world(1);
  runner.start(job);
  for (const role of ["teacher", ...ARMS]) finish(role);
  assert.equal(hands.length, 1);
  assert.equal(alive(hands), 0);
});

test("an arm that begins while the run is paused begins paused", () => {
  const { runner, at, finish } = world(1);
  runner.start(job);
  runner.pause();
  assert.equal(at("teacher").received.at(-1).type, "pause");
  finish("teacher");
  assert.equal(at("hard-labels").starts().at(-1).paused, true);
  runner.step();
  assert.deepEqual(at("hard-labels").received.at(-1), { type: "step", run: 1 });
});

test("a worker that is lost once is replaced, and its net goes on from the last checkpoint", () => {
  const { hands, events, runner, at, finish } = world(2);
  runner.start(job);
  const tell = (role, event) => at(role).onmessage({ data: { run: 1, role, ...event } });
  const bytes = new Uint8Array([7]);
  tell("teacher", { type: "checkpoint", bytes });
  at("teacher").onerror({ message: "gone" });
  assert.deepEqual(events.at(-1), { type: "restarted", run: 1, role: "teacher" });
  assert.equal(at("teacher").starts().at(-1).checkpoint, bytes);
  tell("teacher", { type: "continued" });
  finish("teacher");
  at("soft-labels").onerror({});
  assert.equal(at("soft-labels").starts().at(-1).checkpoint, undefined, "it had none yet");
  // What it goes on from may be what ends its worker: without a word from there it begins anew.
  tell("hard-labels", { type: "checkpoint", bytes });
  at("hard-labels").onerror({});
  tell("hard-labels", { type: "failed", code: "wasm", message: "unreachable" });
  assert.equal(events.at(-1).type, "failed");
  runner.retry();
  assert.deepEqual(events.at(-1), { type: "restarted", run: 1, role: "hard-labels" });
  finish("soft-labels");
  assert.equal(at("hard-labels").starts().at(-1).checkpoint, undefined);
  for (const role of ["hard-labels", "label-smoothing"]) finish(role);
  assert.equal(alive(hands), 0);
});

test("a worker that got on after it was replaced is replaced again, any number of times", () => {
  const { events, runner, at } = world(1);
  runner.start(job);
  for (let time = 0; time < 20; time += 1) {
    at("teacher").onmessage({
      data: { type: "checkpoint", run: 1, role: "teacher", bytes: new Uint8Array([time]) },
    });
    at("teacher").onerror({});
    at("teacher").onmessage({ data: { type: "continued", run: 1, role: "teacher" } });
  }
  assert.ok(!events.some(({ type }) => type === "failed"));
  assert.deepEqual([...at("teacher").starts().at(-1).checkpoint], [19]);
});

test("a run is taken up from the checkpoints of another visit", () => {
  const { runner, at, finish } = world(2);
  const checkpoints = new Map([
    ["teacher", new Uint8Array([1])],
    ["soft-labels", new Uint8Array([2])],
  ]);
  runner.start({ ...job, checkpoints });
  assert.deepEqual([...at("teacher").starts().at(-1).checkpoint], [1]);
  finish("teacher");
  assert.deepEqual([...at("soft-labels").starts().at(-1).checkpoint], [2]);
  assert.equal(at("hard-labels").starts().at(-1).checkpoint, undefined);
});

test("a teacher whose worker is lost twice waits for retry", () => {
  const { hands, events, runner, at, finish } = world(2);
  runner.start(job);
  at("teacher").onerror({});
  at("teacher").onerror({});
  assert.equal(events.at(-1).type, "failed");
  assert.equal(alive(hands), 0);
  runner.retry();
  finish("teacher");
  for (const role of ARMS) finish(role);
  assert.equal(alive(hands), 0);
});

test("a worker that is lost twice is named and the other arms go on", () => {
  const { hands, events, runner, at, finish } = world(2);
  runner.start(job);
  finish("teacher");
  at("hard-labels").onerror({ message: "gone" });
  at("hard-labels").onerror({ message: "gone" });
  assert.deepEqual(events.at(-1), {
    type: "failed",
    run: 1,
    role: "hard-labels",
    code: "lost",
    message: "gone",
  });
  assert.ok(at("label-smoothing"));
  finish("soft-labels");
  finish("label-smoothing");
  assert.equal(alive(hands), 0);
});

test("without a teacher nothing goes on", () => {
  const { hands, runner, at } = world(2);
  runner.start(job);
  at("teacher").onmessage({
    data: { type: "failed", run: 1, role: "teacher", code: "diverged", message: "3" },
  });
  assert.equal(alive(hands), 0);
});

test("events of an earlier run are dropped, and stop sends everyone home", () => {
  const { hands, events, runner, at } = world(2);
  runner.start(job);
  const late = at("teacher").onmessage;
  runner.start({ ...job, run: 2 });
  late({ data: { type: "progress", run: 1, role: "teacher" } });
  assert.deepEqual(events, []);
  runner.stop();
  assert.equal(alive(hands), 0);
});
