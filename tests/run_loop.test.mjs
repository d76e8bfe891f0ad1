// The worker's loop without worker and wasm: slices, pause, step, stop, stale runs, and one free() a session.
import assert from "node:assert/strict";
import { test } from "node:test";
import { KEEP_EVERY, makeRunLoop, REPORT_EVERY, SLICE } from "../www/worker/run_loop.js";

const UPDATES = 50;

/** A world whose clock moves only when work is done: 10 ms a step. */
function world({ millisecondsPerStep = 10 } = {}) {
  const state = {
    time: 0,
    posted: [],
    freed: [],
    opened: [],
    openedFromStorage: [],
    breaths: 0,
    notes: [],
    onBreath: () => {},
  };
  const open = ({ run, role, stored, checkpoint }) => {
    if (checkpoint?.[0] === 255) throw new Error("damaged");
    let update = checkpoint?.[0] ?? 0;
    let done = false;
    state.opened.push(run);
    state.openedFromStorage.push(stored !== undefined);
    return {
      step() {
        state.time += millisecondsPerStep;
        if (update === UPDATES) {
          done = true;
          return {
            type: "finished",
            evaluation: evaluation(update),
            cost: {},
            confusion: [],
            reliability: {},
            fingerprint: "f",
          };
        }
        update += 1;
        return update % 20 === 0 ? { type: "evaluated", evaluation: evaluation(update) } : undefined;
      },
      progress: () => ({
        phase: done || update === UPDATES ? "finished" : "training",
        update,
        updates: UPDATES,
        total: 1,
        hard: null,
        soft: null,
      }),
      measure() {
        state.time += 1;
        return 100;
      },
      weights: () => new Float32Array([1, 2, 3]),
      checkpoint(note) {
        state.notes.push(JSON.parse(note));
        return new Uint8Array([update]);
      },
      last: () => ({ type: "evaluated", evaluation: evaluation(update) }),
      ...(role === "teacher" && { teacher: () => new Uint8Array([1, 2]) }),
      free: () => state.freed.push(run),
    };
  };
  const receive = makeRunLoop({
    open,
    noteOf: () => JSON.stringify({ points: [{ update: 20, milliseconds: 200 }], milliseconds: 250 }),
    post: (event) => state.posted.push(event),
    async breathe() {
      state.breaths += 1;
      await new Promise((resolve) => setImmediate(resolve));
      state.onBreath(state.breaths);
    },
    now: () => state.time,
  });
  const of = (type) => state.posted.filter((event) => event.type === type);
  return { state, receive, of };
}

