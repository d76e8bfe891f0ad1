// @ts-check
/** The built wasm engine in Node, for tests and for the stored run: what a worker does, without a worker. */

import { existsSync, readFileSync } from "node:fs";

/** @param {string} folder "engine" or "engine-ndarray" */
export async function loadEngine(folder = "engine") {
  const glue = new URL(`../target/web/${folder}/retort.js`, import.meta.url);
  if (!existsSync(glue)) throw new Error("there is no built engine: run `cargo xtask build` first");
  const engine = await import(glue.href);
  engine.initSync({
    module: readFileSync(new URL(`../target/web/${folder}/retort_bg.wasm`, import.meta.url)),
  });
  return engine;
}

/** A dataset with its files of the project.
 * @param {any} engine
 * @param {string} key */
export function datasetOf(engine, key) {
  const { files } = engine.menu().datasets.find((/** @type {any} */ dataset) => dataset.key === key);
  const read = (/** @type {{name: string}} */ { name }) =>
    new Uint8Array(readFileSync(new URL(`../data/${name}`, import.meta.url)));
  return engine.Dataset.open(key, files.map(read));
}

/** Steps a session to its end.
 * @param {any} session
 * @param {(steps: number) => void} [between] called after each step
 * @returns {{evaluations: any[], finished: any}} */
export function finish(session, between) {
  const evaluations = [];
  const start = performance.now();
  for (let steps = 1; ; steps++) {
    const event = session.step();
    between?.(steps);
    if (event?.type === "evaluated") {
      evaluations.push({ ...event.evaluation, milliseconds: performance.now() - start });
    }
    if (event?.type === "failed") throw new Error(`${event.code} at update ${event.update}`);
    if (event?.type === "finished") return { evaluations, finished: event };
  }
}

/** Median over a few timed batches, after some that let the compiler finish.
 * @param {any} session */
export function microsecondsPerImage(session) {
  for (let i = 0; i < 20; i++) session.measure();
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now();
    const images = session.measure();
    return ((performance.now() - start) * 1000) / images;
  });
  return times.sort((a, b) => a - b)[7];
}
