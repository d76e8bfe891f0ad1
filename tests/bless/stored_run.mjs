// @ts-check
/** Writes www/stored/: the default preset run by the wasm engine, the menu, and the charts of that run. */

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { shorten } from "../../www/share/course.js";
import { softmax } from "../../www/softmax.js";
import { finish, loadEngine, microsecondsPerImage } from "../engine.mjs";
import { firstMenu } from "../first_menu.mjs";

/** Test images that the stored run carries, so many of each class. */
const PER_CLASS = 3;
/** The charts that the page shows before it can draw, with their size in CSS pixels. */
const SIZES = { "accuracy-curve": [420, 260], temperature: [420, 260] };
/** Range of the viewing temperature on the page. */
const [SMALLEST, LARGEST] = [0.25, 20];

const root = new URL("../../", import.meta.url);
const stored = new URL("www/stored/", root);
const engine = await loadEngine();
const menu = engine.menu();
const dataset = engine.Dataset.digits();
const classes = menu.datasets[0].classes.length;

/** @param {number} value
 * @param {number} digits after the point */
const rounded = (value, digits) => Number(value.toFixed(digits));

/** Decimals that each number is worth: differences of accuracies are shown, milliseconds only drawn. */
const DECIMALS = { accuracy: 6, milliseconds: 0 };

/** Rounds every number of a plain object, so that the file stays small.
 * @param {any} value
 * @param {number} [decimals]
 * @returns {any} */
function compact(value, decimals = 4) {
  if (typeof value === "number") return rounded(value, decimals);
  if (Array.isArray(value)) return value.map((each) => compact(each, decimals));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(([key, each]) => [
    key,
    compact(each, DECIMALS[/** @type {keyof typeof DECIMALS} */ (key)] ?? 4),
  ]);
  return Object.fromEntries(entries);
}

/** @param {any} session
 * @returns {{net: any, logits: Float32Array}} */
function run(session) {
  const start = performance.now();
  const { evaluations, finished } = finish(session);
  const milliseconds = performance.now() - start;
  const { type, evaluation, ...final } = finished;
  const points = evaluations.map(({ logits, print, ...point }) => point);
  const net = {
    evaluations: points,
    final: {
      ...final,
      milliseconds,
      microsecondsPerImage: microsecondsPerImage(session),
      looks: shorten(evaluations).looks.join(""),
    },
  };
  return { net: compact(net), logits: evaluation.logits };
}

/** @param {Float32Array} logits
 * @param {number} image */
const row = (logits, image) => Array.from(logits.subarray(image * classes, (image + 1) * classes));

/** The first images of each class, the teacher's most doubtful first.
 * @param {Float32Array} teacher */
function chooseImages(teacher) {
  const taken = new Array(classes).fill(0);
  const chosen = [];
  for (let image = 0; image < dataset.testCount; image++) {
    if (taken[dataset.testLabel(image)]++ < PER_CLASS) chosen.push(image);
  }
  const doubt = (/** @type {number} */ image) =>
    softmax(row(teacher, image), 4).reduce((sum, p) => sum - p * Math.log(p), 0);
  const right = (/** @type {number} */ image) => {
    const logits = row(teacher, image);
    return logits.indexOf(Math.max(...logits)) === dataset.testLabel(image);
  };
  return chosen.sort((a, b) => Number(right(b)) - Number(right(a)) || doubt(b) - doubt(a));
}

const teacherSession = new engine.TeacherSession("", dataset);
const teacher = run(teacherSession);
const bytes = teacherSession.teacher();
/** @type {[string, {net: any, logits: Float32Array}][]} */
const arms = engine
  .openLink("")
  .arms.map((/** @type {string} */ arm) => [arm, run(new engine.StudentSession("", dataset, arm, bytes))]);
