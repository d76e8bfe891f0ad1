// @ts-check
/** Panel: the same experiment with many seeds, and one sentence about what they say together. */

import { DISTILLED, LABELS } from "../roles.js";
import { arms, busy, link } from "../state.js";
import { html, Switch } from "../view/html.js";
import { shortName } from "../view/names.js";
import { list, number, optional, percent, t } from "../words.js";
import { downloadText } from "./download.js";
import { Keep } from "./keep.js";
import { saveSvg } from "./pictures.js";
import { toCsv, toJsonLines } from "./result_line.js";
import { interval, SweepChart } from "./sweep_chart.js";
import * as sweep from "./sweep_state.js";

/** What the seeds say, with as much doubt as they leave. */
function sentence() {
  const [found, ends] = [sweep.gain.value, interval()];
  if (!found) return "";
  const values = { better: number(found.better), count: number(found.count), mean: points(found.mean) };
  if (!ends) return t("sweep.one", values);
  const outcome = ends.low > 0 ? "helped" : ends.high < 0 ? "hurt" : "unclear";
  const range = { low: points(ends.low), high: points(ends.high) };
  return t("sweep.sentence", { ...values, ...range, outcome: t(`sweep.${outcome}`) });
}

/** Points of accuracy, with a real minus; what rounds to zero has none.
 * @param {number} value */
const points = (value) => number(Math.round(value * 10) / 10 || 0, 1).replace("-", "−");

/** A sweep compares two students: both must be among the arms. */
const paired = () => [LABELS, DISTILLED].every((key) => arms.value.includes(key));

function Buttons() {
  const going = sweep.running.value;
  const missing = sweep.missing.value.length;
  // Not "disabled": that would take the focus away from who has just waited for the end.
  const closed = !going && (missing === 0 || busy.value || !paired());
  const begun = sweep.current.value && sweep.results.value.length > 0;
  const label = missing === 0 ? "sweep.more" : begun ? "sweep.continue" : "sweep.start";
  return html`<div class="row">
    <button
      id="sweep-run"
      type="button"
      class=${going ? "" : "primary"}
      aria-disabled=${closed}
      onClick=${() => {
        if (going) sweep.stop();
        else if (!closed) sweep.start();
      }}
    >
      ${going ? t("sweep.stop") : t(label, { count: number(missing) })}
    </button>
    <p class="hint">${hint(going, missing)}</p>
  </div>`;
}

/** @param {boolean} going
 * @param {number} missing */
function hint(going, missing) {
  if (going && sweep.fetched.value !== null) return t("fetching", { share: percent(sweep.fetched.value, 0) });
  if (going) {
    const { share, secondsLeft } = sweep.progress.value;
    const left = secondsLeft === null ? "" : t("left", { seconds: number(Math.ceil(secondsLeft)) });
    return `${percent(share, 0)} ${left}`;
  }
  if (busy.value) return t("sweep.busy");
  return missing === 0 ? t("sweep.complete") : "";
}

function Table() {
  const rows = sweep.results.value;
  return html`<details>
    <summary>${t("table.show")}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("panel.sweep")}>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">${t("sweep.seed")}</th>
            ${[LABELS, DISTILLED].map((key) => html`<th scope="col">${shortName(key)}</th>`)}
            <th scope="col">${t("sweep.gain")}</th>
            <th scope="col">${t("fingerprint")}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(({ seed, arms: nets, fingerprint }) => {
            const [before, after] = [LABELS, DISTILLED].map((key) => nets[key].accuracy * 100);
            return html`<tr key=${seed}>
              <th scope="row">${String(seed)}</th>
              <td>${number(before, 1)}</td>
              <td>${number(after, 1)}</td>
              <td>${points(after - before)}</td>
              <td>${fingerprint ? html`<code>${fingerprint}</code>` : "–"}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </details>`;
}

function Files() {
  const name = `retort-seeds-${sweep.base.value?.spec.seed}`;
  const svg = () => document.querySelector("#panel-sweep svg.plot");
  const files = {
    CSV: () => downloadText(`${name}.csv`, toCsv(sweep.results.value), "text/csv"),
    JSON: () => downloadText(`${name}.jsonl`, toJsonLines(sweep.results.value), "application/json"),
    SVG: () => saveSvg(svg(), name, "svg"),
    PNG: () => saveSvg(svg(), name, "png"),
  };
  return html`<${Keep} label=${t("panel.export")} files=${files} />`;
}

export function Sweep() {
  const going = sweep.running.value;
  const some = sweep.results.value.length > 0;
  const other = some && !sweep.current.value && sweep.base.value?.link !== link.value;
  if (!paired() && !some && !going) return html`<p class="hint">${t("sweep.unpaired")}</p>`;
  return html`
    <${Switch}
      label=${t("sweep.count")}
      value=${String(sweep.count.value)}
      options=${sweep.COUNTS.map((each) => ({ value: String(each), label: t("sweep.seeds", { count: number(each) }) }))}
      onChange=${(/** @type {string} */ value) => {
        sweep.count.value = Number(value);
      }}
    />
    <${Buttons} />
    ${going && html`<progress aria-label=${t("sweep.progress")} max="1" value=${sweep.fetched.value ?? sweep.progress.value.share} />`}
    ${sweep.startFailure.value && html`<p class="problem">${t("failure.start", { reason: optional(sweep.startFailure.value) ?? sweep.startFailure.value })}</p>`}
    ${sweep.failed.value.length > 0 && html`<p class="problem">${t("sweep.failed", { seeds: list(sweep.failed.value.map(String)) })}</p>`}
    ${other && html`<p class="stale">${t("sweep.other")}</p>`}
    <p class="verdict" role="status">${some ? (going ? t("sweep.soFar", { count: number(sweep.results.value.length) }) : sentence()) : ""}</p>
    ${some && going && html`<p class="verdict second">${sentence()}</p>`}
    ${
      some &&
      html`<figure class="chart">
        <${SweepChart} />
        <figcaption>${t("sweep.caption")}</figcaption>
      </figure>
      <${Table} />
      <${Files} />`
    }
    <p class="hint">${t("sweep.method")}</p>
  `;
}
