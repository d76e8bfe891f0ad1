// @ts-check
/** Run, pause, step, reset: keeps the shown record in step with the workers. Comes with the engine, as `state.experiment`. */

import { batch } from "@preact/signals";
import { datasetFiles, dropFiles } from "./dataset_files.js";
import { engineModule } from "./engine.js";
import { estimate } from "./estimate.js";
import { visit } from "./link.js";
import { TEACHER } from "./roles.js";
import { newRecord, withEvent } from "./run_record.js";
import { makeRunner } from "./runner.js";
import { spawn, spawnFrom } from "./spawn.js";
import * as state from "./state.js";
import { fetchStored } from "./teacher_storage.js";
import { asImages, readTestImages } from "./test_images.js";

/** @typedef {import("./run_record.js").RunRecord} RunRecord */
/** @typedef {import("./run_record.js").Images} Images */

/** At most this many workers, however many cores: each holds an engine's memory. */
const MOST_WORKERS = 4;

/** Who keeps a run over a reload: told when one begins, with each checkpoint and the share that is done, when it has finished,
 * and when the reader puts it away.
 * @typedef {{version: number, link: string, given: string[], stored?: import("./protocol.js").StoredTeacher,
 *   first?: Float32Array, teacher?: {bytes: Uint8Array, net: import("./run_record.js").Net}}} Begun
 * @typedef {{begin: (job: Begun & {continued: boolean}) => void, drop: () => void, over: () => void,
 *   net: (role: string, bytes: Uint8Array, share: number) => void}} Keeper
 * @type {Keeper | undefined} */
let keeper;

/** The run that is going, for a keeper who comes later than it.
 * @type {(Begun & {continued: boolean}) | null} */
let going = null;

/** @param {Keeper} given */
export function keepWith(given) {
  keeper = given;
  if (going) keeper.begin(going);
}

/** Milliseconds for which events of the workers are gathered. */
const GATHER = 80;
/** @type {import("./protocol.js").Event[]} */
const events = [];

let runs = 0;
/** Milliseconds of the run without pauses: those of finished stretches, and the start of the current one. */
let clock = { before: 0, since: /** @type {number | null} */ (null) };

const runner = makeRunner({
  spawn,
  cores: Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 1),
  report(event) {
    if (event.type === "checkpoint") {
      keeper?.net(event.role, event.bytes, state.progress.value.share);
      return;
    }
    events.push(event);
    // A timer, not a frame: frames stop in a background tab, where the title still counts up.
    if (events.length === 1) setTimeout(take, GATHER);
  },
});

/** Teachers of this visit by what decides them: what students need of one, and how it is shown. The oldest goes first.
 * @type {Map<string, {bytes: Uint8Array, net: import("./run_record.js").Net}>} */
const teachers = new Map();
const MOST_TEACHERS = 3;

/** @param {string} link */
const teacherKey = (link) => state.engine.value?.teacherKey(link) ?? link;

/** Keeps a teacher that has just finished, for runs that change only what students do.
 * @param {RunRecord} record
 * @param {import("./protocol.js").Event[]} news */
function keepTeacher(record, news) {
  const event = news.find(
    (each) => each.type === "finished" && each.run === record.run && each.role === TEACHER,
  );
  if (event?.type !== "finished" || !event.teacher) return;
  const key = teacherKey(record.link);
  // What a link says has to be what it gives: a teacher from a file stays with its run.
  if (record.given?.length) return;
  if (event.storage) {
    state.teacherStorage.value = { outcome: event.storage, link: key, fingerprint: event.fingerprint };
  }
  teachers.delete(key);
  teachers.set(key, { bytes: event.teacher, net: record.nets[TEACHER] });
  if (teachers.size > MOST_TEACHERS) teachers.delete([...teachers.keys()][0]);
}

/** Puts what has been gathered into the record, so that the page is drawn once for all of it. */
function take() {
  const record = state.record.value;
  const news = events.splice(0);
  if (!record) return;
  batch(() => {
    const next = news.reduce(withEvent, record);
    state.record.value = next;
    keepTeacher(next, news);
    measure();
    if (!state.busy.value) stopClock();
    if (next.state === "finished") {
      going = null;
      keeper?.over();
    }
  });
}

function measure() {
  const [menu, record] = [state.menu.value, state.record.value];
  if (!menu || !record) return;
  const milliseconds = clock.before + (clock.since === null ? 0 : performance.now() - clock.since);
  state.progress.value = estimate(menu, record, {
    parallel: runner.pool(record.arms),
    milliseconds,
    kept: state.teacherKept.value,
  });
}

function startClock() {
  clock.since ??= performance.now();
}

function stopClock() {
  if (clock.since !== null) clock.before += performance.now() - clock.since;
  clock.since = null;
}

/** Bytes of packed files that are opened at once: for less, a thread takes longer to start than to work. */
const SMALL = 100_000;

/** The test images as the students of a link see them. Large files are opened in a thread of their own, so that the page
 * goes on meanwhile.
 * @param {{key: string, files: Uint8Array[]}} data
 * @param {string} link
 * @returns {Promise<Images>} */
