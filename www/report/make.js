// @ts-check
/** Makes a report: prints it, or saves it as one file that needs nothing else. */

import { render } from "preact";
import { chartTheme } from "../chart_theme.js";
import { ready as outputs } from "../compare/words.js";
import { download } from "../lab/download.js";
import { addStyle } from "../share/style.js";
import { html } from "../view/html.js";
import { alsoSpeak, language } from "../words.js";
import { Report, title } from "./report.js";

const STYLE = new URL("../style_report.css", import.meta.url);

await Promise.all([alsoSpeak("report"), outputs, addStyle(STYLE)]);

/** Frames until all parts of it are drawn. */
const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Puts the report into the page, out of sight.
 * @returns {Promise<HTMLElement>} */
async function place() {
  const box = document.createElement("div");
  box.className = "report";
  box.lang = language.value.tag;
  document.body.append(box);
  render(html`<${Report} date=${new Date()} theme=${chartTheme(1, box)} />`, box);
  await drawn();
  return box;
}

/** @param {HTMLElement} box */
function remove(box) {
  render(null, box);
  box.remove();
}

/** On paper stands the report and nothing of the page. */
export async function printReport() {
  const box = await place();
  const root = document.documentElement;
  const name = document.title;
  root.dataset.printing = "report";
  // Browsers name the file after it.
  document.title = title();
  try {
    print();
  } finally {
    document.title = name;
    delete root.dataset.printing;
    remove(box);
  }
}

/** What a reader of the file cannot press becomes text.
 * @param {HTMLElement} box */
function withoutControls(box) {
  const copy = /** @type {HTMLElement} */ (box.cloneNode(true));
  for (const each of copy.querySelectorAll("button, a.term")) each.replaceWith(...each.childNodes);
  return copy;
}

/** Nothing that is not in the file can be fetched or run, whoever changes it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** @param {string} text */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The report as the text of an HTML file. */
export async function reportFile() {
  const box = await place();
  try {
    const style = await (await fetch(STYLE)).text();
    // As text: a style element of the page's own making would be subject to the page's policy, which allows none.
    return `<!doctype html>
<html lang="${language.value.tag}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Retort">
<title>${escaped(title())}</title>
<style>
${style}
</style>
</head>
<body>
${withoutControls(box).outerHTML}
</body>
</html>
`;
  } finally {
    remove(box);
  }
}

/** @param {string} stem of the file's name */
export async function saveReport(stem) {
  const text = await reportFile();
  download(`${stem}-report.html`, new Blob([text], { type: "text/html;charset=utf-8" }));
}
