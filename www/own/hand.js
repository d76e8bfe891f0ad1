// @ts-check
/** The worker that decodes pictures, as promises. To stop it is to end it; the next task gets a new one. */

import { compile } from "../compile.js";
import { spawnFrom } from "../spawn.js";
import { Refusal } from "./refusal.js";

/** @typedef {import("../images/retort_images.js").About} About */
/** @typedef {import("../images/retort_images.js").Limits} Limits */
/** @typedef {import("./classes.js").Place} Place */

/** @typedef {{type: "load", module: WebAssembly.Module}
 *   | {type: "shrink", items: {id: number, place: Place}[], side: number, invert: boolean}
 *   | {type: "divide", names: string[], side: number, pixels: Uint8Array, labels: Uint8Array, share: number}
 *   | {type: "open", file: Blob}} Task */
/** @typedef {{type: "shrunk", done: {id: number, pixels: Uint8Array}[], failed: number[]}} Shrunk */
/** @typedef {{about: About, file: Uint8Array<ArrayBuffer>, content: Uint8Array<ArrayBuffer>}} Made
 * `file` for other programs, `content` for the engine. */
/** @typedef {{type: "ready", limits: Limits} | Shrunk | {type: "over"} | ({type: "made"} & Made)
 *   | {type: "refused", why: import("../images/retort_images.js").Refused}} Answer */

/** @type {Promise<WebAssembly.Module> | null} */
let compiled = null;

/** @type {ReturnType<typeof spawnFrom> | null} */
let hand = null;
/** @type {(answer: Answer) => void} */
let hear = () => {};
/** @type {(error: unknown) => void} */
let fail = () => {};

async function employ() {
  if (hand) return hand;
  compiled ??= compile(new URL("../images/retort_images_bg.wasm", import.meta.url));
  compiled.catch(() => {
    compiled = null;
  });
  const module = await compiled;
  if (hand) return hand;
  const taken = spawnFrom(new URL("../worker/own.js", import.meta.url));
  taken.onmessage = ({ data }) => hear(/** @type {Answer} */ (/** @type {unknown} */ (data)));
  taken.onerror = (event) => {
    event.preventDefault?.();
    stop();
    fail(new Refusal("trouble", event.message ?? ""));
  };
  tell(taken, { type: "load", module });
  hand = taken;
  return taken;
}

/** @param {ReturnType<typeof spawnFrom>} worker
 * @param {Task} task */
function tell(worker, task) {
  worker.postMessage(/** @type {import("../protocol.js").Request} */ (/** @type {unknown} */ (task)));
}

/** Ends the worker and what it is doing.
 * @param {unknown} [why] */
export function stop(why = new Refusal("stopped", "")) {
  hand?.terminate();
  hand = null;
  fail(why);
}

/** One task at a time: a new one ends the one before.
 * @template T
 * @param {Task} task
 * @param {(answer: Answer) => T | undefined} answered what the task comes to, once an answer says so
 * @returns {Promise<T>} */
async function ask(task, answered) {
  const worker = await employ();
  return new Promise((resolve, reject) => {
    fail = reject;
    hear = (answer) => {
      if (answer.type === "refused") reject(answer.why);
      else {
        const result = answered(answer);
        if (result !== undefined) resolve(result);
      }
    };
    tell(worker, task);
  });
}

/** @param {Extract<Task, {type: "shrink"}>} task
 * @param {(shrunk: Shrunk) => void} onSome */
export function shrink(task, onSome) {
  return ask(task, (answer) => {
    if (answer.type === "shrunk") onSome(answer);
    return answer.type === "over" || undefined;
  });
}

/** @param {Extract<Task, {type: "divide" | "open"}>} task
 * @returns {Promise<Made>} */
export function make(task) {
  return ask(task, (answer) => (answer.type === "made" ? answer : undefined));
}