async function testImages(data, link) {
  const { Dataset } = /** @type {import("./engine.js").Engine} */ (state.engine.value);
  const bytes = data.files.reduce((sum, file) => sum + file.length, 0);
  if (bytes < SMALL) return asImages(readTestImages(Dataset, data, link));
  const module = await engineModule("flex");
  const hand = spawnFrom(new URL("./worker/images.js", import.meta.url));
  try {
    return await new Promise((resolve, reject) => {
      hand.onmessage = ({ data: answer }) => {
        const found = /** @type {import("./worker/images.js").Answer} */ (/** @type {unknown} */ (answer));
        if ("reason" in found) reject(new Error(found.reason));
        else resolve(asImages(found));
      };
      hand.onerror = ({ message = "" }) => reject(new Error(message));
      /** @type {{postMessage: (task: import("./worker/images.js").Task) => void}} */ (
        /** @type {unknown} */ (hand)
      ).postMessage({ module, data, link });
    });
  } finally {
    hand.terminate();
  }
}

/** Starts the experiment of the settings.
 * @param {{paused?: boolean, anew?: boolean, kept?: {head: Begun, checkpoints: Map<string, Uint8Array>}}} [how] `anew`: also
 *   the teacher, where one is at hand; `kept`: a run of this experiment that goes on */
export async function run({ paused = false, anew = false, kept } = {}) {
  const [spec, info] = [state.spec.value, state.datasetOf(state.spec.value?.data)];
  const menu = state.menu.value;
  if (!state.engine.value || !menu || !spec || !info) return;
  runner.stop();
  runs += 1;
  const number = runs;
  const [link, arms] = [state.link.value, state.arms.value];
  visit(link);
  state.startFailure.value = "";
  state.fetched.value = info.files.length > 0 ? 0 : null;
  try {
    const key = teacherKey(link);
    const given = state.taken.value;
    const earlier = anew || paused || given.teacher ? undefined : teachers.get(key);
    const teacher = kept ? kept.head.teacher : earlier;
    const [files, module, fromStorage] = await Promise.all([
      datasetFiles(info, (share) => {
        if (number === runs) state.fetched.value = share;
      }),
      engineModule(spec.engine),
      anew || paused || kept || teacher || given.teacher ? undefined : fetchStored(key, menu.engine.version),
    ]);
    if (number !== runs) return;
    const images = await testImages({ key: info.key, files }, link);
    if (number !== runs) return;
    const engine = { ...menu.engine, key: spec.engine };
    const names = [given.teacher, given.student].flatMap((each) => each?.file ?? []);
    const begun = kept?.head ?? {
      version: menu.engine.version,
      link,
      given: names,
      teacher,
      stored: given.teacher ? { weights: given.teacher.weights, fingerprint: null } : fromStorage,
      first: given.student?.weights,
    };
    const fresh = newRecord({ run: number, link, spec, engine, arms, images, given: begun.given });
    const record = teacher ? { ...fresh, nets: { ...fresh.nets, [TEACHER]: teacher.net } } : fresh;
    const chosen = sameImage(images);
    batch(() => {
      state.fetched.value = null;
      state.teacherKept.value = teacher !== undefined;
      state.teacherStorage.value = null;
      state.record.value = { ...record, state: paused ? "paused" : "preparing" };
      state.chosenImage.value = chosen;
      state.filter.value = "all";
      clock = { before: 0, since: null };
      if (!paused) startClock();
      measure();
    });
    going = { ...begun, continued: kept !== undefined };
    keeper?.begin(going);
    runner.start({
      run: number,
      link,
      arms,
      engine: spec.engine,
      module,
      data: { key: info.key, files },
      paused,
      teacher: teacher?.bytes,
      stored: begun.stored,
      first: begun.first,
      checkpoints: kept?.checkpoints,
    });
  } catch (error) {
    if (number !== runs) return;
    dropFiles(info);
    state.fetched.value = null;
    state.startFailure.value = error instanceof Error ? error.message : String(error);
  }
}

/** The place of the chosen image among those of a new run, or the first where it is not there.
 * @param {Images} images */
function sameImage(images) {
  const [before, data] = [state.record.value, state.spec.value?.data];
  const index = before?.spec.data === data ? before?.images.index(state.chosenImage.value) : undefined;
  return index !== undefined && index < images.count ? index : 0;
}

/** Gives nets that were lost another worker; they go on where they were. */
export function retry() {
  startClock();
  runner.retry();
}

export function pause() {
  const record = state.record.value;
  if (record?.state !== "preparing" && record?.state !== "running") return;
  runner.pause();
  stopClock();
  state.record.value = { ...record, state: "paused" };
}

export function resume() {
  const record = state.record.value;
  if (record?.state !== "paused") return;
  runner.resume();
  startClock();
  state.record.value = { ...record, state: "running" };
}

/** One update. Starts a paused run where none is going. */
export async function step() {
  if (!state.busy.value) await run({ paused: true });
  pause();
  runner.step();
}

/** Stops what is going and shows the stored run again. */
export function reset() {
  runs += 1;
  runner.stop();
  going = null;
  keeper?.drop();
  stopClock();
  batch(() => {
    state.fetched.value = null;
    state.startFailure.value = "";
    state.teacherKept.value = false;
    state.teacherStorage.value = null;
    state.filter.value = "all";
    state.showStored();
  });
}
