// @ts-check
/** Runs that are kept to be compared: for this visit, also over a reload where the browser allows it. */

import { effect, signal } from "@preact/signals";
import { fingerprints } from "../reproduce.js";
import { inReadingOrder } from "../roles.js";
import { last } from "../run_record.js";

/** @typedef {import("../run_record.js").RunRecord} RunRecord */

/** `mine`: computed on this page. `open`: a link without numbers. `said`: the word of a file. `same`, `differs`: computed
 * here, and compared with what was sent. `failed`: it did not come to an end here.
 * @typedef {"mine" | "open" | "said" | "same" | "differs" | "failed"} Proof */

/** `curves` are [update, accuracy] by net, `accuracy` the last ones; `id` says whether it is the same run. `prints` are
 * the fingerprints of its nets where it was computed here, `claim` those that somebody sent.
 * @typedef {{id: string, name: string, link: string, spec: Record<string, string | number>, arms: string[],
 *   nets: string[], curves: Record<string, [number, number][]>, accuracy: Record<string, number>,
 *   engine: {key: string, version: number} | null, prints: string[] | null,
 *   claim: import("../claim.js").Claim | null, proof: Proof}} Pin */

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
    [pin.id, pin.name, pin.link, pin.proof].every((text) => typeof text === "string") &&
    [pin.spec, pin.curves, pin.accuracy].every(isObject) &&
    Array.isArray(pin.arms) &&
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
export function pinOf(record, name) {
  const { link, spec, arms, nets, engine } = record;
  const finished = inReadingOrder(arms).filter((key) => nets[key].final);
  const prints = finished.map((key) => nets[key].final?.fingerprint);
  return {
    id: [link, engine.key, engine.version, ...prints].join(" "),
    name,
    link,
    spec: { ...spec },
    arms,
    nets: finished,
    curves: Object.fromEntries(
      finished.map((key) => [key, nets[key].points.map(({ update, accuracy }) => [update, accuracy])]),
    ),
    accuracy: Object.fromEntries(finished.map((key) => [key, last(nets[key])?.accuracy ?? 0])),
    engine,
    prints: fingerprints(record),
    claim: null,
    proof: "mine",
  };
}

/** @param {Pin} pin */
export function add(pin) {
  if (pins.value.length < MOST && !pins.value.some(({ id }) => id === pin.id))
    pins.value = [...pins.value, pin];
}

/** @param {string} id
 * @param {Partial<Pin>} news */
export function change(id, news) {
  pins.value = pins.value.map((pin) => (pin.id === id ? { ...pin, ...news } : pin));
}

/** @param {string} id */
export function remove(id) {
  pins.value = pins.value.filter((pin) => pin.id !== id);
}

/** @param {string} id
 * @param {string} name */
export function rename(id, name) {
  change(id, { name });
}

/** Settings that are not the same in all pins.
 * @param {Pin[]} kept */
export function differences(kept) {
  const keys = [...new Set(kept.flatMap(({ spec }) => Object.keys(spec)))];
  return keys.filter((key) => new Set(kept.map(({ spec }) => String(spec[key]))).size > 1);
}

/** @param {string} text */
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

/** All curves, a row a point.
 * @param {Pin[]} kept */
export function pinsCsv(kept) {
  const rows = kept.flatMap(({ name, link, curves }) =>
    Object.entries(curves).flatMap(([net, points]) =>
      points.map(([update, accuracy]) => [quoted(name), quoted(`#${link}`), net, update, accuracy].join(",")),
    ),
  );
  return `run,link,net,update,accuracy\n${rows.map((row) => `${row}\n`).join("")}`;
}
