// Every language says everything: equal keys, equal places, and a text for each word of the menu.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const www = new URL("../www/", import.meta.url);
/** All words of a language: the page's own and those of the parts that are fetched later. */
async function all(language) {
  const names = readdirSync(new URL("text/", www)).filter((name) =>
    new RegExp(`^(\\w+_)?${language}\\.js$`).test(name),
  );
  const parts = await Promise.all(names.map((name) => import(new URL(`text/${name}`, www).href)));
  const keys = parts.flatMap(({ words }) => Object.keys(words));
  assert.equal(new Set(keys).size, keys.length, `a key of ${language} stands in two files`);
  return Object.assign({}, ...parts.map(({ words }) => words));
}
const [en, zh] = await Promise.all([all("en"), all("zh")]);
const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted();

test("all languages have the same keys", () => {
  assert.deepEqual(Object.keys(zh).toSorted(), Object.keys(en).toSorted());
});

test("all languages fill the same places", () => {
  for (const [key, text] of Object.entries(en)) assert.deepEqual(places(zh[key]), places(text), key);
});

test("no text is empty", () => {
  for (const words of [en, zh]) for (const [key, text] of Object.entries(words)) assert.ok(text.trim(), key);
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
