// @ts-check
/** The schema of messages from a host page, and the gate in front of it. Shapes for hosts: embed.d.ts in the site. */

import { LANGUAGES } from "../languages.js";
import { VIEWS } from "./display.js";

export const PROTOCOL = 1;
/** Longest link that the engine reads. */
const LONGEST_LINK = 1_500;

/** @typedef {(value: unknown) => boolean} Check */

/** @type {(check: Check) => Check} */
const optional = (check) => (value) => value === undefined || check(value);
/** @type {(choices: readonly string[]) => Check} */
const oneOf = (choices) => (value) => typeof value === "string" && choices.includes(value);
/** @type {(min: number, max: number) => Check} */
const within = (min, max) => (value) => typeof value === "number" && value >= min && value <= max;

/** @type {Check} */
const isLink = (value) => typeof value === "string" && value.length <= LONGEST_LINK;
/** @type {Check} */
const isWord = (value) => typeof value === "string" && /^[\w-]{1,40}$/.test(value);
/** @type {Check} */
const isIndex = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
/** @type {Check} */
const areEvents = (value) =>
  Array.isArray(value) && value.length <= 1 && value.every((each) => each === "interaction");

/** Every message that a host may send: its parts and what they must be.
 * @type {Map<string, Record<string, Check>>} */
const MESSAGES = new Map(
  /** @type {[string, Record<string, Check>][]} */ (
    Object.entries({
      hello: { subscribe: optional(areEvents) },
      getConfig: {},
      getModel: { net: optional(isWord), request: optional(isWord) },
      setConfig: { link: isLink },
      run: {},
      pause: {},
      step: {},
      reset: {},
      setView: {
        T: optional(within(0.05, 100)),
        image: optional(isIndex),
        view: optional(oneOf(VIEWS)),
        lang: optional(oneOf(LANGUAGES.map(({ key }) => key))),
        theme: optional(oneOf(["auto", "light", "dark"])),
      },
    })
  ),
);

/** What a frame can do, for `ready`. */
export const CAPABILITIES = [...MESSAGES.keys()].filter((type) => type !== "hello");

/** @typedef {{type: "hello", subscribe?: string[]} | {type: "setConfig", link: string}
 *   | {type: "getModel", net?: string, request?: string} | {type: "getConfig" | "run" | "pause" | "step" | "reset"}
 *   | {type: "setView", T?: number, image?: number, view?: import("./display.js").Display["view"], lang?: string,
 *     theme?: "auto" | "light" | "dark"}} Message */

/** @typedef {"protocol" | "unknown-type" | "unknown-key" | "bad-value"} Refusal */

/** Parts of every message. */
const ENVELOPE = ["retort", "id", "type"];

/** Reads anything that a window may send. Null for what is not meant for this frame: other scripts talk too.
 * @param {unknown} data
 * @param {string} id of this frame
 * @returns {{message: Message} | {refusal: Refusal, about: string} | null} */
export function readMessage(data, id) {
  if (typeof data !== "object" || data === null || !Object.hasOwn(data, "retort")) return null;
  const given = /** @type {Record<string, unknown>} */ (data);
  if (Object.hasOwn(given, "id") && given.id !== id) return null;
  if (given.retort !== PROTOCOL) return { refusal: "protocol", about: name(given.retort) };
  const parts =
    typeof given.type === "string" && Object.hasOwn(given, "type") ? MESSAGES.get(given.type) : undefined;
  if (!parts) return { refusal: "unknown-type", about: name(given.type) };
  for (const key of Object.keys(given)) {
    if (!ENVELOPE.includes(key) && !Object.hasOwn(parts, key))
      return { refusal: "unknown-key", about: name(key) };
  }
  for (const [key, check] of Object.entries(parts)) {
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    if (!check(value)) return { refusal: "bad-value", about: key };
  }
  return { message: /** @type {Message} */ (/** @type {unknown} */ (given)) };
}

/** A short, harmless form of what was given.
 * @param {unknown} given */
function name(given) {
  return typeof given === "string" || typeof given === "number" ? String(given).slice(0, 40) : typeof given;
}

/** Lets `burst` messages through at once and `rate` a second after that.
 * @param {{rate: number, burst: number, now: () => number}} limits `now` in milliseconds
 * @returns {() => "pass" | "warn" | "drop"} "warn" for the first of a second that is dropped */
export function makeLimit({ rate, burst, now }) {
  let tokens = burst;
  let before = now();
  let warned = Number.NEGATIVE_INFINITY;
  return () => {
    const time = now();
    tokens = Math.min(burst, tokens + ((time - before) / 1000) * rate);
    before = time;
    if (tokens >= 1) {
      tokens -= 1;
      return "pass";
    }
    if (time - warned < 1000) return "drop";
    warned = time;
    return "warn";
  };
}
