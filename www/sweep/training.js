// @ts-check
/** Computes the runs of a sweep in workers, several at a time. Runs with the same teacher come after the one that trains
 * it; the first seed of every point comes before the second. */

import { datasetFiles } from "../dataset_files.js";
import { engineModule } from "../engine.js";
import { workOf } from "../estimate.js";
import { resultLine } from "../lab/result_line.js";
import { makeSeedRunner, noImages } from "../lab/seeds.js";
import { TEACHER } from "../roles.js";
import { newRecord, withEvent } from "../run_record.js";
import { spawn } from "../spawn.js";
import * as page from "../state.js";
import * as pool from "./pool.js";
import { built, failed, form, last, missing, progress, running, startFailure } from "./state.js";
import { turns } from "./turns.js";

/** @typedef {import("../protocol.js").Event} Event */
/** @typedef {import("../protocol.js").FinishedEvent} FinishedEvent */
/** @typedef {import("../run_record.js").RunRecord} RunRecord */
/** `teacher` is equal where runs share one.
 * @typedef {{link: string, data: string, engine: import("../protocol.js").EngineKey, arms: string[], teacher: string}} SweepJob */

/** Each worker holds an engine's memory. */
const MOST_LANES = 8;
/** Runs that a page begins; more belong to `retort sweep`. */
export const MOST_HERE = 1_000;
/** Teachers that are kept for runs to come. */
const MOST_TEACHERS = 40;
/** Milliseconds for which events are gathered before the page is drawn again. */
const GATHER = 150;
/** Share of the work below which a rate says nothing. */
const TOO_EARLY = 0.02;

/** @typedef {{at: number, job: SweepJob, record: RunRecord, work: Record<string, number>, since: number | null,
 *   over: boolean}} Lane */

/** By what decides a teacher: its last event, with what students need of it.
 * @type {Map<string, FinishedEvent>} */
const teachers = new Map();
/** By the number of the run.
 * @type {Map<number, Lane>} */
let lanes = new Map();
let starts = 0;
let clock = 0;
let timer = false;

const runner = makeSeedRunner({
  lanes: Math.max(1, Math.min(MOST_LANES, navigator.hardwareConcurrency || 1)),
  spawn,
  report: take,
  isOver: (run) => lanes.get(run)?.over ?? true,
});

/** @param {number} run
 * @param {Event} event */
function take(run, event) {
  const [lane, engine] = [lanes.get(run), page.engine.peek()];
  if (!lane || lane.over || !engine || event.type === "ready") return;
  lane.since ??= performance.now();
  lane.record = withEvent(lane.record, event);
  if (event.type === "finished" && event.role === TEACHER) {
    keepTeacher(lane.job.teacher, event);
    release(lane, event);
  }
  const { state } = lane.record;
  if (state === "finished" || state === "failed") {
    lane.over = true;
    const line = resultLine(lane.record, engine.runFingerprint, (performance.now() - lane.since) / 1000);
    if (line) pool.add([{ link: lane.job.link, line }]);
    else fail(lane);
    lane.record = newRecord({ ...lane.record, images: noImages });
    if ([...lanes.values()].every(({ over }) => over)) finish();
  }
  if (timer) return;
  timer = true;
  setTimeout(measure, GATHER);
}

/** @param {Lane} lane */
function fail(lane) {
  lane.over = true;
  failed.value = [...failed.value, lane.job.link];
  if (!lane.record.nets[TEACHER].failure) return;
  // Without its teacher no other run of it can be made either.
  for (const other of lanes.values()) {
    if (!other.over && other.job.teacher === lane.job.teacher) fail(other);
  }
}

/** @param {string} key
 * @param {FinishedEvent} event */
function keepTeacher(key, event) {
  teachers.set(key, event);
  for (const old of teachers.keys()) {
    if (teachers.size <= MOST_TEACHERS) break;
    teachers.delete(old);
  }
}

/** Lets the other runs of a teacher begin: before further teachers, so that a point is soon complete.
 * @param {Lane} first
 * @param {FinishedEvent} teacher */
