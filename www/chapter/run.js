// @ts-check
/** Runs a chapter: every point of its axis in workers, points with the same teacher after it; then the measures, in a
 * worker too. Each finished seed stands beside the earlier ones of this visit. */

import { computed, signal } from "@preact/signals";
import { datasetFiles } from "../dataset_files.js";
import { engineModule } from "../engine.js";
import { makeSeedRunner } from "../lab/seeds.js";
import { secondsLeft as leftOf } from "../lab/time_left.js";
import { TEACHER } from "../roles.js";
import { spawn, spawnFrom } from "../spawn.js";
import * as state from "../state.js";
import { fetchStored } from "../teacher_storage.js";

/** @typedef {import("../engine/retort.js").ChapterPlan} ChapterPlan */
/** @typedef {import("../engine/retort.js").SeedValues} SeedValues */
/** @typedef {import("../protocol.js").Event} Event */
/** @typedef {import("../protocol.js").StoredTeacher | undefined} Stored */
/** @typedef {import("../protocol.js").FinishedEvent} FinishedEvent */
/** @typedef {import("../protocol.js").ChapterTask} Task */
/** @typedef {import("../protocol.js").ChapterAnswer} Answer */

/** Each worker holds an engine's memory. */
const MOST_LANES = 4;

/** The chapter that is running. */
export const running = signal("");
/** Share of its trainings that is done. */
export const share = signal(0);
/** Seconds until all of it is done, and the share of a dataset that has arrived while one is on its way. */
export const secondsLeft = signal(/** @type {number | null} */ (null));
export const fetched = signal(/** @type {number | null} */ (null));
let since = 0;

/** Why the last run of a chapter came to no end. */
export const failure = signal(/** @type {{key: string, reason: string} | null} */ (null));
/** Stored teachers that the last run asked for, and what is needed to do without them. */
export const storage = signal({
  key: "",
  seed: 0,
  teachers: /** @type {import("../protocol.js").Storage[]} */ ([]),
});
/** Finished seeds by chapter. */
export const own = signal(/** @type {Record<string, SeedValues[]>} */ ({}));

/** The reader's own numbers of a chapter, or null.
 * @param {string} key */
export function ownReport(key) {
  const [engine, seeds] = [state.engine.value, own.value[key]];
  return engine && seeds?.length ? engine.chapterReport(key, seeds) : null;
}

/** @typedef {{nets: Map<string, FinishedEvent>, wanted: number, over: boolean}} Lane */

let starts = 0;
/** @type {Map<number, Lane>} */
let lanes = new Map();
/** @type {Map<string, number>} */
let parts = new Map();
/** @type {import("../runner.js").Hand | null} */
let measurer = null;

/** What a point's events lead to; replaced at every start.
 * @type {(point: number, event: Event) => void} */
let take = () => {};

const runner = makeSeedRunner({
  lanes: Math.max(1, Math.min(MOST_LANES, navigator.hardwareConcurrency || 1)),
  spawn,
  report: (point, event) => take(point, event),
  isOver: (point) => lanes.get(point)?.over ?? true,
});

/** The seed of the next run: the first that this visit has not seen.
 * @param {string} key */
export const nextSeed = (key) =>
  computed(() => {
    const first = state.spec.value?.seed ?? 42;
    const known = (own.value[key] ?? []).map(({ seed }) => seed);
    let seed = first;
    while (known.includes(seed)) seed = (seed + 1) >>> 0;
    return seed;
  });

/** @param {string} key
 * @param {unknown} reason */
function fail(key, reason) {
  stop();
  failure.value = { key, reason: reason instanceof Error ? reason.message : String(reason) };
}

export function stop() {
  starts += 1;
  runner.stop();
  measurer?.terminate();
  measurer = null;
  running.value = "";
}

/** @param {string} key
 * @param {number} seed
 * @param {{anew?: boolean}} [how] `anew`: without stored teachers */
export async function start(key, seed, { anew = false } = {}) {
  const [engine, menu] = [state.engine.value, state.menu.value];
  if (!engine || !menu || running.value) return;
  starts += 1;
  const number = starts;
  running.value = key;
  share.value = 0;
  secondsLeft.value = null;
  fetched.value = null;
  failure.value = null;
  storage.value = { key, seed, teachers: [] };
  try {
    const plan = engine.chapterPlan(key, seed);
    const files = await filesOf(plan, (part) => {
      if (number === starts) fetched.value = part;
    });
    fetched.value = null;
    const module = await engineModule(plan.points[0].engine);
    const keys = anew ? [] : [...new Set(plan.points.map(({ teacher }) => teacher))];
    const found = await Promise.all(
      keys.map(async (each) => [each, await fetchStored(each, menu.engine.version)]),
    );
    if (number !== starts) return;
    train(key, plan, files, module, new Map(/** @type {[string, Stored][]} */ (found)));
  } catch (error) {
    if (number === starts) fail(key, error);
  }
}

