// @ts-check
/** Reads what a class handed in: links, result files, lines of `retort run --json`, one beside the other. Trusts
 * nothing, and knows neither page nor engine. */

import { LARGEST } from "../share/file.js";

/** More than any class has. */
export const MOST = 500;
/** Characters of a name that are kept. */
const NAME = 60;
/** Characters of a paste that are read: as many files as there may be entries. */
export const MOST_TEXT = MOST * 32_768;

/** What somebody handed in: an experiment and, from a file, the accuracy of each net that it says it reached.
 * @typedef {Object} Entry
 * @property {string} name
 * @property {string | null} link of a pasted link or a result line
 * @property {Record<string, string | number> | null} spec of a result file
 * @property {string} fingerprint of the run, or "" where none is given
 * @property {Record<string, number>} accuracies by net, between 0 and 1 */

/** @typedef {{line: number, why: "not-ours" | "too-large" | "too-many"}} Refused */

const PRINT = /^[0-9a-f]{8,16}$/;
/** A link of the playground inside a line: an address with a hash, or a bare hash that starts with its version. */
const LINK = /(https?:\/\/[^\s<>"']*#[^\s<>"')\]]*|#?v=\d+(?:&[^\s<>"')\]]*)?)/;

/** @param {unknown} value
 * @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value */
const isShare = (value) => typeof value === "number" && value >= 0 && value <= 1;

/** @param {string} text */
const clean = (text) =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, " ")
    .replaceAll(/\s+/g, " ")
    .replace(/[\s:：,，;；|\t-]+$/u, "")
    .trim()
    .slice(0, NAME);

/** @param {[string, unknown][]} pairs */
const sharesOf = (pairs) =>
  Object.fromEntries(/** @type {[string, number][]} */ (pairs.filter(([, value]) => isShare(value))));

/** @param {unknown} file
 * @param {string} name
 * @returns {Entry | null} */
function fromJson(file, name) {
  if (!isObject(file)) return null;
  const fingerprint =
    typeof file.fingerprint === "string" && PRINT.test(file.fingerprint) ? file.fingerprint : "";
  if (isObject(file.spec)) {
    const settings = Object.entries(file.spec).filter(
      ([, value]) => typeof value === "string" || (typeof value === "number" && Number.isFinite(value)),
    );
    const results = Array.isArray(file.results) ? file.results.filter(isObject) : [];
    return {
      name,
      link: null,
      spec: /** @type {Record<string, string | number>} */ (Object.fromEntries(settings)),
      fingerprint,
      accuracies: sharesOf(results.map(({ net, accuracy }) => [String(net), accuracy])),
    };
  }
  if (typeof file.link !== "string") return null;
  const arms = isObject(file.arms) ? Object.entries(file.arms) : [];
  const nets = [["teacher", file.teacher], ...arms];
  const pairs = nets.map(([net, result]) => [String(net), isObject(result) ? result.accuracy : null]);
  return {
    name,
    link: file.link,
    spec: null,
    fingerprint,
    accuracies: sharesOf(/** @type {[string, unknown][]} */ (pairs)),
  };
}

/** @param {string} text */
function parsed(text) {
  try {
    return /** @type {unknown} */ (JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** One line: a link with perhaps a name before it, or one JSON object.
 * @param {string} line
 * @param {string} name
 * @returns {Entry | null} */
function fromLine(line, name) {
  if (line.startsWith("{")) return fromJson(parsed(line), name);
  const found = LINK.exec(line);
  if (!found) return null;
  const said = clean(line.slice(0, found.index));
  return { name: said || name, link: found[0], spec: null, fingerprint: "", accuracies: {} };
}

/** @param {string} text a paste, or the content of a file
 * @param {{name?: string, room?: number}} [how] name for entries without one, and how many more there may be
 * @returns {{entries: Entry[], refused: Refused[]}} */
export function readEntries(text, { name = "", room = MOST } = {}) {
  /** @type {Entry[]} */
  const entries = [];
  /** @type {Refused[]} */
  const refused = [];
  if (text.length > MOST_TEXT) return { entries, refused: [{ line: 1, why: "too-large" }] };
  // A result file is one object over many lines.
  const whole = text.trimStart().startsWith("{") ? fromJson(parsed(text), clean(name)) : null;
  if (whole)
    return room > 0 ? { entries: [whole], refused } : { entries, refused: [{ line: 1, why: "too-many" }] };
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "") continue;
    const entry = line.length <= LARGEST ? fromLine(line, clean(name)) : null;
    if (entry && entries.length < room) entries.push(entry);
    else
      refused.push({
        line: at + 1,
        why: entry ? "too-many" : line.length > LARGEST ? "too-large" : "not-ours",
      });
  }
  return { entries, refused };
}

/** A field of CSV: quoted, and never a formula for a spreadsheet.
 * @param {string | number} value */
function cell(value) {
  const text = String(value);
  const safe = /^[=+\-@\t]/.test(text) && typeof value === "string" ? `'${text}` : text;
  return /[",\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {(string | number)[][]} rows */
export function csv(rows) {
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}
