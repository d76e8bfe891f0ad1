// @ts-check
/** The language that the page speaks, and its words. */

import { computed, signal } from "@preact/signals";
import { LANGUAGES } from "./languages.js";

/** @typedef {import("./languages.js").Language} Language */
/** @typedef {import("./languages.js").Words} Words */

export const language = signal(LANGUAGES[0]);
const words = signal(/** @type {Words} */ ({}));
const pictures = signal(/** @type {Record<string, URL>} */ ({}));

/** Rooms whose words are spoken too.
 * @type {Set<string>} */
const rooms = new Set();

/** "T = 4" is one thing: no line ends within it.
 * @param {Words} texts
 * @returns {Words} */
const unbroken = (texts) =>
  Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      text.replace(/([TN]|α) = (?=[\d{])/g, "$1\u00a0=\u00a0"),
    ]),
  );

/** What is being fetched: one after the other, so that what comes last has the words of all.
 * @type {Promise<unknown>} */
let before = Promise.resolve();

/** @param {() => Language} choose */
function inTurn(choose) {
  const done = before.then(async () => {
    const chosen = choose();
    const file = await chosen.load();
    const loaded = await Promise.all([...rooms].map((room) => file.rooms?.[room]?.()));
    words.value = unbroken(Object.assign({}, file.words, ...loaded.map((each) => each?.words)));
    pictures.value = file.pictures ?? {};
    language.value = chosen;
    document.documentElement.lang = chosen.tag;
  });
  before = done.catch(() => {});
  return done;
}

/** @param {Language} chosen */
export function speak(chosen) {
  return inTurn(() => chosen);
}

/** Adds the words of a view that is fetched later, now and in every language that is spoken next.
 * @param {string} room */
export function alsoSpeak(room) {
  rooms.add(room);
  return inTurn(() => language.value);
}

/** A drawing of the stored run, where the language has one.
 * @param {string} chart
 * @param {string} theme
 * @returns {URL | undefined} */
export function pictureOf(chart, theme) {
  return pictures.value[`${chart}-${theme}`];
}

/** A text with its `{places}` filled; the values may be elements.
 * @template T
 * @param {string} key
 * @param {Record<string, T>} values
 * @returns {(string | T)[]} */
export function fill(key, values) {
  const parts = (words.value[key] ?? key).split(/\{(\w+)\}/);
  return parts.map((part, index) => (index % 2 ? values[part] : part));
}

/** A text, with `{places}` filled by plain values.
 * @param {string} key
 * @param {Record<string, string | number>} [values] */
export function t(key, values = {}) {
  return fill(key, values).join("");
}

/** A text, or nothing where the language has none: for what others add to the registries.
 * @param {string} key */
export function optional(key) {
  return words.value[key];
}

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** @param {Intl.NumberFormatOptions} options */
function format(options) {
  const key = language.value.tag + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.NumberFormat(language.value.tag, options);
    formats.set(key, found);
  }
  return found;
}

/** What stands where a number is not known. */
export const NONE = "–";

/** @param {number | null | undefined} value
 * @param {number} [digits] after the point */
export function number(value, digits = 0) {
  if (value == null || Number.isNaN(value)) return NONE;
  return format({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** At most so many significant digits, no zeros for show.
 * @param {number | null | undefined} value
 * @param {number} [digits] */
export function short(value, digits = 3) {
  if (value == null || Number.isNaN(value)) return NONE;
  return format({ maximumSignificantDigits: digits }).format(value);
}

/** Two significant digits with a word for thousands or millions: 2.5M, 250万.
 * @param {number | null | undefined} value */
export function rough(value) {
  if (value == null || Number.isNaN(value)) return NONE;
  return format({ notation: "compact", maximumSignificantDigits: 2 }).format(value);
}

/** @param {number | null | undefined} share 0 to 1
 * @param {number} [digits] */
export function percent(share, digits = 1) {
  if (share == null || Number.isNaN(share)) return NONE;
  return format({ style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    share,
  );
}

/** @param {string[]} parts */
export function list(parts) {
  return new Intl.ListFormat(language.value.tag, { type: "conjunction" }).format(parts);
}

/** The name of a class: a digit stays a digit.
 * @param {string} key */
export function className(key) {
  return optional(`class.${key}`) ?? key;
}

export const languageTag = computed(() => language.value.tag);
