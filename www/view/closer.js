// @ts-check
/** A closer look at one net: which classes it mixes up, and whether its confidence can be trusted. */

import { useMemo, useState } from "preact/hooks";
import { DISTILLED, inReadingOrder, roleOf } from "../roles.js";
import { last } from "../run_record.js";
import { record } from "../state.js";
import { className, language, number, percent, t } from "../words.js";
import { Chart } from "./chart.js";
import { classes } from "./chosen.js";
import { html, Select } from "./html.js";
import { netName } from "./names.js";

/** @typedef {import("../run_record.js").Net} Net */

export function Closer() {
  const [wanted, want] = useState(DISTILLED);
  const shown = record.value;
  const finished = shown ? inReadingOrder(shown.arms).filter((key) => shown.nets[key].final) : [];
  const key = finished.includes(wanted) ? wanted : finished[0];
  const net = shown && key ? shown.nets[key] : null;
  if (!net?.final) return html`<p class="hint">${t("closer.open")}</p>`;
  return html`
    <div class="row">
      <label for="closer-net">${t("closer.net")}</label>
      <${Select}
        id="closer-net"
        value=${key}
        options=${finished.map((value) => ({ value, label: netName(value) }))}
        onChange=${want}
      />
    </div>
    <${Confusion} net=${net} />
    <${Reliability} net=${net} />
  `;
}

/** What the chart of mixed up classes shows.
 * @param {Net} net */
export function confusionData(net) {
  const [rowLabel, columnLabel] = [t("confusion.true"), t("confusion.said")];
  return { classes: classes.value.map(className), counts: net.final?.confusion ?? [], rowLabel, columnLabel };
}

/** What the chart of confidence and accuracy shows.
 * @param {Net} net */
export function reliabilityData(net) {
  const reliability = net.final?.reliability ?? { count: [], confidence: [], accuracy: [] };
  const [xLabel, yLabel] = [t("reliability.confidence"), t("reliability.accuracy")];
  return { ...reliability, role: roleOf(net.key), xLabel, yLabel };
}

/** @param {{net: Net}} props */
function Confusion({ net }) {
  const counts = net.final?.confusion ?? [];
  const names = classes.value.map(className);
  const data = useMemo(() => confusionData(net), [counts, language.value]);
  const size = names.length;
  const mixed = counts.map((count, at) => ({ count, row: Math.floor(at / size), column: at % size }));
  const [worst] = mixed.filter(({ row, column }) => row !== column).sort((a, b) => b.count - a.count);
  return html`<${Chart}
    name="confusion"
    data=${data}
    summary=${worst ? t("confusion.summary", { net: netName(net.key), count: number(worst.count), row: names[worst.row], column: names[worst.column] }) : ""}
    caption=${t("confusion.caption")}
    table=${() => ({
      head: [t("confusion.corner"), ...names],
      rows: names.map((name, row) => [
        name,
        ...counts.slice(row * size, (row + 1) * size).map((count) => number(count)),
      ]),
    })}
  />`;
}

/** @param {{net: Net}} props */
function Reliability({ net }) {
  const data = useMemo(() => reliabilityData(net), [net.final, language.value]);
  return html`<${Chart}
    name="reliability"
    data=${data}
    summary=${t("reliability.summary", { net: netName(net.key), error: percent(last(net)?.calibrationError) })}
    caption=${t("reliability.caption")}
    table=${() => ({
      head: [t("reliability.confidence"), t("reliability.accuracy"), t("reliability.count")],
      rows: data.count.flatMap((count, bin) =>
        count > 0 ? [[percent(data.confidence[bin]), percent(data.accuracy[bin]), number(count)]] : [],
      ),
    })}
  />`;
}
