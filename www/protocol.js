// @ts-check
/** What page and workers say to each other: two closed unions, each message with the number of its run. */

/** @typedef {import("./engine/retort.js").Evaluation} Evaluation */
/** @typedef {import("./engine/retort.js").Progress} Progress */
/** @typedef {import("./engine/retort.js").Finished} Finished */

/** The net that a session trains: "teacher" or the key of a method.
 * @typedef {string} Role */

/** A teacher that was trained beforehand, and what it must turn out to be; one from a reader's file may be any.
 * @typedef {{weights: Float32Array, fingerprint: string | null}} StoredTeacher */

/** What became of it, with the part of a link that decides it; a refused one was trained anew.
 * @typedef {{outcome: "used" | "refused", link: string, fingerprint: string}} Storage */

/** @typedef {"flex" | "ndarray" | "webgpu"} EngineKey */
/** @typedef {{type: "load", engine: EngineKey, module: WebAssembly.Module}} Load */
/** @typedef {{type: "start", run: number, link: string, role: Role, data: {key: string, files: Uint8Array[]},
 *   teacher?: Uint8Array, stored?: StoredTeacher, first?: Float32Array, checkpoint?: Uint8Array, paused?: boolean}} Start
 * `first`: weights that a student begins with; `checkpoint`: where to go on. */

/** Page to worker. `step` makes one update of a paused run.
 * @typedef {Load | Start | {type: "pause" | "resume" | "stop" | "step", run: number}} Request */

/** @typedef {"diverged" | "data" | "wasm" | "memory" | "lost" | "adapter"} FailureCode */
/** @typedef {{type: "progress", run: number, role: Role, progress: Progress, milliseconds: number}} ProgressEvent */
/** @typedef {{type: "evaluated", run: number, role: Role, evaluation: Evaluation, milliseconds: number}} EvaluatedEvent */
/** @typedef {{type: "finished", run: number, role: Role, evaluation: Evaluation, milliseconds: number,
 *   microsecondsPerImage: number, weights: Float32Array, teacher?: Uint8Array, storage?: "used" | "refused"} & Finished} FinishedEvent
 * `storage`: what became of a stored teacher; a refused one was trained anew. */
/** @typedef {{type: "failed", run: number, role: Role, code: FailureCode, message: string}} FailedEvent */

/** An evaluation as curves show it, without its answers.
 * @typedef {Omit<Evaluation, "logits"> & {milliseconds: number}} Point */
/** Where a training stands, in the engine's bytes: what it goes on from when its worker is lost.
 * @typedef {{type: "checkpoint", run: number, role: Role, bytes: Uint8Array}} CheckpointEvent */
/** A training goes on from a checkpoint, with all that was told before it.
 * @typedef {{type: "continued", run: number, role: Role, points: Point[], logits: Float32Array | null,
 *   milliseconds: number}} ContinuedEvent */
/** A training begins once more: its checkpoint was refused, or there is none yet.
 * @typedef {{type: "anew", run: number, role: Role, reason: string}} AnewEvent */
/** Its worker was lost, and another one takes its place.
 * @typedef {{type: "restarted", run: number, role: Role}} RestartedEvent */

/** Worker to page; `ready` once it lives. `milliseconds` counts the time spent computing, without pauses. Each also has
 * `memory`, the bytes of the worker's wasm, for `?debug=1`.
 * @typedef {{type: "ready"} | ProgressEvent | EvaluatedEvent | CheckpointEvent | ContinuedEvent | AnewEvent | RestartedEvent
 *   | {type: "soft-labels", run: number, role: Role, done: number, total: number} | FinishedEvent | FailedEvent} Event */

/** Trained networks of all points of a chapter, for the worker that measures.
 * @typedef {{role: Role, logits: Float32Array, weights: Float32Array, cost: import("./engine/retort.js").Cost,
 *   fingerprint: string, microsecondsPerImage: number, seconds: number}} ChapterNet */
/** @typedef {{module: WebAssembly.Module, key: string,
 *   points: {link: string, data: {key: string, files: Uint8Array[]}, nets: ChapterNet[]}[]}} ChapterTask */
/** @typedef {{type: "measured", values: import("./engine/retort.js").SeedValues}
 *   | {type: "failed", reason: string}} ChapterAnswer */

/** Marks a branch that no message reaches; a forgotten case of a union is a type error here.
 * @param {never} value
 * @returns {never} */
export function unreachable(value) {
  throw new Error(`unexpected: ${JSON.stringify(value)}`);
}
