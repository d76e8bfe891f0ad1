// @ts-check
/** Pinned runs as the text of a link, and as a file. Reading trusts nothing: what is not as written here is named. */

import { claimed, claimOf, claimText } from "../claim.js";

/** @typedef {import("./pin_state.js").Pin} Pin */
/** @typedef {import("../claim.js").Claim} Claim */

/** What somebody else's pin says. Without curves it has to be run before there is something to see.
 * @typedef {{name: string, link: string, curves: Record<string, [number, number][]>,
 *   accuracy: Record<string, number>, claim: Claim | null}} Sent */

/** `at` counts pins from 1; 0 is the whole text.
 * @typedef {{why: "not-json" | "not-ours" | "newer" | "too-large" | "too-many" | "empty" | "no-link" | "no-name"
 *   | "no-curve" | "no-accuracy" | "no-print", at: number}} Refusal */

/** Raised when the meaning of a part changes. */
const VERSION = 1;
/** Characters that chat programs leave whole. */
export const LONGEST_LINK = 2_000;
/** Bytes; six pins with all evaluations have about 100,000. */
export const LARGEST = 1_000_000;
const MOST_PINS = 6;
const MOST_POINTS = 5_000;
const LONGEST_NAME = 60;
const LONGEST_EXPERIMENT = 1_500;
const HEAD = "pins=";
const PRINT = /^[0-9a-f]{8,16}$/;

/** A claim with the first digits, as in a link.
 * @param {Pin} pin
 * @param {(nets: string[]) => string} runFingerprint the engine's
 * @returns {Claim | null} */
export function claimOfPin({ prints, engine, claim }, runFingerprint) {
  // How it came about would take the room of other pins.
  if (!prints?.length || !engine) return claim && { ...claim, courses: [] };
  return claimOf(engine.version, runFingerprint(prints), prints);
}

/** `pins=1/<name>?<link>/<name>?<link>`: a hash in which each run stands as its own link, with what it claims.
 * @param {Pin[]} pins
 * @param {(nets: string[]) => string} runFingerprint the engine's */
export function writePins(pins, runFingerprint) {
  const parts = pins.map((pin) => {
    const claim = claimOfPin(pin, runFingerprint);
    const link = claimed(pin.link, claim ? claimText(claim) : "").replace(/[/?]/g, encodeURIComponent);
    return `${encodeURIComponent(pin.name)}?${link}`;
  });
  return HEAD + [VERSION, ...parts].join("/");
}

/** Whether the hash of an address holds pins, whatever else is wrong with it.
 * @param {string} hash */
export const holdsPins = (hash) => hash.replace(/^#/, "").startsWith(HEAD);

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} hash
 * @returns {Sent[] | Refusal} */
export function readPins(hash) {
  const [version, ...parts] = hash.replace(/^#/, "").slice(HEAD.length).split("/");
  if (!/^\d+$/.test(version)) return { why: "not-ours", at: 0 };
  if (Number(version) > VERSION) return { why: "newer", at: 0 };
  if (parts.length === 0) return { why: "empty", at: 0 };
  if (parts.length > MOST_PINS) return { why: "too-many", at: 0 };
  /** @type {Sent[]} */
  const sent = [];
  for (const [place, part] of parts.entries()) {
    const cut = part.indexOf("?");
    if (cut < 0 || part.length - cut > LONGEST_EXPERIMENT) return { why: "no-link", at: place + 1 };
    const name = decoded(part.slice(0, cut)).slice(0, LONGEST_NAME);
    sent.push({
      name,
      link: part
        .slice(cut + 1)
        .replace(/%2f/gi, "/")
        .replace(/%3f/gi, "?"),
      curves: {},
      accuracy: {},
      claim: null,
    });
  }
  return sent;
}

/** @param {Pin[]} pins
 * @param {(nets: string[]) => string} runFingerprint the engine's */
export function writePinFile(pins, runFingerprint) {
  const list = pins.map((pin) => ({
    name: pin.name,
    link: pin.link,
    claim: claimOfPin(pin, runFingerprint),
    accuracy: pin.accuracy,
    curves: pin.curves,
  }));
  return `${JSON.stringify({ "retort-pins": VERSION, pins: list }, null, 1)}\n`;
}

/** Whether a text looks like a file of pins, whatever is wrong with it.
 * @param {string} text */
export const isPinFile = (text) => text.slice(0, 200).includes('"retort-pins"');

/** @param {unknown} value
 * @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value
 * @returns {value is [number, number][]} */
function isCurve(value) {
  return (
    Array.isArray(value) &&
    value.length <= MOST_POINTS &&
    value.every(
      (point) =>
        Array.isArray(point) &&
        point.length === 2 &&
        Number.isSafeInteger(point[0]) &&
        point[0] >= 0 &&
        isShare(point[1]),
    )
  );
}

/** @param {unknown} value
 * @returns {value is number} */
const isShare = (value) => typeof value === "number" && value >= 0 && value <= 1;

/** @param {unknown} value
 * @returns {value is Claim} */
function isClaim(value) {
  if (!isObject(value)) return false;
  const isPrint = (/** @type {unknown} */ text) => typeof text === "string" && PRINT.test(text);
  const version = value.engine === null || Number.isSafeInteger(value.engine);
  return version && isPrint(value.run) && Array.isArray(value.nets) && value.nets.every(isPrint);
}

/** @param {unknown} pin
 * @returns {Sent | Refusal["why"]} */
function readPin(pin) {
  if (!isObject(pin) || typeof pin.link !== "string" || pin.link.length > LONGEST_EXPERIMENT)
    return "no-link";
  if (typeof pin.name !== "string") return "no-name";
  const [curves, accuracy] = [pin.curves ?? {}, pin.accuracy ?? {}];
  if (!isObject(curves) || !Object.values(curves).every(isCurve)) return "no-curve";
  if (!isObject(accuracy) || !Object.values(accuracy).every(isShare)) return "no-accuracy";
  if (pin.claim != null && !isClaim(pin.claim)) return "no-print";
  return {
    name: pin.name.slice(0, LONGEST_NAME),
    link: pin.link,
    curves: /** @type {Sent["curves"]} */ (curves),
    accuracy: /** @type {Sent["accuracy"]} */ (accuracy),
    claim: pin.claim == null ? null : { .../** @type {Claim} */ (pin.claim), courses: [] },
  };
}

/** @param {string} text
 * @returns {Sent[] | Refusal} */
export function readPinFile(text) {
  if (text.length > LARGEST) return { why: "too-large", at: 0 };
  /** @type {unknown} */
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    return { why: "not-json", at: 0 };
  }
  if (!isObject(file) || !Number.isSafeInteger(file["retort-pins"])) return { why: "not-ours", at: 0 };
  if (Number(file["retort-pins"]) > VERSION) return { why: "newer", at: 0 };
  if (!Array.isArray(file.pins)) return { why: "not-ours", at: 0 };
  if (file.pins.length === 0) return { why: "empty", at: 0 };
  if (file.pins.length > MOST_PINS) return { why: "too-many", at: 0 };
  /** @type {Sent[]} */
  const sent = [];
  for (const [place, each] of file.pins.entries()) {
    const pin = readPin(each);
    if (typeof pin === "string") return { why: pin, at: place + 1 };
    sent.push(pin);
  }
  return sent;
}
