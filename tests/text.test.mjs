// Every language says everything: equal keys, equal places, and a text for each word of the menu.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { TERMS } from "../www/help/terms.js";
import { LANGUAGES } from "../www/languages.js";

/** Places of the page that the glossary names by their id. */
const PLACES = ["view-T-slider", "run", "result", "closer", "prints"];

const www = new URL("../www/", import.meta.url);
/** All words of a language: the page's own and those of its rooms, which are fetched later. */
async function all({ key: language, load }) {
  const file = await load();
  const parts = [file, ...(await Promise.all(Object.values(file.rooms ?? {}).map((room) => room())))];
  const keys = parts.flatMap(({ words }) => Object.keys(words));
  assert.equal(new Set(keys).size, keys.length, `a key of ${language} stands in two files`);
  return Object.assign({}, ...parts.map(({ words }) => words));
}
const spoken = new Map();
for (const language of LANGUAGES) spoken.set(language.key, await all(language));
const [en, zh] = ["en", "zh"].map((key) => spoken.get(key));
const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted();

test("all languages have the same keys", () => {
  for (const [language, words] of spoken)
    assert.deepEqual(Object.keys(words).toSorted(), Object.keys(en).toSorted(), language);
});

test("every room has a file in the folder, and every file is a room's", async () => {
  for (const { key, load } of LANGUAGES) {
    const rooms = Object.keys((await load()).rooms ?? {}).map((room) => `${room}_${key}.js`);
    const files = readdirSync(new URL("text/", www)).filter((name) => name.endsWith(`_${key}.js`));
    assert.deepEqual(files.toSorted(), rooms.toSorted());
  }
});

test("words that the glossary explains name terms that it has, the same ones in every language", () => {
  const named = (text) => [...text.matchAll(/\[[^\]|]+\|([\w-]+)\]/g)].map(([, term]) => term);
  for (const [language, words] of spoken) {
    for (const [key, text] of Object.entries(words)) {
      for (const term of named(text)) assert.ok(Object.hasOwn(TERMS, term), `${key}: ${term}`);
      assert.deepEqual(named(text).toSorted(), named(en[key]).toSorted(), `${language}: ${key}`);
    }
  }
  const terms = Object.keys(en).flatMap((key) => key.match(/^term\.([\w-]+)$/)?.[1] ?? []);
  assert.deepEqual(terms.toSorted(), Object.keys(TERMS).toSorted());
});

test("a term has two sentences", () => {
  for (const key of Object.keys(TERMS)) {
    const count = (text, end) => text.split(end).length - 1;
    assert.equal(count(`${en[`term.${key}.about`]} `, /\. /), 2, key);
    assert.equal(count(zh[`term.${key}.about`], "。"), 2, key);
  }
});

test("the glossary names chapters and fields that exist", () => {
  const chapters = new Set(readdirSync(new URL("../chapters/", www)).map((name) => name.split(".")[0]));
  const panels = readFileSync(new URL("lab/lab.js", www), "utf8");
  for (const [key, { see }] of Object.entries(TERMS)) {
    if ("chapter" in see) assert.ok(chapters.has(see.chapter), key);
    else if ("panel" in see) assert.ok(panels.includes(`key: "${see.panel}"`), key);
    else assert.ok(PLACES.includes(see.control) || `field.${see.control}` in en, key);
  }
});

test("all languages fill the same places", () => {
  for (const words of spoken.values())
    for (const [key, text] of Object.entries(en)) assert.deepEqual(places(words[key]), places(text), key);
});

test("no text is empty", () => {
  // Chinese has nothing between sentences.
  for (const words of spoken.values())
    for (const [key, text] of Object.entries(words)) assert.ok(text.trim() || key === "words.between", key);
});

test("Chinese has Chinese punctuation", () => {
  for (const [key, text] of Object.entries(zh))
    assert.doesNotMatch(text, /[一-鿿][,:;?!()]|[,:;?!][一-鿿]/, key);
});

test("every key that the page asks for exists, and no other", () => {
  const source = readdirSync(www, { recursive: true })
    .filter((name) => name.endsWith(".js") && !name.startsWith("text"))
    .map((name) => readFileSync(new URL(name, www), "utf8"))
    .join("\n");
  const asked = [...source.matchAll(/\b(?:t|fill|optional)\(\s*"([\w.-]+)"/g)].map(([, key]) => key);
  for (const key of asked) assert.ok(key in en, `${key} is asked for and missing`);
  // Keys put together from parts are known by what stands before the first part.
  const prefixes = [...source.matchAll(/[(`"]([\w-]+(?:\.[\w-]+)*\.)\$\{/g)].map(([, prefix]) => prefix);
  const quoted = new Set([...source.matchAll(/"([\w.-]+)"/g)].map(([, text]) => text));
  for (const key of Object.keys(en)) {
    assert.ok(quoted.has(key) || prefixes.some((prefix) => key.startsWith(prefix)), `nobody asks for ${key}`);
  }
});

test("everything in the menu has a name", () => {
  const menu = JSON.parse(readFileSync(new URL("stored/menu.json", www), "utf8"));
  const needed = [
    ...menu.presets.flatMap(({ key }) => [`preset.${key}`, `preset.${key}.about`]),
    ...menu.fields.flatMap(({ key, group }) => [`field.${key}`, `hint.${key}`, `group.${group}`]),
    ...menu.models.map(({ family }) => `family.${family}`),
    ...menu.datasets.map(({ key }) => `choice.${key}`),
    ...menu.methods.flatMap(({ key }) => [`choice.${key}`, `net.${key}`]),
    ...menu.datasets.flatMap(({ classes }) =>
      classes.filter((name) => !/^\d+$/.test(name)).map((name) => `class.${name}`),
    ),
  ];
  for (const key of needed) assert.ok(key in en, `${key} is missing`);
});
