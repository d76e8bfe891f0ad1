// @ts-check
/** Panel: the charts of the page as pictures, the shown run as data. */

import { useState } from "preact/hooks";
import { inReadingOrder } from "../roles.js";
import { shownCharts } from "../shown_charts.js";
import { engine, record } from "../state.js";
import { answers, classes } from "../view/chosen.js";
import { html } from "../view/html.js";
import { t } from "../words.js";
import { downloadText } from "./download.js";
import { saveChart, saveSvg } from "./pictures.js";
import { curvesCsv, resultLine, toCsv } from "./result_line.js";

/** The charts that a file can be made of, in the order of the page. */
const CHARTS = ["accuracy-curve", "loss-curve", "temperature", "confusion", "reliability"];

/** @param {{children?: unknown, label: string}} props */
function Line({ label, children }) {
  return html`<div class="row saved" role="group" aria-label=${label}>
    <span>${label}</span>
    ${children}
  </div>`;
}

/** What is HTML on the page, by its caption. */
const OUTPUTS = { bars: "export.bars", difference: "export.difference" };

/** @param {string} kind
 * @param {string} name
 * @param {"svg" | "png"} type */
async function saveOutputs(kind, name, type) {
  const { picture } = await import("../compare/picture.js");
  saveSvg(picture(kind === "bars" ? "bars" : "difference"), name, type);
}

/** What every network answers for the chosen image, a row a class. */
function outputsCsv() {
  const nets = answers.value;
  const head = ["class", ...nets.flatMap(({ key }) => [`${key} logit`, `${key} probability`])];
  const rows = classes.value.map((name, at) => [
    name,
    ...nets.flatMap(({ logits, probabilities }) => [logits[at], probabilities[at]]),
  ]);
  return [head, ...rows].map((row) => `${row.join(",")}\n`).join("");
}

/** @param {{stem: string}} props */
function Report({ stem }) {
  const [failed, fail] = useState("");
  // Fetched when it is asked for.
  const make = async (/** @type {"saveReport" | "printReport"} */ what) => {
    try {
      const room = await import("../report/make.js");
      await room[what](stem);
      fail("");
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  };
  return html`<h4>${t("export.report")}</h4>
    <${Line} label=${t("export.report.about")}>
      <button id="report-save" type="button" onClick=${() => make("saveReport")}>HTML</button>
      <button id="report-print" type="button" onClick=${() => make("printReport")}>${t("export.print")}</button>
    <//>
    <p class="problem" role="status">${failed && t("export.report.failed", { reason: failed })}</p>`;
}

export function Exports() {
  const [shown, built] = [record.value, engine.value];
  if (!shown || !built) return null;
  const line = resultLine(shown, built.runFingerprint);
  const stem = `retort-${shown.spec.data}-seed-${shown.spec.seed}`;
  const curves = Object.fromEntries(inReadingOrder(shown.arms).map((key) => [key, shown.nets[key].points]));
  const json = () => JSON.stringify({ ...line, curves });
  return html`
    <h4>${t("export.charts")}</h4>
    ${CHARTS.filter((name) => shownCharts.value[name]).map((name) => {
      const { data, caption } = shownCharts.value[name];
      return html`<${Line} key=${name} label=${caption}>
        <button type="button" onClick=${() => saveChart(name, data(), `${stem}-${name}`, "png")}>PNG</button>
        <button type="button" onClick=${() => saveChart(name, data(), `${stem}-${name}`, "svg")}>SVG</button>
      <//>`;
    })}
    ${Object.entries(OUTPUTS).map(
      ([kind, caption]) => html`<${Line} key=${kind} label=${t(caption)}>
        <button type="button" onClick=${() => saveOutputs(kind, `${stem}-${kind}`, "png")}>PNG</button>
        <button type="button" onClick=${() => saveOutputs(kind, `${stem}-${kind}`, "svg")}>SVG</button>
        ${kind === "bars" && html`<button type="button" onClick=${() => downloadText(`${stem}-outputs.csv`, outputsCsv(), "text/csv")}>CSV</button>`}
      <//>`,
    )}
    <p class="hint">${t("export.more")}</p>
    <h4>${t("export.data")}</h4>
    <${Line} label=${t("export.result")}>
      <button type="button" disabled=${!line} onClick=${() => line && downloadText(`${stem}.csv`, toCsv([line]), "text/csv")}>CSV</button>
      <button type="button" disabled=${!line} onClick=${() => downloadText(`${stem}.json`, json(), "application/json")}>JSON</button>
    <//>
    <${Line} label=${t("export.curves")}>
      <button type="button" disabled=${shown.nets.teacher.points.length === 0} onClick=${() => downloadText(`${stem}-curves.csv`, curvesCsv(shown), "text/csv")}>CSV</button>
    <//>
    <p class="hint">${t(line ? "export.hint" : "export.open")}</p>
    <${Report} stem=${stem} />
  `;
}
