// What every preset comes to, as pages with previews, activities and docs/engines.md have it: complete, current, of one run.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { words as en } from "../www/text/en.js";
import { words as zh } from "../www/text/zh.js";
import { loadEngine } from "./engine.mjs";

const engine = await loadEngine();
const menu = engine.menu();
const folder = new URL("../www/presets/", import.meta.url);
const results = JSON.parse(readFileSync(new URL("results.json", folder), "utf8"));

test("every preset has its results, its words and its picture", () => {
  assert.deepEqual(
    results.map(({ key, link }) => [key, link]),
    menu.presets.map(({ key, link }) => [key, link]),
    "cargo xtask bless",
  );
  for (const {
    key,
    title,
    about,
    engine: made,
    testImages,
    seed,
    fingerprint,
    results: nets,
    link,
  } of results) {
    assert.deepEqual(title, { en: en[`preset.${key}`], zh: zh[`preset.${key}`] });
    assert.deepEqual(about, { en: en[`preset.${key}.about`], zh: zh[`preset.${key}.about`] });
    assert.deepEqual(made, menu.engine);
    const { spec, arms } = engine.openLink(link);
    assert.equal(testImages, menu.datasets.find((each) => each.key === spec.data).test);
    assert.equal(seed, spec.seed);
    assert.deepEqual(
      nets.map(({ net }) => net),
      ["teacher", ...arms],
    );
    assert.equal(fingerprint, engine.runFingerprint(nets.map((net) => net.fingerprint)), key);
    // Width and height stand in the first chunk of a PNG.
    const png = readFileSync(new URL(`${key}.png`, folder));
    assert.deepEqual(
      [png.toString("latin1", 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)],
      ["PNG", 1200, 630],
    );
  }
  const pictures = readdirSync(folder).filter((name) => name.endsWith(".png"));
  assert.equal(pictures.length, results.length, "no picture of a preset that is gone");
});

test("the table of engines has every preset, and the same fingerprints", () => {
  const table = readFileSync(new URL("../docs/engines.md", import.meta.url), "utf8");
  const rows = [...table.matchAll(/^\| ([\w-]+) \| `([0-9a-f]{16})` \|(.*)\|$/gm)];
  assert.deepEqual(
    rows.map(([, key, print]) => [key, print]),
    results.map(({ key, fingerprint }) => [key, fingerprint]),
    "cargo xtask verify",
  );
  for (const [, key, , engines] of rows) {
    const cells = engines.split("|").map((cell) => cell.trim());
    assert.ok(cells.length >= 4 && cells.every((cell) => cell === "equal"), `${key}: ${cells}`);
  }
});
