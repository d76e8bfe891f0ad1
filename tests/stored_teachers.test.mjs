// @ts-check
/** Stored teachers in Node: each gives what it was stored as, and a trained one gives the same bits to its students. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { teachers, engine as version } from "../www/teachers/index.js";
import { datasetOf, finish, loadEngine } from "./engine.mjs";

const engine = await loadEngine();
const points = engine
  .menu()
  .chapters.flatMap((/** @type {string} */ chapter) => engine.chapterPlan(chapter).points);

/** @param {URL} file */
function weightsOf(file) {
  const bytes = readFileSync(file);
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at));
}

/** @param {any} session */
function ended(session) {
  const { finished } = finish(session);
  const result = { fingerprint: finished.fingerprint, bytes: session.teacher?.() };
  session.free();
  return result;
}

test("stored teachers are those of this engine's version, and each belongs to a chapter", () => {
  assert.equal(version, engine.menu().engine.version);
  assert.ok(Object.keys(teachers).length > 0);
  const files = readdirSync(new URL("../www/teachers/", import.meta.url)).filter(
    (name) => name !== "index.js",
  );
  const named = Object.values(teachers).map(({ file }) => file.pathname.split("/").at(-1));
  assert.deepEqual(named.sort(), files.sort());
  for (const key of Object.keys(teachers)) {
    assert.ok(
      points.some((/** @type {any} */ { teacher }) => teacher === key),
      key,
    );
  }
});

for (const [key, { file, bytes, fingerprint }] of Object.entries(teachers)) {
  test(`${key}: taken from storage it is the trained one, bit for bit, and so is a student`, () => {
    const { link, data, arms } = points.find((/** @type {any} */ { teacher }) => teacher === key);
    const dataset = datasetOf(engine, data);
    assert.equal(readFileSync(file).length, bytes);
    const stored = ended(engine.TeacherSession.resumed(link, dataset, weightsOf(file)));
    assert.equal(stored.fingerprint, fingerprint);
    const trained = ended(new engine.TeacherSession(link, dataset));
    assert.equal(stored.fingerprint, trained.fingerprint);
    assert.ok(Buffer.from(stored.bytes).equals(Buffer.from(trained.bytes)));
    const few = `${link}&steps=5`.replace(/(.*)&steps=\d+(&.*)?&steps=5$/, "$1$2&steps=5");
    const student = (/** @type {Uint8Array} */ teacher) =>
      ended(new engine.StudentSession(few, dataset, arms.at(-1), teacher)).fingerprint;
    assert.equal(student(stored.bytes), student(trained.bytes));
    dataset.free();
  });
}
