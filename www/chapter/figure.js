// @ts-check
/** The figure of a chapter: the stored run over its seeds, and the reader's own beside it as hollow marks. */

import { useMemo } from "preact/hooks";
import { downloadText } from "../lab/download.js";
import { Keep } from "../lab/keep.js";
import { saveChart } from "../lab/pictures.js";
import { knownRole } from "../roles.js";
import { chapter } from "../state.js";
import { Chart } from "../view/chart.js";
import { html } from "../view/html.js";
import { shortName } from "../view/names.js";
import { language, list, short, t } from "../words.js";
import { interval, scaleOf } from "./units.js";

/** @typedef {import("../engine/retort.js").ChapterReport} ChapterReport */

/** @param {ChapterReport} report
 * @param {number} at
 * @param {Record<string, string>} names */
function placeName({ points, axis }, at, names) {
  const { x, link } = points[at];
  return names[`point.${at + 1}`] ?? (x === null ? link.split("&").pop() : short(x, 4)) ?? axis?.key ?? "";
}

/** Every mark of the figure, a row each: means over seeds, and half of their 95 % intervals.
 * @param {Record<string, ChapterReport | null>} reports */
function chapterCsv(reports) {
  const rows = Object.entries(reports).flatMap(([source, report]) =>
    (report?.series ?? []).flatMap(({ key, means }) =>
      means.map((mean, at) =>
        [
          source,
          key,
          report?.points[at]?.x ?? at,
          mean?.mean ?? "",
          mean && Number.isFinite(mean.margin) ? mean.margin : "",
        ].join(","),
      ),
    ),
  );
  return `run,series,x,mean,margin\n${rows.map((row) => `${row}\n`).join("")}`;
}

/** @param {{stored: ChapterReport | null, own: ChapterReport | null, names: Record<string, string>}} props */
export function Figure({ stored, own, names }) {
  const report = stored ?? own;
  const nameOf = (/** @type {string} */ key) => names[`series.${key}`] ?? shortName(key);
  const data = useMemo(() => {
    if (!report) return null;
    const { factor, name } = scaleOf(report.unit);
    const scaled = (/** @type {number | null | undefined} */ value) =>
      value == null ? null : value * factor;
    return {
      series: report.series.map(({ key, means }, at) => ({
        role: knownRole(key) ?? null,
        label: nameOf(key),
        values: (stored ? means : []).map((mean) => scaled(mean?.mean)),
        margins: (stored ? means : []).map((mean) => scaled(mean?.margin)),
        own: (own?.series[at]?.means ?? []).map((mean) => scaled(mean?.mean)),
      })),
      places: report.axis
        ? report.points.map(({ x }, at) => ({ x, name: placeName(report, at, names) }))
        : [],
      log: report.axis?.log ?? false,
      xLabel: report.axis ? (names.axis ?? report.axis.key) : "",
      yLabel: name,
      least: report.unit === "share" ? 0 : null,
      most: report.unit === "share" ? 100 : null,
    };
  }, [stored, own, names, language.value]);
  if (!report || !data) return html`<p class="hint">${t("chapter.empty")}</p>`;

  const last = report.points.length - 1;
  const ends = report.series.map(({ key, means }) =>
    t("chart.value", { net: nameOf(key), value: interval(means[last], report.unit) }),
  );
  const columns = [stored && { report: stored, name: "stored" }, own && { report: own, name: "own" }];
  const shown = columns.flatMap((each) => (each ? [each] : []));
  const stem = `retort-${chapter.value}`;
  const json = () => downloadText(`${stem}.json`, JSON.stringify({ stored, own }), "application/json");
  return html`<${Chart}
    name="comparison"
    data=${data}
    caption=${names.figure ?? ""}
    summary=${t("chart.summary", { title: names.figure ?? "", values: list(ends) })}
    table=${() => ({
      head: [
        report.axis ? (names.axis ?? report.axis.key) : t("chapter.series"),
        ...report.series.flatMap(({ key }) =>
          shown.map(({ name }) => `${nameOf(key)}, ${t(`chapter.${name}`)}`),
        ),
      ],
      rows: report.points.map((_, at) => [
        report.axis ? placeName(report, at, names) : t("chapter.mean"),
        ...report.series.flatMap((_, series) =>
          shown.map((each) => interval(each.report.series[series]?.means[at], report.unit)),
        ),
      ]),
    })}
  />
  <${Keep}
    label=${t("chapter.keep")}
    files=${{
      PNG: () => saveChart("comparison", data, stem, "png"),
      SVG: () => saveChart("comparison", data, stem, "svg"),
      CSV: () => downloadText(`${stem}.csv`, chapterCsv({ stored, own }), "text/csv"),
      JSON: json,
    }}
  />`;
}