const images = chooseImages(teacher.logits);
const shown = (/** @type {{net: any, logits: Float32Array}} */ { net, logits }) => ({
  ...net,
  logits: images.map((image) => row(logits, image).map((z) => rounded(z, 3))),
});
const storedRun = {
  link: "",
  engine: menu.engine,
  teacher: shown(teacher),
  arms: Object.fromEntries(arms.map(([key, arm]) => [key, shown(arm)])),
  images: images.map((index) => ({
    index,
    label: dataset.testLabel(index),
    pixels: Buffer.from(dataset.testImage(index)).toString("base64"),
  })),
};
mkdirSync(stored, { recursive: true });
writeFileSync(new URL("run.json", stored), JSON.stringify(storedRun));
writeFileSync(new URL("menu.json", stored), JSON.stringify(firstMenu(menu)));

/** The colours of a theme, out of the style sheet.
 * @param {"light" | "dark"} name */
function theme(name) {
  const css = readFileSync(new URL("www/style.css", root), "utf8");
  const start = name === "light" ? css.indexOf(":root {") : css.indexOf(':root[data-theme="dark"] {');
  const block = css.slice(start, css.indexOf("}", start));
  const colour = (/** @type {string} */ key) => block.match(new RegExp(`--${key}: (#[0-9a-f]{6});`))?.[1];
  return {
    ink: colour("ink"),
    muted: colour("muted"),
    hairline: colour("hairline"),
    paper: colour("paper"),
    teacher: colour("teacher"),
    student: colour("distilled"),
    baseline: colour("labels"),
    variant: colour("variant"),
    sans: "system-ui, sans-serif",
    fontSize: 13,
    scale: 1,
  };
}

const { roleOf } = await import("../../www/roles.js");
const { LANGUAGES } = await import("../../www/languages.js");
for (const { key: language } of LANGUAGES) {
  const { words } = await import(`../../www/text/${language}.js`);
  const name = (/** @type {string} */ key) => words[`net.${key}.short`] ?? words[`net.${key}`];
  const points = (/** @type {any} */ { net }) =>
    net.evaluations.map((/** @type {any} */ at) => [at.update, at.accuracy]);
  const series = [
    { role: "teacher", label: name("teacher"), points: points(teacher).slice(-1) },
    ...arms.map(([key, arm]) => ({ role: roleOf(key), label: name(key), points: points(arm) })),
  ];
  const first = images[0];
  const data = {
    "accuracy-curve": {
      series,
      xLabel: words["axis.updates"],
      yLabel: words["measure.accuracy"],
      yPercent: true,
      xMax: arms[0][1].net.evaluations[0].updates,
    },
    temperature: {
      classes: menu.datasets[0].classes,
      teacher: row(teacher.logits, first),
      student: row(arms.find(([key]) => key === "soft-labels")?.[1].logits ?? teacher.logits, first),
      temperature: menu.presets[0].spec.T,
      minimum: SMALLEST,
      maximum: LARGEST,
      teacherLabel: name("teacher"),
      studentLabel: name("soft-labels"),
      chosen: dataset.testLabel(first),
    },
  };
  for (const [chart, [width, height]] of Object.entries(SIZES)) {
    for (const colours of /** @type {const} */ (["light", "dark"])) {
      const input = JSON.stringify({
        data: data[/** @type {keyof typeof data} */ (chart)],
        theme: theme(colours),
      });
      const program = ["run", "--quiet", "--features", "ndarray", "--", "draw", chart];
      const size = ["--width", String(width), "--height", String(height)];
      const drawn = spawnSync("cargo", [...program, ...size], { cwd: root, input, encoding: "utf8" });
      if (drawn.status !== 0) throw new Error(drawn.stderr);
      writeFileSync(new URL(`${chart}.${language}.${colours}.svg`, stored), drawn.stdout);
    }
  }
}
for (const [key, { net }] of [["teacher", teacher], ...arms]) {
  console.log(`${key}: ${(net.evaluations.at(-1).accuracy * 100).toFixed(1)} %, ${net.final.fingerprint}`);
}
