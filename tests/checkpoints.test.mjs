// @ts-check
/** Checkpoints of the wasm engine: the stored run, broken off and taken up again, has the fingerprints of the stored run; and
 * an engine whose memory ends says how much it wanted. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadEngine } from "./engine.mjs";
import { withMemoryOf } from "./wasm_memory.mjs";

const engine = await loadEngine();
const { teacher, arms } = JSON.parse(
  readFileSync(new URL("../www/stored/run.json", import.meta.url), "utf8"),
);

/** Steps a session to its end; every so many steps another one goes on from its checkpoint.
 * @param {any} session
 * @param {(bytes: Uint8Array) => any} goOn
 * @param {number} every */
function finish(session, goOn, every) {
  let current = session;
  for (let steps = 1; ; steps += 1) {
    const event = current.step();
    if (event?.type === "finished") return { event, last: current };
    assert.notEqual(event?.type, "failed");
    if (steps % every === 0) {
      const bytes = current.checkpoint(`{"step":${steps}}`);
      assert.equal(engine.checkpointAbout(bytes).note, `{"step":${steps}}`);
      current.free();
      current = goOn(bytes);
    }
  }
}

test("the stored run, taken up again every few steps, is the stored run", () => {
  const dataset = engine.Dataset.digits();
  const { event, last } = finish(
    new engine.TeacherSession("", dataset),
    (bytes) => engine.TeacherSession.continued("", dataset, bytes),
    29,
  );
  assert.equal(event.fingerprint, teacher.final.fingerprint);
  const trained = last.teacher();
  for (const [arm, { final }] of Object.entries(arms)) {
    const ended = finish(
      new engine.StudentSession("", dataset, arm, trained),
      (bytes) => engine.StudentSession.continued("", dataset, arm, trained, bytes),
      17,
    );
    assert.equal(ended.event.fingerprint, final.fingerprint, arm);
    // The print of the last look is over the same weights and answers.
    assert.equal(ended.event.evaluation.print, final.fingerprint);
    ended.last.free();
  }
});

test("what comes from elsewhere is refused with a reason, and the instance lives on", () => {
  const dataset = engine.Dataset.digits();
  const session = new engine.TeacherSession("tepochs=2", dataset);
  session.step();
  const bytes = session.checkpoint("");
  assert.throws(() => engine.TeacherSession.continued("tepochs=3", dataset, bytes), /link is v=1&tepochs=2/);
  assert.throws(() => engine.checkpointAbout(bytes.slice(0, -1)), /damaged|does not fit/);
  assert.throws(() => engine.checkpointAbout(new Uint8Array(100)), /none/);
  bytes[200] ^= 1;
  assert.throws(() => engine.TeacherSession.continued("tepochs=2", dataset, bytes), /does not fit/);
  assert.equal(session.progress().update, 0);
});

test("memory that ends is told with the bytes that were wanted", async () => {
  const read = (/** @type {string} */ name) =>
    readFileSync(new URL(`../target/web/engine/${name}`, import.meta.url));
  const small = await import(`../target/web/engine/retort.js?small`);
  small.initSync({ module: withMemoryOf(read("retort_bg.wasm"), 60) });
  assert.equal(small.refusedBytes(), 0);
  const wanted = "teacher=dropout-cnn-16-32-64&tbatch=512";
  assert.throws(() => {
    const dataset = small.Dataset.digits();
    const session = new small.TeacherSession(wanted, dataset);
    for (let step = 0; step < 100; step += 1) session.step();
  }, WebAssembly.RuntimeError);
  assert.ok(small.refusedBytes() > 1_000, `${small.refusedBytes()}`);
});