const evaluation = (update) => ({ update, updates: UPDATES, logits: new Float32Array(2) });
const start = (run, more = {}) => ({
  type: "start",
  run,
  role: "teacher",
  link: "",
  data: { key: "digits", files: [] },
  ...more,
});
/** Lets a loop that breathes by setImmediate go as far as it gets, on a busy machine too. */
async function settle() {
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test("a run goes to its end and frees its session once", async () => {
  const { state, receive, of } = world();
  await receive(start(1));
  assert.equal(of("evaluated").length, 2);
  const [finished] = of("finished");
  assert.deepEqual(finished.teacher, new Uint8Array([1, 2]));
  assert.equal(finished.weights.length, 3);
  assert.equal(finished.microsecondsPerImage, 10);
  assert.equal(finished.milliseconds, (UPDATES + 1) * 10);
  assert.deepEqual(state.freed, [1]);
});

test("a stored teacher is taken as it is, and trained anew where its fingerprint is another", async () => {
  const weights = new Float32Array(3);
  for (const [fingerprint, storage] of [
    ["f", "used"],
    ["other", "refused"],
  ]) {
    const { state, receive, of } = world();
    await receive(start(1, { stored: { weights, fingerprint } }));
    const opened = storage === "used" ? [1] : [1, 1];
    assert.deepEqual(
      of("finished").map((event) => event.storage),
      [storage],
    );
    assert.deepEqual([state.opened, state.freed], [opened, opened]);
    assert.deepEqual(state.openedFromStorage, storage === "used" ? [true] : [true, false]);
  }
});

test("a slice ends in time and progress is reported at most ten times a second", async () => {
  const { state, receive, of } = world();
  let before = 0;
  state.onBreath = () => {
    assert.ok(state.time - before <= SLICE);
    before = state.time;
  };
  await receive(start(1));
  assert.ok(state.breaths >= ((UPDATES + 1) * 10) / SLICE);
  const regular = of("progress").length - of("evaluated").length - 1;
  assert.ok(regular <= state.time / REPORT_EVERY + 1);
});

test("a paused run waits, makes single updates, and goes on with the same result", async () => {
  const { receive, of } = world();
  const running = receive(start(1, { paused: true }));
  await settle();
  assert.equal(of("progress").at(-1).progress.update, 0);
  receive({ type: "step", run: 1 });
  receive({ type: "step", run: 1 });
  await settle();
  assert.equal(of("progress").at(-1).progress.update, 2);
  receive({ type: "resume", run: 1 });
  await running;
  assert.equal(of("finished")[0].evaluation.update, UPDATES);
  assert.equal(of("evaluated").length, 2);
});

test("pausing in the middle of a run holds it within one slice", async () => {
  const { state, receive, of } = world();
  state.onBreath = (breath) => {
    if (breath === 3) receive({ type: "pause", run: 1 });
  };
  const running = receive(start(1));
  await settle();
  const held = of("progress").at(-1).progress.update;
  assert.equal(held, (3 * SLICE) / 10);
  await settle();
  assert.equal(of("progress").at(-1).progress.update, held);
  receive({ type: "resume", run: 1 });
  await running;
  assert.deepEqual(state.freed, [1]);
});

test("a stopped run ends without a result, also while it is paused", async () => {
  const { state, receive, of } = world();
  const running = receive(start(1, { paused: true }));
  await settle();
  receive({ type: "stop", run: 1 });
  await running;
  assert.deepEqual(of("finished"), []);
  assert.deepEqual(state.freed, [1]);
});

test("a new run takes the place of the one before, and late messages are dropped", async () => {
  const { state, receive, of } = world();
  const first = receive(start(1, { paused: true }));
  await settle();
  const second = receive(start(2));
  receive({ type: "stop", run: 1 });
  receive({ type: "pause", run: 1 });
  await Promise.all([first, second]);
  assert.deepEqual(
    of("finished").map(({ run }) => run),
    [2],
  );
  assert.deepEqual(state.freed.toSorted(), [1, 2]);
});

test("a session that throws is freed all the same", async () => {
  const { state, receive } = world();
  const broken = makeRunLoop({
    open: () => ({
      step: () => {
        throw new Error("broken");
      },
      progress: () => ({}),
      measure: () => 1,
      free: () => state.freed.push("broken"),
    }),
    post: () => {},
    breathe: async () => {},
    now: () => 0,
  });
  await assert.rejects(broken(start(1)), /broken/);
  assert.deepEqual(state.freed, ["broken"]);
  await receive(start(2));
});

test("a checkpoint is told every two seconds of work, with the curve so far, and once more before the end", async () => {
  const { state, receive, of } = world({ millisecondsPerStep: 100 });
  await receive(start(1));
  assert.equal(of("checkpoint").length, Math.floor(5000 / KEEP_EVERY) + 1);
  const [first] = state.notes;
  assert.ok(first.milliseconds >= KEEP_EVERY && first.milliseconds < KEEP_EVERY + 2 * SLICE + 200);
  assert.deepEqual(first.points.at(-1), { update: 20, updates: UPDATES, milliseconds: 2000 });
});

test("who goes on at the very end writes no checkpoint once more: it has not got on", async () => {
  const { receive, of } = world();
  await receive(start(1, { checkpoint: new Uint8Array([UPDATES]) }));
  assert.deepEqual([of("continued").length, of("checkpoint").length, of("finished").length], [1, 0, 1]);
});

test("a session goes on from its checkpoint and says what was told before; a refused one begins anew", async () => {
  const { receive, of } = world();
  await receive(start(1, { checkpoint: new Uint8Array([30]) }));
  assert.deepEqual(of("continued"), [
    {
      type: "continued",
      run: 1,
      role: "teacher",
      points: [
        { update: 20, milliseconds: 200 },
        { update: 40, updates: UPDATES, milliseconds: 350 },
      ],
      logits: new Float32Array(2),
      milliseconds: 250,
    },
  ]);
  assert.deepEqual(
    of("evaluated").map(({ evaluation: { update }, milliseconds }) => [update, milliseconds]),
    [[40, 350]],
  );
  assert.equal(of("finished")[0].milliseconds, 250 + 21 * 10);
  await receive(start(2, { checkpoint: new Uint8Array([255]) }));
  assert.deepEqual(of("anew"), [{ type: "anew", run: 2, role: "teacher", reason: "damaged" }]);
  assert.equal(of("evaluated").length, 3);
});
