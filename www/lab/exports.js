// @ts-check
/** Panel: the charts of the page as pictures, the shown run as data. */

import { inReadingOrder } from "../roles.js";
import { shownCharts } from "../shown_charts.js";
import { engine, record } from "../state.js";
import { html } from "../view/html.js";
import { t } from "../words.js";
import { downloadText } from "./download.js";
import { saveChart } from "./pictures.js";
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
  `;
}
