// @ts-check
/** The languages that the page speaks. A language is one file of text/ and one line here. */

/** @typedef {Record<string, string>} Words */
/** A language's file. What is not in `words` may stand in files of `rooms`, which are fetched with the views that need
 * them; a language in one file has none. `pictures` are drawings of the stored run with its words, by chart and theme.
 * @typedef {{words: Words, rooms?: Record<string, () => Promise<{words: Words}>>, pictures?: Record<string, URL>}} Spoken */
/** `tag` is for `lang` attributes and number formats, `key` for links.
 * @typedef {{key: string, tag: string, name: string, load: () => Promise<Spoken>}} Language */

/** @type {Language[]} */
export const LANGUAGES = [
  { key: "en", tag: "en", name: "English", load: () => import("./text/en.js") },
  { key: "zh", tag: "zh-Hans", name: "中文", load: () => import("./text/zh.js") },
];

/** The language of a link if it names one that exists, otherwise the browser's first that exists.
 * @param {string | null} asked
 * @param {readonly string[]} preferred */
export function chooseLanguage(asked, preferred) {
  const find = (/** @type {string} */ tag) =>
    LANGUAGES.find(({ key }) => tag.toLowerCase().split("-")[0] === key);
  return [asked ?? "", ...preferred].map(find).find(Boolean) ?? LANGUAGES[0];
}
