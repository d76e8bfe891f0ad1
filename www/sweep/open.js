// @ts-check
/** Opens files of sweeps: what to run, and results from here, from the command line or from Python. Nothing is sent. */

import { batch, signal } from "@preact/signals";
import { openLink } from "../actions.js";
import { visit } from "../link.js";
import * as page from "../state.js";
import { checkSweep } from "./check.js";
import { LARGEST, MOST, readLine, sweepOf } from "./lines.js";
import * as pool from "./pool.js";
import { built, failed, fieldOf, form, last, running } from "./state.js";
import { readSweepFile } from "./sweep_file.js";
import { turns } from "./turns.js";
import { joinValues } from "./values.js";

/** @typedef {import("./lines.js").Line} Line */
/** @typedef {import("./lines.js").FailedLine} FailedLine */
/** @typedef {import("./lines.js").Refused} Refused */
/** @typedef {import("./sweep_file.js").Axis} Axis */
/** @typedef {import("../engine/retort.js").Spec} Spec */
/** @typedef {import("./check.js").SweepError} SweepError */

/** What became of a file: how many results were taken, how many runs diverged, which lines were not taken, or why it is no
 * sweep.
 * @typedef {{name: string, taken: number | null, lost?: number, refused: Refused[], error: SweepError | null,
 *   why: "" | "too-large" | "running" | "empty"}} Opened */

export const opened = signal(/** @type {Opened[]} */ ([]));
/** Name of the file that is being read, and the share that is. */
export const reading = signal(/** @type {{name: string, share: number} | null} */ (null));

/** @param {Iterable<File>} files */
export async function openFiles(files) {
  if (reading.value) return;
  /** @type {Opened[]} */
  const outcomes = [];
  // What to run comes before what came out.
  const order = [...files].sort((a, b) => Number(isSpec(b.name)) - Number(isSpec(a.name)));
  for (const file of order) outcomes.push(await openFile(file));
  opened.value = outcomes;
}

const isSpec = (/** @type {string} */ name) => name.endsWith(".sweep.json");

/** @param {File} file
 * @returns {Promise<Opened>} */
async function openFile(file) {
  const outcome = { name: file.name, taken: null, refused: [], error: null };
  if (running.value) return { ...outcome, why: "running" };
  if (file.size > LARGEST) return { ...outcome, why: "too-large" };
  reading.value = { name: file.name, share: 0 };
  try {
    const text = await file.text();
    if (isSpec(file.name) || /^\s*\{\s*"retort-sweep"/.test(text)) {
      return { ...outcome, why: "", error: await openSpec(text) };
    }
    return { ...outcome, ...(await openLines(text)) };
  } finally {
    reading.value = null;
  }
}

/** @param {string} text
 * @returns {Promise<SweepError | null>} */
async function openSpec(text) {
  const read = readSweepFile(text);
  return "given" in read ? { code: "not-a-sweep", key: "", given: read.given } : take(read);
}

/** Makes a sweep the page's own.
 * @param {import("./sweep_file.js").SweepFile} file
 * @returns {Promise<SweepError | null>} why not */
async function take(file) {
  const [engine, menu] = [page.engine.value, page.menu.value];
  if (!engine || !menu) return null;
  const found = await checkSweep(engine, menu, file, turns());
  if ("error" in found) return found.error;
  const { link, axes, seeds } = found.built;
  if (!openLink(link)) return { code: "locked", key: "", given: "" };
  batch(() => {
    built.value = found.built;
    form.value = {
      axes: axes.map(({ key, values }) => ({ key, text: joinValues(fieldOf(key), values) })),
      seeds,
    };
    last.value = { link, form: form.value };
  });
  visit(link);
  return null;
}

/** @param {string} text
 * @returns {Promise<Pick<Opened, "taken" | "lost" | "refused" | "error" | "why">>} */
async function openLines(text) {
  const engine = page.engine.value;
  const rows = text.split(/\r?\n/);
  /** @type {Map<string, {line: Line | FailedLine, spec: Spec, at: number}>} */
  const found = new Map();
  /** @type {Refused[]} */
  const refused = [];
  const breathe = turns();
  for (const [at, row] of rows.entries()) {
    if (row.trim() === "" || !engine) continue;
    const refuse = (/** @type {import("./lines.js").Why} */ why) => refused.push({ line: at + 1, why });
    const line = readLine(row);
    if ("why" in line) refuse(line.why);
    else {
      const { link, spec, problems } = engine.openLink(line.link);
      if (problems.length > 0) refuse("bad-link");
      else if (spec.seed !== line.seed) refuse("other-seed");
      else if (found.has(link)) refuse("repeated");
      else if (found.size >= MOST) refuse("too-many");
      else found.set(link, { line, spec, at });
    }
    if (reading.value) reading.value = { ...reading.value, share: at / rows.length };
    await breathe();
  }
  if (found.size === 0) return { taken: 0, refused, error: null, why: refused.length > 0 ? "" : "empty" };

  const shown = new Set(built.value?.links ?? []);
  const outside = [...found.keys()].filter((link) => !shown.has(link));
  let error = null;
  if (outside.length > 0) error = await infer([...found.values()].map(({ spec }) => spec));
  // Where they are no sweep of their own, those of the sweep on the page are still taken.
  if (error) {
    if (outside.length === found.size) return { taken: 0, refused, error, why: "" };
    for (const link of outside) {
      refused.push({ line: (found.get(link)?.at ?? 0) + 1, why: "not-in-sweep" });
      found.delete(link);
    }
  }
  const results = [...found].flatMap(([link, { line }]) => ("arms" in line ? [{ link, line }] : []));
  const lost = [...found].flatMap(([link, { line }]) => ("arms" in line ? [] : [link]));
  batch(() => {
    pool.add(results);
    // What diverged elsewhere diverges here: the panel counts it, and does not begin it by itself.
    failed.value = [...new Set([...failed.value, ...lost])].filter((link) => !pool.lines.has(link));
  });
  refused.sort((a, b) => a.line - b.line);
  return { taken: results.length, lost: lost.length, refused, error: null, why: "" };
}

/** The sweep that these experiments are of: the fields that differ are its axes.
 * @param {Spec[]} specs
 * @returns {Promise<SweepError | null>} */
async function infer(specs) {
  const keys = (page.menu.value?.fields ?? []).map(({ key }) => key);
  const { base, axes, seeds } = sweepOf(specs, keys);
  return take({ link: page.engine.value?.checkSpec(base).link ?? "", axes, seeds });
}
