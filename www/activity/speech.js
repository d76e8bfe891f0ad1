// @ts-check
/** The words of an activity, which may be in another language than the page: a teacher writes for somebody else. */

/** @typedef {import("../words.js").Language} Language */
/** @typedef {import("../words.js").Words} Words */

/** @typedef {Object} Speech
 * @property {Language} language
 * @property {(key: string, values?: Record<string, string | number>) => string} say
 * @property {(key: string) => string | undefined} known a text, or nothing where there is none
 * @property {(value: number, digits?: number) => string} number
 * @property {(value: number, digits: number) => string} short at most so many significant digits
 * @property {(value: number) => string} percent of a share
 * @property {(parts: string[]) => string} list */

/** Rooms whose words an activity uses. */
const ROOMS = ["more", "chapter", "activity"];

/** @param {Language} language
 * @returns {Promise<Speech>} */
export async function speechOf(language) {
  const file = await language.load();
  const rooms = await Promise.all(ROOMS.map((room) => file.rooms?.[room]?.()));
  /** @type {Words} */
  const words = Object.assign({}, file.words, ...rooms.map((each) => each?.words));
  return speech(language, words);
}

/** @param {Language} language
 * @param {Words} words
 * @returns {Speech} */
export function speech(language, words) {
  /** @param {Intl.NumberFormatOptions} options */
  const format = (options) => new Intl.NumberFormat(language.tag, options);
  const minus = (/** @type {string} */ text) => text.replace("-", "−");
  return {
    language,
    say: (key, values = {}) =>
      (words[key] ?? key).replaceAll(/\{(\w+)\}/g, (_, name) => String(values[name])),
    known: (key) => words[key],
    // Adding zero turns −0 into 0.
    number: (value, digits = 0) =>
      minus(format({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value + 0)),
    short: (value, digits) => minus(format({ maximumSignificantDigits: digits }).format(value)),
    percent: (share) =>
      format({ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(share),
    list: (parts) => new Intl.ListFormat(language.tag, { type: "conjunction" }).format(parts),
  };
}
