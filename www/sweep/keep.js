// @ts-check
/** The sweep and its picture as files, and files of other places. */

import { csv } from "../lab/class_entries.js";
import { downloadText } from "../lab/download.js";
import { Keep } from "../lab/keep.js";
import { saveChart } from "../lab/pictures.js";
import { TEACHER } from "../roles.js";
import { html } from "../view/html.js";
import { number, t } from "../words.js";
import { placeOf } from "./check.js";
import { together } from "./names.js";
import { opened, openFiles, reading } from "./open.js";
import { picture } from "./picture.js";
import { problemText } from "./problem.js";
import { built, nets, results, summaryAt } from "./state.js";
import { writeSweepFile } from "./sweep_file.js";

/** Refused lines that are named; more are counted. */
const NAMED = 5;
const NAME = "retort-sweep";

/** A row a network and run, with the settings that differ. */
function table() {
  const sweep = built.value;
  if (!sweep) return "";
  const head = [...sweep.axes.map(({ key }) => key), "seed", "role", "accuracy", "engine", "link"];
  const rows = results.value.flatMap((line, at) => {
    if (!line) return [];
    const place = placeOf(Math.floor(at / sweep.seeds), sweep.axes);
    const values = sweep.axes.map(({ values }, axis) => values[place[axis]]);
    return Object.entries({ [TEACHER]: line.teacher, ...line.arms }).map(([role, net]) => [
      ...values,
      line.seed,
      role,
      net.accuracy,
      line.engine ?? "",
      `#${sweep.links[at]}`,
    ]);
  });
  return csv([head, ...rows]);
}

/** Mean, spread and interval of every point. */
function statistics() {
  const sweep = built.value;
  if (!sweep) return "";
  const { link, axes, seeds, points } = sweep;
  const each = Array.from({ length: points }, (_, point) => {
    const place = placeOf(point, axes);
    const of = (/** @type {"accuracy" | "gain"} */ what, /** @type {string[]} */ keys) =>
      Object.fromEntries(keys.map((net) => [net, summaryAt(point, { what, net })]));
    return {
      point: Object.fromEntries(axes.map(({ key, values }, at) => [key, values[place[at]]])),
      accuracy: of("accuracy", [TEACHER, ...nets.value]),
      gain: of("gain", nets.value),
    };
  });
  return JSON.stringify({ link: `#${link}`, axes: axes.map(({ key }) => key), seeds, points: each });
}

/** @param {string} ending
 * @param {() => string} text
 * @param {"text/csv" | "application/json"} type */
const save = (ending, text, type) => () => downloadText(`${NAME}${ending}`, text(), type);

export function Files() {
  const sweep = built.value;
  const lines = () => results.value.flatMap((line) => (line ? [`${JSON.stringify(line)}\n`] : [])).join("");
  const draw = (/** @type {"png" | "svg"} */ kind) => () => {
    const { name, data } = picture();
    saveChart(name, data, NAME, kind);
  };
  const files = {
    PNG: draw("png"),
    SVG: draw("svg"),
    CSV: save(".csv", table, "text/csv"),
    JSON: save(".json", statistics, "application/json"),
    [t("sweeps.save.lines")]: save(".jsonl", lines, "application/json"),
  };
  const some = results.value.some((line) => line !== undefined);
  return html`
    ${some && html`<${Keep} label=${t("sweeps.save.results")} files=${files} />`}
    ${
      sweep &&
      html`<div class="row">
        <button type="button" onClick=${save(".sweep.json", () => writeSweepFile(sweep), "application/json")}>${t("sweeps.save.sweep")}</button>
        <p class="hint">${t("sweeps.save.about")}</p>
      </div>`
    }
  `;
}

/** @param {import("./open.js").Opened} file */
function outcomeOf({ name, taken, lost, refused, error, why }) {
  const parts = [];
  if (why) parts.push(t(`sweeps.open.${why}`));
  if (taken) parts.push(t("sweeps.open.taken", { count: number(taken) }));
  else if (taken === null && !why && !error) parts.push(t("sweeps.open.sweep"));
  if (lost) parts.push(t("sweeps.open.lost", { count: number(lost) }));
  if (error) parts.push(problemText(error));
  const named = refused.slice(0, NAMED);
  if (named.length > 0) {
    const lines = named.map((each) => t(`sweeps.line.${each.why}`, { line: number(each.line) }));
    const more = refused.length - named.length;
    if (more > 0) lines.push(t("sweeps.open.more", { count: number(more) }));
    parts.push(t("sweeps.open.refused", { lines: lines.join(t("sweeps.semicolon")) }));
  }
  return t("sweeps.open.file", { name, outcome: together(parts) });
}

/** Files to open, by choosing or dropping. */
export function Open() {
  const at = reading.value;
  return html`<div class="row">
      <label class="button">
        ${t("sweeps.open")}
        <input
          class="unseen"
          id="sweep-files"
          type="file"
          multiple
          accept=".json,.jsonl,application/json"
          onChange=${(/** @type {Event & {currentTarget: HTMLInputElement}} */ event) => {
            openFiles([...(event.currentTarget.files ?? [])]);
            // The same file can be chosen again.
            event.currentTarget.value = "";
          }}
        />
      </label>
      <p class="hint">${at ? t("sweeps.open.reading", { name: at.name, share: number(at.share * 100) }) : t("sweeps.open.about")}</p>
    </div>
    <div id="sweep-opened" role="status">
      ${opened.value.map((file) => html`<p class=${file.error || file.refused.length > 0 || file.why ? "problem" : "hint"}>${outcomeOf(file)}</p>`)}
    </div>`;
}
