// @ts-check
/** The experiments of a class: what each one says it reached, and what running it again gives. */

import { signal } from "@preact/signals";
import { compare } from "../reproduce.js";
import { TEACHER } from "../roles.js";
import { last } from "../run_record.js";
import * as state from "../state.js";
import { makeBatch } from "./batch.js";
import { MOST, readEntries } from "./class_entries.js";

/** @typedef {import("../engine/retort.js").Claim} Claim */
/** @typedef {import("../run_record.js").RunRecord} RunRecord */
/** @typedef {import("./class_entries.js").Refused} Refused */

/** `said`: a file's own word. `run`: computed here, nothing to compare with. `same`, `differs`: computed here, and
 * compared with the fingerprint that was handed in.
 * @typedef {"open" | "said" | "run" | "same" | "differs" | "failed"} Proof */

/** @typedef {Object} Member
 * @property {number} id
 * @property {string} name
 * @property {string} link
 * @property {import("../engine/retort.js").Spec} spec
 * @property {string[]} arms
 * @property {Claim | null} claim
 * @property {Record<string, number>} accuracies
 * @property {boolean} changed whether its link said something that this page does not know
 * @property {Proof} proof */

export const members = signal(/** @type {Member[]} */ ([]));
export const refused = signal(/** @type {Refused[]} */ ([]));

const batch = makeBatch(take);
export const { running, progress, startFailure, stop } = batch;

let ids = 0;

/** @param {number} id
 * @param {Partial<Member>} news */
function change(id, news) {
  members.value = members.value.map((member) => (member.id === id ? { ...member, ...news } : member));
}

/** @param {number} id
 * @param {RunRecord} record */
function take(id, record) {
  const engine = state.engine.peek();
  if (!engine) return;
  const claim = members.peek().find((member) => member.id === id)?.claim;
  const found = claim ? compare(claim, record, engine.runFingerprint) : null;
  const nets = [TEACHER, ...record.arms].flatMap((key) => {
    const accuracy = record.nets[key].final ? last(record.nets[key])?.accuracy : undefined;
    return accuracy === undefined ? [] : [/** @type {[string, number]} */ ([key, accuracy])];
  });
  if (record.state === "failed") change(id, { proof: "failed" });
  else
    change(id, {
      proof: found ? (found.same ? "same" : "differs") : "run",
      accuracies: Object.fromEntries(nets),
    });
}

/** Adds what somebody pasted, or a file's content.
 * @param {string} text
 * @param {string} [name] for entries that bring none */
export function add(text, name = "") {
  const engine = state.engine.value;
  if (!engine) return;
  const read = readEntries(text, { name, room: MOST - members.value.length });
  const found = read.entries.map((entry) => {
    const opened = entry.link === null ? engine.checkSpec(entry.spec ?? {}) : engine.openLink(entry.link);
    const claim =
      opened.claim ??
      (entry.fingerprint ? { engine: null, run: entry.fingerprint, nets: [], courses: [] } : null);
    ids += 1;
    return {
      id: ids,
      name: entry.name,
      link: opened.link,
      spec: opened.spec,
      arms: opened.arms,
      claim,
      accuracies: entry.accuracies,
      changed: opened.problems.length > 0,
      proof: /** @type {Proof} */ (Object.keys(entry.accuracies).length > 0 ? "said" : "open"),
    };
  });
  members.value = [...members.value, ...found];
  refused.value = read.refused;
}

/** @param {Iterable<File>} files */
export async function addFiles(files) {
  /** @type {Refused[]} */
  const all = [];
  for (const file of files) {
    add(await file.text(), file.name.replace(/(\.retort)?\.jsonl?$/, ""));
    all.push(...refused.value);
  }
  refused.value = all;
}

export function clear() {
  stop();
  members.value = [];
  refused.value = [];
}

/** Those that have not been computed here. */
export const unproven = () => members.value.filter(({ proof }) => proof === "open" || proof === "said");

/** Runs every experiment that has not been computed here. */
export function start() {
  return batch.start(unproven());
}

/** Fields in which the experiments differ and that are numbers: what the chart may have along its axis. */
export function axes() {
  const fields = state.menu.value?.fields ?? [];
  const numbers = fields.filter(({ kind }) => kind === "number" || kind === "integer");
  return numbers
    .map(({ key }) => key)
    .filter((key) => new Set(members.value.map(({ spec }) => spec[key])).size > 1);
}
