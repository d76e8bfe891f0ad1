// @ts-check
/** The record of one run, stored or live: what every view reads. Records are replaced, never changed. */

import { TEACHER } from "./roles.js";

/** @typedef {import("./engine/retort.js").Spec} Spec */
/** @typedef {import("./engine/retort.js").Finished} Finished */
/** @typedef {import("./engine/retort.js").Progress} Progress */
/** @typedef {import("./protocol.js").Event} Event */

/** An evaluation without its logits, and the computing time until then.
 * @typedef {Omit<import("./protocol.js").Evaluation, "logits"> & {milliseconds: number}} Point */

/** `looks` are those that a link gets, where the points have no hashes: of a stored run.
 * @typedef {Finished & {milliseconds: number, microsecondsPerImage: number, looks?: string}} Final */

/** One net of a run. `logits` belong to the last evaluation: test images x classes.
 * @typedef {Object} Net
 * @property {string} key
 * @property {Point[]} points
 * @property {Float32Array | null} logits
 * @property {Float32Array | null} weights after a live training
 * @property {Progress | null} progress
 * @property {number} milliseconds
 * @property {{done: number, total: number} | null} softLabels
 * @property {Final | null} final
 * @property {{code: string, message: string} | null} failure
 * @property {{update: number | null, reason: string} | null} again what a net went on from after its worker was lost, or why it
 *   began anew; `update` is null before it has */

/** Test images: all of them, or the few of a stored run. `index` is the place in the test set.
 * @typedef {Object} Images
 * @property {number} count
 * @property {number} width
 * @property {number} height
 * @property {(at: number) => Uint8Array} pixels grey, 0 to 255
 * @property {(at: number) => number} label
 * @property {(at: number) => number} index */

/** @typedef {"preparing" | "running" | "paused" | "finished" | "failed"} State */

/** @typedef {Object} RunRecord
 * @property {"stored" | "live"} source
 * @property {number} run
 * @property {State} state
 * @property {string} link
 * @property {Spec} spec
 * @property {{key: string, version: number}} engine
 * @property {string[]} arms in the engine's order
 * @property {Record<string, Net>} nets
 * @property {Images} images
 * @property {string[]=} given names of the reader's files that took part: no link can say what they hold */

/** @param {string} key
 * @returns {Net} */
export function newNet(key) {
  return {
    key,
    points: [],
    logits: null,
    weights: null,
    progress: null,
    milliseconds: 0,
    softLabels: null,
    final: null,
    failure: null,
    again: null,
  };
}

/** @param {Omit<RunRecord, "nets" | "source" | "state">} parts
 * @returns {RunRecord} */
export function newRecord(parts) {
  const nets = Object.fromEntries([TEACHER, ...parts.arms].map((key) => [key, newNet(key)]));
  return { ...parts, source: "live", state: "preparing", nets };
}

/** The record after an event. Events of other runs and unknown nets change nothing.
 * @param {RunRecord} record
 * @param {Event} event
 * @returns {RunRecord} */
export function withEvent(record, event) {
  if (event.type === "ready" || event.run !== record.run || !record.nets[event.role]) return record;
  const net = afterEvent(record.nets[event.role], event);
  const nets = { ...record.nets, [event.role]: net };
  return { ...record, nets, state: stateOf(record.state, nets) };
}

/** @param {Net} net
 * @param {Exclude<Event, {type: "ready"}>} event
 * @returns {Net} */
function afterEvent(net, event) {
  switch (event.type) {
    case "progress":
      return { ...net, progress: event.progress, milliseconds: event.milliseconds };
    case "soft-labels":
      return { ...net, softLabels: { done: event.done, total: event.total } };
    case "checkpoint":
      return net;
    case "restarted":
      return { ...net, failure: null, again: { update: null, reason: "" } };
    case "continued": {
      const { points, logits, milliseconds } = event;
      const again = net.again && { update: points.at(-1)?.update ?? 0, reason: "" };
      return { ...net, points, logits: logits ?? net.logits, milliseconds, again };
    }
    case "anew":
      return { ...net, points: [], milliseconds: 0, again: { update: 0, reason: event.reason } };
    case "evaluated": {
      const { logits, ...point } = event.evaluation;
      // A net that lost its worker before the first checkpoint tells all of it again.
      const earlier = net.points.filter(({ update }) => update < point.update);
      const points = [...earlier, { ...point, milliseconds: event.milliseconds }];
      return { ...net, points, logits, milliseconds: event.milliseconds };
    }
    case "finished": {
      const { logits, ...point } = event.evaluation;
      const {
        cost,
        confusion,
        reliability,
        fingerprint,
        milliseconds,
        microsecondsPerImage,
        originalAccuracy,
      } = event;
      const earlier = net.points.filter(({ update }) => update !== point.update);
      return {
        ...net,
        points: [...earlier, { ...point, milliseconds }],
        logits,
        weights: event.weights,
        milliseconds,
        final: {
          cost,
          confusion,
          reliability,
          fingerprint,
          milliseconds,
          microsecondsPerImage,
          ...(originalAccuracy !== undefined && { originalAccuracy }),
        },
      };
    }
    case "failed":
      return { ...net, failure: { code: event.code, message: event.message } };
  }
}

/** @param {State} state
 * @param {Record<string, Net>} nets
 * @returns {State} */
function stateOf(state, nets) {
  if (nets[TEACHER].failure) return "failed";
  const all = Object.values(nets);
  if (all.every((net) => net.final || net.failure)) {
    return all.some((net) => net.key !== TEACHER && net.final) ? "finished" : "failed";
  }
  // One that had ended badly may have got another worker.
  return state === "paused" ? state : "running";
}

/** @param {Net | undefined} net */
export function last(net) {
  return net?.points.at(-1);
}

/** The logits of one image, or null before the first evaluation.
 * @param {Net | undefined} net
 * @param {number} at
 * @param {number} classes */
export function logitsOf(net, at, classes) {
  const row = net?.logits?.subarray(at * classes, (at + 1) * classes);
  return row?.length === classes ? row : null;
}

/** Whether α and T stay as they are. What changes along the run has no one number that could stand in the formula.
 * @param {Spec} spec */
export const isFixed = (spec) =>
  ["Tpath", "alphapath"].every((key) => (spec[key] ?? "constant") === "constant");