function release(first, teacher) {
  const others = [...lanes.values()].filter(
    (lane) => lane !== first && !lane.over && lane.job.teacher === first.job.teacher,
  );
  for (const lane of others) withTeacher(lane, teacher);
  Promise.all(others.map((lane) => taskOf(lane, teacher))).then((tasks) => {
    if (running.value && lanes.get(first.at) === first) runner.add(tasks, { first: true });
  }, stopFor);
}

/** The record of a run whose teacher is there already.
 * @param {Lane} lane
 * @param {FinishedEvent} teacher */
function withTeacher(lane, teacher) {
  lane.record = withEvent(lane.record, { ...teacher, run: lane.record.run });
  lane.work = { ...lane.work, [TEACHER]: 0 };
}

/** @param {Lane} lane
 * @param {FinishedEvent} [teacher] */
async function taskOf({ at, job }, teacher) {
  const info = page.datasetOf(job.data);
  if (!info) throw new Error(job.data);
  const [files, module] = await Promise.all([datasetFiles(info, () => {}), engineModule(job.engine)]);
  const data = { key: info.key, files };
  const { link, arms, engine } = job;
  const shared = { teacher: teacher?.teacher };
  return { seed: at, job: { run: at + 1, link, arms, engine, module, data, paused: false, ...shared } };
}

function measure() {
  timer = false;
  let [all, gone] = [0, 0];
  for (const { work, record, over } of lanes.values()) {
    for (const [key, part] of Object.entries(work)) {
      const { final, failure, progress: standing } = record.nets[key];
      const share = standing && standing.updates > 0 ? standing.update / standing.updates : 0;
      all += part;
      gone += over || final || failure ? part : part * share;
    }
  }
  const share = all > 0 ? Math.min(1, gone / all) : 0;
  const seconds = (performance.now() - clock) / 1000;
  progress.value = { share, secondsLeft: share > TOO_EARLY ? (seconds * (1 - share)) / share : null };
}

/** Starts the sweep, or goes on with what it lacks. */
export async function start() {
  const [engine, menu] = [page.engine.value, page.menu.value];
  const sweep = running.value ? null : built.value;
  const wanted = missing.value.slice(0, MOST_HERE);
  if (!engine || !menu || !sweep || wanted.length === 0) return;
  starts += 1;
  const number = starts;
  running.value = sweep;
  last.value = { link: sweep.link, form: form.value };
  startFailure.value = "";
  progress.value = { share: 0, secondsLeft: null };
  clock = performance.now();
  lanes = new Map();
  try {
    // Seed by seed, so that the whole picture is there early and becomes sharper.
    const seedOf = (/** @type {number} */ at) => at % sweep.seeds;
    const order = [...wanted].sort((a, b) => seedOf(a) - seedOf(b) || a - b);
    const breathe = turns();
    for (const at of order) {
      const { link, spec, arms } = engine.openLink(sweep.links[at]);
      const job = { link, data: spec.data, engine: spec.engine, arms, teacher: engine.teacherKey(link) };
      const identity = { run: at + 1, link: job.link, spec, engine: { ...menu.engine, key: job.engine } };
      const record = newRecord({ ...identity, arms: job.arms, images: noImages });
      const work = workOf(menu, record, 1);
      lanes.set(at, { at, job, record, work, since: null, over: false });
      await breathe();
      if (number !== starts) return;
    }
    const begun = new Set();
    const tasks = [];
    for (const lane of lanes.values()) {
      const teacher = teachers.get(lane.job.teacher);
      if (teacher) withTeacher(lane, teacher);
      else if (begun.has(lane.job.teacher)) {
        // Its teacher is trained once, in the run before it.
        lane.work = { ...lane.work, [TEACHER]: 0 };
        continue;
      }
      begun.add(lane.job.teacher);
      tasks.push(await taskOf(lane, teacher));
      if (number !== starts) return;
    }
    measure();
    runner.start(tasks);
  } catch (error) {
    if (number === starts) stopFor(error);
  }
}

/** @param {unknown} error */
function stopFor(error) {
  stop();
  startFailure.value = error instanceof Error ? error.message : String(error);
}

function finish() {
  running.value = null;
  lanes = new Map();
}

/** Stops; what has been found stays. */
export function stop() {
  starts += 1;
  runner.stop();
  finish();
}