/** @param {ChapterPlan} plan
 * @param {(share: number) => void} onProgress */
async function filesOf(plan, onProgress) {
  /** @type {Map<string, Uint8Array[]>} */
  const files = new Map();
  for (const { data } of plan.points) {
    const info = state.datasetOf(data);
    if (info && !files.has(data)) files.set(data, await datasetFiles(info, onProgress));
  }
  return files;
}

/** @param {string} key
 * @param {ChapterPlan} plan
 * @param {Map<string, Uint8Array[]>} files
 * @param {WebAssembly.Module} module
 * @param {Map<string, Stored>} stored by what decides a teacher */
function train(key, plan, files, module, stored) {
  const data = (/** @type {number} */ at) => {
    const name = plan.points[at].data;
    return { key: name, files: files.get(name) ?? [] };
  };
  const task = (/** @type {number} */ at, /** @type {Uint8Array | undefined} */ teacher) => {
    const { link, arms, engine, teacher: teacherKey } = plan.points[at];
    const shared = { teacher, stored: teacher ? undefined : stored.get(teacherKey) };
    return {
      seed: at,
      job: { run: at + 1, link, arms, engine, module, data: data(at), paused: false, ...shared },
    };
  };
  const isFirst = (/** @type {number} */ at) =>
    plan.points.findIndex(({ teacher }) => teacher === plan.points[at].teacher) === at;
  const all = plan.points.map((_, at) => at);
  lanes = new Map(
    all.map((at) => [at, { nets: new Map(), wanted: plan.points[at].arms.length + 1, over: false }]),
  );
  parts = new Map();
  const nets = plan.points.reduce((sum, { arms }) => sum + arms.length, all.filter(isFirst).length);

  take = (at, event) => {
    const lane = lanes.get(at);
    if (!lane || event.type === "ready") return;
    if (event.type === "failed") {
      lane.over = true;
      fail(key, `${event.role}: ${event.code} ${event.message}`);
      return;
    }
    if (event.type === "progress") {
      const { update, updates } = event.progress;
      parts.set(`${at} ${event.role}`, updates > 0 ? update / updates : 0);
      share.value = [...parts.values()].reduce((sum, part) => sum + part, 0) / nets;
      secondsLeft.value = leftOf(share.value, (performance.now() - since) / 1000);
    }
    if (event.type !== "finished") return;
    lane.nets.set(event.role, event);
    if (event.role === TEACHER) {
      if (event.storage) {
        const { storage: outcome, fingerprint } = event;
        const told = { outcome, link: plan.points[at].teacher, fingerprint };
        storage.value = { ...storage.value, teachers: [...storage.value.teachers, told] };
      }
      const others = all.filter(
        (other) => other !== at && plan.points[other].teacher === plan.points[at].teacher,
      );
      for (const other of others) lanes.get(other)?.nets.set(TEACHER, event);
      runner.add(others.map((other) => task(other, event.teacher)));
    }
    lane.over = lane.nets.size === lane.wanted;
    if ([...lanes.values()].every(({ over }) => over)) measure(key, plan, data, module);
  };
  since = performance.now();
  runner.start(all.filter(isFirst).map((at) => task(at, undefined)));
}

/** @param {string} key
 * @param {ChapterPlan} plan
 * @param {(at: number) => {key: string, files: Uint8Array[]}} data
 * @param {WebAssembly.Module} module */
function measure(key, plan, data, module) {
  const points = plan.points.map(({ link, arms }, at) => ({
    link,
    data: data(at),
    nets: [TEACHER, ...arms].flatMap((role) => {
      const net = lanes.get(at)?.nets.get(role);
      if (!net) return [];
      const { cost, fingerprint, microsecondsPerImage, milliseconds, weights } = net;
      const { logits } = net.evaluation;
      return [
        { role, logits, weights, cost, fingerprint, microsecondsPerImage, seconds: milliseconds / 1000 },
      ];
    }),
  }));
  const worker = spawnFrom(new URL("../worker/chapter.js", import.meta.url));
  measurer = worker;
  worker.onmessage = (message) => {
    const data = /** @type {Answer} */ (/** @type {unknown} */ (message.data));
    if (measurer !== worker) return;
    if (data.type === "failed") return fail(key, data.reason);
    // The same seed with a teacher that was trained anew takes the place of the earlier run.
    const others = (own.value[key] ?? []).filter(({ seed }) => seed !== data.values.seed);
    own.value = { ...own.value, [key]: [...others, data.values] };
    stop();
  };
  worker.onerror = (error) => {
    error.preventDefault?.();
    if (measurer === worker) fail(key, error.message ?? "");
  };
  /** @type {Task} */
  const task = { module, key, points };
  /** @type {{postMessage: (task: Task) => void}} */ (/** @type {unknown} */ (worker)).postMessage(task);
}
