// @ts-check
/** How far a run is, and how long it will take. */

import { TEACHER } from "./roles.js";

/** @typedef {import("./run_record.js").RunRecord} RunRecord */
/** @typedef {import("./engine/retort.js").Menu} Menu */

/** What an image costs beside its arithmetic, in FLOPs: small nets spend their time on calls, not on sums. */
const OVERHEAD = 30_000;
/** Before this many milliseconds a rate says nothing. */
const TOO_EARLY = 500;

/** @param {Menu} menu
 * @param {string} model
 * @param {string} data */
function perImage(menu, model, data) {
  const cost = menu.models.find(({ key }) => key === model)?.costs[data];
  return (cost?.flops ?? 0) + OVERHEAD;
}

/** Images in an update of a student: no arm's batch is larger than the set it draws from.
 * @param {import("./engine/retort.js").Spec} spec */
export function studentBatch({ batch, labels, unlabelled }) {
  return Math.min(batch, labels, unlabelled || labels);
}

/** Work of each net in arbitrary units of time, with arms running `parallel` at once.
 * @param {Menu} menu
 * @param {Pick<RunRecord, "spec" | "arms">} record
 * @param {number} parallel */
export function workOf(menu, { spec, arms }, parallel) {
  const train = menu.datasets.find(({ key }) => key === spec.data)?.train ?? 0;
  const teacher = (spec.tdata || train) * spec.tepochs * perImage(menu, spec.teacher, spec.data);
  const student = spec.steps * studentBatch(spec) * perImage(menu, spec.student, spec.data);
  const together = Math.max(1, Math.min(parallel, arms.length));
  return Object.fromEntries([[TEACHER, teacher], ...arms.map((arm) => [arm, student / together])]);
}

/** @param {Menu} menu
 * @param {RunRecord} record
 * @param {{parallel: number, milliseconds: number, kept?: boolean}} clock arms at once, how long the run has been going,
 *   and whether its teacher was there before
 * @returns {{share: number, secondsLeft: number | null, imagesPerSecond: number | null}} */
export function estimate(menu, record, { parallel, milliseconds, kept = false }) {
  const work = workOf(menu, record, parallel);
  let done = 0;
  let total = 0;
  let images = 0;
  let busy = 0;
  for (const net of Object.values(record.nets)) {
    // A teacher of an earlier run costs this one nothing.
    if (kept && net.key === TEACHER) continue;
    const share = net.final || net.failure ? 1 : shareOf(net);
    done += work[net.key] * share;
    total += work[net.key];
    if (net.progress && !net.final && net.milliseconds > 0) {
      const batch = net.key === TEACHER ? record.spec.tbatch : studentBatch(record.spec);
      images += (net.progress.update * Number(batch)) / (net.milliseconds / 1000);
      busy += 1;
    }
  }
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const known = milliseconds > TOO_EARLY && share > 0.01;
  return {
    share,
    secondsLeft: known ? ((milliseconds / 1000) * (1 - share)) / share : null,
    imagesPerSecond: busy > 0 ? images : null,
  };
}

/** @param {import("./run_record.js").Net} net */
function shareOf({ progress }) {
  if (!progress || progress.updates === 0) return 0;
  return progress.phase === "finished" ? 1 : progress.update / progress.updates;
}
