// @ts-check
/** Writes www/presets/: what every preset comes to in this engine, and a picture of it for previews of links, 1200 x 630.
 * `node tests/bless/presets.mjs [preset...]`: trains these presets, or all, and draws all again (in Chromium); with a word
 * that is no preset it only draws. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { datasetOf, finish, loadEngine } from "../engine.mjs";

const folder = new URL("../../www/presets/", import.meta.url);
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** What previews of links are shown in. */
const [WIDTH, HEIGHT] = [1200, 630];

const engine = await loadEngine();
const menu = engine.menu();
const wanted = process.argv.slice(2);
const words = Object.fromEntries(
  await Promise.all(["en", "zh"].map(async (key) => [key, (await import(`../../www/text/${key}.js`)).words])),
);
/** @param {string} key
 * @returns {Record<string, string>} by language */
const named = (key) =>
  Object.fromEntries(Object.entries(words).map(([language, all]) => [language, all[key]]));

/** @param {any} session
 * @param {string} key */
function result(session, key) {
  const { finished } = finish(session);
  const { accuracy, agreement } = finished.evaluation;
  const rounded = (/** @type {number | null} */ share) => (share === null ? null : Number(share.toFixed(6)));
  return {
    net: key,
    accuracy: rounded(accuracy),
    agreement: rounded(agreement),
    parameters: finished.cost.parameters,
    fingerprint: finished.fingerprint,
  };
}

/** @param {{key: string, link: string, spec: any}} preset */
function trained({ key, link, spec }) {
  const dataset = datasetOf(engine, spec.data);
  const teacher = new engine.TeacherSession(link, dataset);
  const results = [result(teacher, "teacher")];
  const answers = teacher.teacher();
  teacher.free();
  for (const arm of engine.openLink(link).arms) {
    const student = new engine.StudentSession(link, dataset, arm, answers);
    results.push(result(student, arm));
    student.free();
  }
  dataset.free();
  return {
    key,
    link,
    title: named(`preset.${key}`),
    about: named(`preset.${key}.about`),
    engine: menu.engine,
    testImages: menu.datasets.find((/** @type {any} */ each) => each.key === spec.data).test,
    seed: spec.seed,
    fingerprint: engine.runFingerprint(results.map(({ fingerprint }) => fingerprint)),
    results,
  };
}

/** Colours of the page in light. */
const COLOURS = /** @type {Record<string, string>} */ ({
  teacher: "#1F5FA8",
  "soft-labels": "#B3471D",
  "hard-labels": "#6B6F76",
});

/** @param {ReturnType<typeof trained>} preset */
function picture({ title, about, testImages, seed, fingerprint, results, engine: { version } }) {
  const bars = Object.keys(COLOURS).map((key) => {
    const share = results.find(({ net }) => net === key)?.accuracy ?? 0;
    return `<div class="bar" style="--colour: ${COLOURS[key]}; --share: ${share}">
      <p>${words.en[`net.${key}`]} <span lang="zh-Hans">${words.zh[`net.${key}`]}</span></p>
      <div><i></i><b>${(share * 100).toFixed(1)} %</b></div>
    </div>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><style>
    * { box-sizing: border-box; margin: 0; }
    body { width: ${WIDTH}px; height: ${HEIGHT}px; padding: 56px 64px; display: grid; grid-template-columns: 500px 1fr; gap: 24px 64px;
      grid-template-rows: auto 1fr auto; background: #FBFAF6; color: #1B1F24; font: 26px/1.4 "Liberation Sans", "Noto Sans CJK SC", sans-serif; }
    header, footer { grid-column: 1 / -1; display: flex; justify-content: space-between; align-items: baseline; color: #5A626C; }
    header { border-bottom: 2px solid #D9D6CC; padding-bottom: 16px; } header b { color: #1B1F24; font-size: 34px; }
    footer { border-top: 2px solid #D9D6CC; padding-top: 16px; font-size: 22px; }
    h1, h2 { font-family: "Liberation Serif", "Noto Serif CJK SC", serif; font-weight: 600; line-height: 1.15; }
    h1 { font-size: 60px; } h2 { font-size: 46px; margin-top: 8px; }
    section { align-self: center; } section > p { margin-top: 16px; color: #5A626C; }
    .bars { align-self: center; display: grid; gap: 20px; font-variant-numeric: tabular-nums; }
    .bar > p { font-size: 24px; } .bar > div { display: flex; align-items: center; gap: 12px; }
    .bar i { height: 36px; width: calc(var(--share) * 400px); background: var(--colour); } .bar b { font-size: 32px; color: var(--colour); white-space: nowrap; }
  </style>
  <header><b>Retort</b><span>${words.en.tagline} <span lang="zh-Hans">${words.zh.tagline}</span></span></header>
  <section><h1>${title.en}</h1><h2 lang="zh-Hans">${title.zh}</h2><p>${about.en}</p><p lang="zh-Hans">${about.zh}</p></section>
  <div class="bars">${bars.join("")}</div>
  <footer><span>accuracy on ${testImages} test images · <span lang="zh-Hans">测试图像上的准确率</span></span><span>seed ${seed} · engine ${version} · ${fingerprint.slice(0, 8)}</span></footer></html>`;
}

mkdirSync(folder, { recursive: true });
const file = new URL("results.json", folder);
/** @type {ReturnType<typeof trained>[]} */
const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
const executablePath = process.env.RETORT_BROWSER ?? BROWSERS.find(existsSync);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
const presets = [];
for (const preset of menu.presets) {
  const kept = before.find(({ key }) => key === preset.key);
  const isWanted = wanted.length === 0 || wanted.includes(preset.key) || !kept;
  const shown = isWanted ? trained(preset) : /** @type {ReturnType<typeof trained>} */ (kept);
  presets.push(shown);
  await page.setContent(picture(shown));
  writeFileSync(new URL(`${preset.key}.png`, folder), await page.screenshot());
  console.log(`  ${preset.key}: ${shown.fingerprint}`);
}
await browser.close();
writeFileSync(file, `${JSON.stringify(presets, null, 1)}\n`);
