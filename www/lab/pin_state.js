// @ts-check
/** Runs that are kept to be compared: for this visit, also over a reload where the browser allows it. */

import { effect, signal } from "@preact/signals";
import { inReadingOrder } from "../roles.js";
import { last } from "../run_record.js";

/** @typedef {import("../run_record.js").RunRecord} RunRecord */

/** `curves` are [update, accuracy] by net, `accuracy` the last ones; `id` says whether it is the same run.
 * @typedef {{id: string, name: string, link: string, spec: Record<string, string | number>, nets: string[],
 *   curves: Record<string, [number, number][]>, accuracy: Record<string, number>}} Pin */

export const MOST = 6;
const KEY = "retort-pins";

/** @param {unknown} value
 * @returns {boolean} */
const isObject = (value) => typeof value === "object" && value !== null;

/** @param {Partial<Pin> | null} pin what the storage held */
function isPin(pin) {
  return (
    pin !== null &&
    isObject(pin) &&
    [pin.id, pin.name, pin.link].every((text) => typeof text === "string") &&
    [pin.spec, pin.curves, pin.accuracy].every(isObject) &&
    Array.isArray(pin.nets) &&
    pin.nets.every((net) => Array.isArray(pin.curves?.[net]))
  );
}

/** @param {unknown} value
 * @returns {value is Pin[]} */
export function arePins(value) {
  return Array.isArray(value) && value.length <= MOST && value.every(isPin);
}

/** @returns {Pin[]} */
function load() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return arePins(kept) ? kept : [];
  } catch {
    // Storage is closed here, or holds something else: the pins last until the page is left.
    return [];
  }
}

export const pins = signal(load());

effect(() => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(pins.value));
  } catch {
    // As above.
  }
});

/** @param {RunRecord} record
 * @param {string} name
 * @returns {Pin} */
export function pinOf({ link, spec, arms, nets, engine }, name) {
  const finished = inReadingOrder(arms).filter((key) => nets[key].final);
  const prints = finished.map((key) => nets[key].final?.fingerprint);
  return {
    id: [link, engine.key, engine.version, ...prints].join(" "),
    name,
    link,
    spec: { ...spec },
    nets: finished,
    curves: Object.fromEntries(
      finished.map((key) => [key, nets[key].points.map(({ update, accuracy }) => [update, accuracy])]),
    ),
    accuracy: Object.fromEntries(finished.map((key) => [key, last(nets[key])?.accuracy ?? 0])),
  };
}

/** @param {Pin} pin */
export function add(pin) {
  if (pins.value.length < MOST && !pins.value.some(({ id }) => id === pin.id))
    pins.value = [...pins.value, pin];
}

/** @param {string} id */
export function remove(id) {
  pins.value = pins.value.filter((pin) => pin.id !== id);
}

/** @param {string} id
 * @param {string} name */
export function rename(id, name) {
  pins.value = pins.value.map((pin) => (pin.id === id ? { ...pin, name } : pin));
}

/** Settings that are not the same in all pins.
 * @param {Pin[]} kept */
export function differences(kept) {
  const keys = [...new Set(kept.flatMap(({ spec }) => Object.keys(spec)))];
  return keys.filter((key) => new Set(kept.map(({ spec }) => String(spec[key]))).size > 1);
}
