// @ts-check
/** The sweep over seeds: what it has found, how far it is, and how it is started, stopped and continued. */

import { computed, signal } from "@preact/signals";
import { datasetFiles } from "../dataset_files.js";
import { engineModule } from "../engine.js";
import { estimate } from "../estimate.js";
import { DISTILLED, LABELS } from "../roles.js";
import { newRecord, withEvent } from "../run_record.js";
import { spawn } from "../spawn.js";
import * as state from "../state.js";
import { resultLine } from "./result_line.js";
import { makeSeedRunner, noImages } from "./seeds.js";

/** @typedef {import("./result_line.js").ResultLine} ResultLine */
/** @typedef {import("../run_record.js").RunRecord} RunRecord */
/** @typedef {import("../engine/retort.js").PairedGain} PairedGain */

export const COUNTS = [5, 10, 20];
/** Each worker holds an engine's memory. */
const MOST_LANES = 8;
/** Milliseconds for which events are gathered before the page is drawn again. */
const GATHER = 150;
/** Share of the work below which a rate says nothing. */
const TOO_EARLY = 0.02;

export const count = signal(10);
export const running = signal(false);
/** Link and settings of the first seed; null before the first sweep. */
export const base = signal(
  /** @type {{link: string, spec: import("../engine/retort.js").Spec, arms: string[]} | null} */ (null),
);
export const results = signal(/** @type {ResultLine[]} */ ([]));
/** Seeds that did not come to an end. */
export const failed = signal(/** @type {number[]} */ ([]));
export const startFailure = signal("");
/** Share of the dataset that has arrived, while it is on its way: one download for all workers. */
export const fetched = signal(/** @type {number | null} */ (null));
/** Share of the work of the seeds that are being computed, and seconds until all are done. */
export const progress = signal({ share: 0, secondsLeft: /** @type {number | null} */ (null) });

/** `since` is when the seed was first heard of.
 * @type {Map<number, {record: RunRecord, since: number | null}>} */
const open = new Map();
/** Seeds that have been asked for and are not done. */
let ahead = 0;
let clock = { since: 0, share: 0 };
let timer = false;
let starts = 0;

const lanes = Math.max(1, Math.min(MOST_LANES, navigator.hardwareConcurrency || 1));
const runner = makeSeedRunner({
  lanes,
  spawn,
  report: take,
  isOver: (seed) => !open.has(seed),
});

/** @param {number} seed
 * @param {import("../protocol.js").Event} event */
function take(seed, event) {
  const found = open.get(seed);
  const engine = state.engine.peek();
  if (!found || !engine) return;
  const record = withEvent(found.record, event);
  const since = found.since ?? performance.now();
  open.set(seed, { record, since });
  if (record.state === "finished" || record.state === "failed") {
    open.delete(seed);
    const seconds = (performance.now() - since) / 1000;
    const line = resultLine(record, engine.runFingerprint, seconds);
    if (line) results.value = [...results.value, line].sort((a, b) => a.seed - b.seed);
    else failed.value = [...failed.value, seed];
    if (results.value.length + failed.value.length >= ahead) running.value = false;
  }
  if (timer) return;
  timer = true;
  setTimeout(measure, GATHER);
}

function measure() {
  timer = false;
  const menu = state.menu.peek();
  if (!menu || ahead === 0) return;
  const shares = [...open.values()].map(
    ({ record }) => estimate(menu, record, { parallel: 1, milliseconds: 0 }).share,
  );
  const done = results.peek().length + failed.peek().length;
  const share = Math.min(1, (done + shares.reduce((sum, each) => sum + each, 0)) / ahead);
  const gone = share - clock.share;
  const seconds = (performance.now() - clock.since) / 1000;
  progress.value = { share, secondsLeft: gone > TOO_EARLY ? (seconds * (1 - share)) / gone : null };
}

/** Seeds of a sweep: from the first one upward, as `retort run --seeds` counts. */
const seedsFrom = (/** @type {number} */ first) =>
  Array.from({ length: count.value }, (_, at) => (first + at) >>> 0);

/** Whether the sweep belongs to the settings on the page. */
export const current = computed(() => base.value !== null && base.value.link === state.link.value);

/** Seeds of the current settings that have no result yet. */
export const missing = computed(() => {
  const first = state.spec.value?.seed ?? 0;
  const known = current.value ? [...results.value.map(({ seed }) => seed), ...failed.value] : [];
  return seedsFrom(first).filter((seed) => !known.includes(seed));
});

/** Starts a sweep of the settings, or goes on with one of the same settings. */
export async function start() {
  const [engine, menu, spec] = [state.engine.value, state.menu.value, state.spec.value];
  const info = state.datasetOf(spec?.data);
  if (!engine || !menu || !spec || !info || running.value) return;
  if (!current.value) {
    results.value = [];
    failed.value = [];
    base.value = { link: state.link.value, spec, arms: state.arms.value };
  }
  const seeds = missing.value;
  if (seeds.length === 0) return;
  starts += 1;
  const number = starts;
  running.value = true;
  startFailure.value = "";
  ahead = results.value.length + failed.value.length + seeds.length;
  clock = { since: performance.now(), share: (ahead - seeds.length) / ahead };
  measure();
  try {
    const onShare = (/** @type {number} */ share) => {
      if (number === starts) fetched.value = share;
    };
    const [files, module] = await Promise.all([datasetFiles(info, onShare), engineModule(spec.engine)]);
    if (number !== starts) return;
    fetched.value = null;
    clock = { ...clock, since: performance.now() };
    const tasks = seeds.map((seed, at) => {
      const { link, spec: own, arms } = engine.checkSpec({ ...spec, seed });
      const data = { key: info.key, files };
      const job = { run: at + 1, link, arms, engine: spec.engine, module, data, paused: false };
      const images = noImages;
      const identity = { run: at + 1, link, spec: own, engine: { ...menu.engine, key: spec.engine }, arms };
      open.set(seed, { record: newRecord({ ...identity, images }), since: null });
      return { seed, job };
    });
    runner.start(tasks);
  } catch (error) {
    if (number !== starts) return;
    running.value = false;
    fetched.value = null;
    startFailure.value = error instanceof Error ? error.message : String(error);
  }
}

/** Stops; what has been found stays. */
export function stop() {
  starts += 1;
  runner.stop();
  open.clear();
  running.value = false;
  fetched.value = null;
}

/** Accuracies in per cent, seed by seed.
 * @param {string} role */
export function accuracies(role) {
  return results.value.flatMap(({ arms, teacher }) => {
    const net = role === "teacher" ? teacher : arms[role];
    return net ? [net.accuracy * 100] : [];
  });
}

/** @param {number[]} before
 * @param {number[]} after
 * @returns {PairedGain | null} */
function gainOf(before, after) {
  const engine = state.engine.value;
  return engine ? engine.pairedGain(Float64Array.from(before), Float64Array.from(after)) : null;
}

/** What the distilled student gains over labels only, in points of accuracy. */
export const gain = computed(() => gainOf(accuracies(LABELS), accuracies(DISTILLED)));

/** Mean of values with its 95 % interval: the gain over nothing.
 * @param {number[]} values */
export function meanOf(values) {
  return gainOf(
    values.map(() => 0),
    values,
  );
}
