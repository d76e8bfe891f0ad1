// @ts-check
/** Notes what happens to runs, and when something goes wrong that nobody expected, offers a report (report.js). */

import { effect } from "@preact/signals";
import { record } from "../state.js";

/** @typedef {import("./report.js").Happened} Happened */
/** @typedef {{name: string, message: string, stack?: string}} Trouble */

const KEPT = 40;
/** @type {Happened[]} */
const events = [];

/** @param {string} what */
function note(what) {
  events.push({ at: performance.now(), what });
  if (events.length > KEPT) events.shift();
}

/** Failures that have names and ways out on the page: no report is needed for them. */
const EXPECTED = ["diverged", "adapter"];
/** How each network stood when it was last noted. */
let stood = /** @type {Record<string, string>} */ ({});
let running = "";

effect(() => {
  const shown = record.value;
  if (shown?.source !== "live") return;
  const run = `run ${shown.run}`;
  if (running !== `${run} ${shown.state}`) {
    if (!running.startsWith(`${run} `)) stood = {};
    running = `${run} ${shown.state}`;
    note(running);
  }
  for (const { key, progress, failure, final } of Object.values(shown.nets)) {
    const state = failure ? `failed ${failure.code}` : final ? "finished" : (progress?.phase ?? "waiting");
    if (stood[key] === state) continue;
    stood[key] = state;
    note(`${run}, ${key}: ${state}`);
    if (failure && !EXPECTED.includes(failure.code)) offer({ name: failure.code, message: failure.message });
  }
});

/** @param {Trouble} error */
async function offer(error) {
  const { open } = await import("./dialog.js");
  open(error, [...events]);
}

/** Whether this came from the page itself, and not from what a browser or an extension of it does beside it.
 * @param {Trouble} error
 * @param {string} [file] */
function isOurs({ name, stack = "" }, file) {
  if (name === "AbortError" || /-extension:/.test(stack + (file ?? ""))) return false;
  return !file || file.startsWith(new URL(".", location.href).href) || file.startsWith("blob:");
}

/** @param {ErrorEvent | PromiseRejectionEvent} event that nobody has caught */
export function tell(event) {
  const [given, file] = "reason" in event ? [event.reason] : [event.error, event.filename];
  // Without an error: a remark of the browser's, or something that it does not let us see.
  if (given === undefined || given === null) return;
  const error = given instanceof Error ? given : { name: typeof given, message: plain(given) };
  if (!isOurs(error, file)) return;
  note(`error: ${error.name}`);
  offer(error);
}

/** @param {unknown} given thrown, and no error: its kind, not its content
 * @returns {string} */
function plain(given) {
  if (typeof given === "string") return given;
  return typeof given === "object" && given && "code" in given
    ? String(given.code)
    : Object.prototype.toString.call(given);
}
