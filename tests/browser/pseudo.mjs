// A language that exists in tests only: English with other letters, two fifths longer, in brackets. One file and one line
// bring it, as they would bring any other.
import { readFile } from "node:fs/promises";
import { LANGUAGES } from "../../www/languages.js";

const BUILT = new URL("../../dist/www/", import.meta.url);
const PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const OTHER = [..."åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ"];

/** The same text in letters that no English text has. Places and the terms of the glossary stay as they are. */
export function pseudo(text) {
  const kept = /(\{\w+\}|\|[\w-]+\])/;
  const written = text
    .split(kept)
    .map((part, at) => (at % 2 ? part : part.replace(/[a-zA-Z]/g, (letter) => OTHER[PLAIN.indexOf(letter)])))
    .join("");
  const missing = Math.ceil(text.replace(/\{\w+\}/g, "").length * 0.4);
  const more = "öñé ţŵö ţĥŕéé ƒöûŕ ƒîṽé šîẋ "
    .repeat(1 + missing / 24)
    .slice(0, missing)
    .trimEnd();
  return `⟦${written} ${more}⟧`;
}

/** The one file: every word of English, those of all rooms too. */
export async function languageFile() {
  const english = await LANGUAGES[0].load();
  const rooms = await Promise.all(Object.values(english.rooms).map((room) => room()));
  const words = Object.assign({}, ...[english, ...rooms].map((file) => file.words));
  const entries = Object.entries(words).map(([key, text]) => [key, pseudo(text)]);
  return `export const words = ${JSON.stringify(Object.fromEntries(entries))};\n`;
}

/** The one line, as it would stand in LANGUAGES; numbers and lists are Greek, so that they differ from English too. */
const LINE = '{key:"xx",tag:"el",name:"⟦Ψεύδο⟧",load:()=>import("./xx.js")}';

/** Adds the line to the registry of the built page, and serves the file beside the others. */
export async function addLanguage(page) {
  const file = await languageFile();
  const script = { contentType: "text/javascript" };
  // The page names the hashes of the files that came with it, and this is another one.
  await page.route(
    ({ pathname }) => pathname.endsWith("/"),
    async (route) => {
      const text = await readFile(new URL("../index.html", BUILT), "utf8");
      return route.fulfill({ contentType: "text/html", body: text.replace(/ integrity="[^"]*"/g, "") });
    },
  );
  await page.route("**/www/xx.js", (route) => route.fulfill({ ...script, body: file }));
  await page.route(/\/www\/[^/]*\.js$/, async (route) => {
    if (route.request().url().endsWith("/xx.js")) return route.fallback();
    const { pathname } = new URL(route.request().url());
    const text = await readFile(new URL(pathname.split("/www/")[1], BUILT), "utf8");
    // The last of the registry's lines, as it is minified.
    const body = text.replace(/(\{key:"zh",[^{}]*\})(?=\])/, `$1,${LINE}`);
    // A page may be closed while it still loads a panel; nobody waits for that answer.
    return route.fulfill({ ...script, body }).catch(() => {});
  });
}
