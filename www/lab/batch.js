// @ts-check
/** Several experiments in workers, one worker each: how far they are, how long they will take, and a stop that holds. */

import { signal } from "@preact/signals";
import { datasetFiles } from "../dataset_files.js";
import { engineModule } from "../engine.js";
import { estimate } from "../estimate.js";
import { newRecord, withEvent } from "../run_record.js";
import { spawn } from "../spawn.js";
import * as state from "../state.js";
import { makeSeedRunner, noImages } from "./seeds.js";
import { secondsLeft } from "./time_left.js";

/** @typedef {import("../run_record.js").RunRecord} RunRecord */
/** @typedef {{id: number, link: string, spec: import("../engine/retort.js").Spec, arms: string[]}} Experiment */

/** Each worker holds an engine's memory. */
const MOST_LANES = 4;
/** Milliseconds for which events are gathered before the page is drawn again. */
const GATHER = 150;

/** @param {(id: number, record: RunRecord) => void} done a record that has finished, or failed */
export function makeBatch(done) {
  const running = signal(false);
  const startFailure = signal("");
  /** `fetched` is the share of a dataset that has arrived, while one is on its way. */
  const progress = signal({
    share: 0,
    secondsLeft: /** @type {number | null} */ (null),
    fetched: /** @type {number | null} */ (null),
  });
  /** @type {Map<number, RunRecord>} */
  const open = new Map();
  let starts = 0;
  let all = 0;
  let since = 0;
  let timer = false;

  const runner = makeSeedRunner({
    lanes: Math.max(1, Math.min(MOST_LANES, navigator.hardwareConcurrency || 1)),
    spawn,
    report: take,
    isOver: (id) => !open.has(id),
  });

  /** @param {number} id
   * @param {import("../protocol.js").Event} event */
  function take(id, event) {
    const before = open.get(id);
    if (!before) return;
    const record = withEvent(before, event);
    open.set(id, record);
    if (record.state === "finished" || record.state === "failed") {
      open.delete(id);
      done(id, record);
      if (open.size === 0) running.value = false;
    }
    if (timer) return;
    timer = true;
    setTimeout(measure, GATHER);
  }

  function measure() {
    timer = false;
    const menu = state.menu.peek();
    if (!menu || all === 0 || !running.peek()) return;
    const parts = [...open.values()].map(
      (record) => estimate(menu, record, { parallel: 1, milliseconds: 0 }).share,
    );
    const share = (all - open.size + parts.reduce((sum, part) => sum + part, 0)) / all;
    progress.value = {
      share,
      secondsLeft: secondsLeft(share, (performance.now() - since) / 1000),
      fetched: null,
    };
  }

  /** @param {Experiment[]} experiments */
  async function start(experiments) {
    const [engine, menu] = [state.engine.value, state.menu.value];
    if (!engine || !menu || running.value || experiments.length === 0) return;
    starts += 1;
    const number = starts;
    running.value = true;
    startFailure.value = "";
    progress.value = { share: 0, secondsLeft: null, fetched: null };
    try {
      const tasks = [];
      for (const { id, link, spec, arms } of experiments) {
        const info = state.datasetOf(spec.data);
        if (!info) throw new Error(`data=${spec.data}`);
        const [files, module] = await Promise.all([
          datasetFiles(info, (fetched) => {
            if (number === starts) progress.value = { ...progress.value, fetched };
          }),
          engineModule(spec.engine),
        ]);
        if (number !== starts) return;
        const identity = { run: id, link, spec, engine: { ...menu.engine, key: spec.engine }, arms };
        open.set(id, newRecord({ ...identity, images: noImages }));
        const data = { key: info.key, files };
        tasks.push({
          seed: id,
          job: { run: id, link, arms, engine: spec.engine, module, data, paused: false },
        });
      }
      all = tasks.length;
      since = performance.now();
      measure();
      runner.start(tasks);
    } catch (error) {
      if (number !== starts) return;
      open.clear();
      running.value = false;
      startFailure.value = error instanceof Error ? error.message : String(error);
    }
  }

  /** What has been computed stays. */
  function stop() {
    starts += 1;
    runner.stop();
    open.clear();
    running.value = false;
  }

  return { running, progress, startFailure, start, stop };
}
