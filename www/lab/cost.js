// @ts-check
/** Panel: what the shown run cost, and after how many answered images it is paid back. */

import { DISTILLED, inReadingOrder, roleOf, TEACHER } from "../roles.js";
import { engine, record } from "../state.js";
import { html } from "../view/html.js";
import { netName } from "../view/names.js";
import { NONE, number, rough, short, t } from "../words.js";
import { csvFile, Keep } from "./keep.js";
import { breakEven, timesOf } from "./paid_back.js";

/** @typedef {import("../engine/retort.js").Bill} Bill */
/** @typedef {import("../run_record.js").RunRecord} RunRecord */

/** Seconds of computing.
 * @param {number | undefined} milliseconds */
const seconds = (milliseconds) => (milliseconds === undefined ? NONE : short(milliseconds / 1000, 3));

/** @param {{shown: RunRecord, bill: Bill}} props */
function Table({ shown, bill }) {
  const rows = inReadingOrder(shown.arms).map((key) => {
    const line = bill.arms.find(({ arm }) => arm === key);
    const { final } = shown.nets[key];
    const cells =
      key === TEACHER
        ? [rough(bill.teacher), NONE, seconds(final?.milliseconds), rough(bill.teacherPerImage)]
        : [
            rough(line?.training),
            line?.softLabels ? rough(line.softLabels) : NONE,
            seconds(final?.milliseconds),
            rough(bill.studentPerImage),
          ];
    return html`<tr key=${key}>
      <th scope="row" class=${`role-${roleOf(key)}`}>${netName(key)}</th>
      ${[...cells, short(final?.microsecondsPerImage, 2)].map((cell) => html`<td>${cell}</td>`)}
    </tr>`;
  });
  // Above the table, not its caption: that would be as wide as the table, and scroll with it.
  return html`<p id="cost-caption" class="hint">${t("cost.caption")}</p>
  <div class="scroll" tabindex="0" role="region" aria-label=${t("panel.cost")}>
    <table class="figures" aria-labelledby="cost-caption">
      <thead>
        <tr>
          <td></td>
          ${["training", "asking", "seconds", "answer", "time"].map((head) => html`<th scope="col">${t(`cost.${head}`)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** @param {RunRecord} shown
 * @param {Bill} bill */
function lines(shown, bill) {
  const head = [
    "network",
    "training_operations",
    "soft_label_operations",
    "training_ms",
    "operations_per_image",
    "us_per_image",
  ];
  const rows = inReadingOrder(shown.arms).map((key) => {
    const line = bill.arms.find(({ arm }) => arm === key);
    const { final } = shown.nets[key];
    const operations =
      key === TEACHER
        ? [bill.teacher, null, final?.milliseconds, bill.teacherPerImage]
        : [line?.training, line?.softLabels, final?.milliseconds, bill.studentPerImage];
    return [key, ...operations, final?.microsecondsPerImage];
  });
  return [head, ...rows];
}

/** @param {RunRecord} shown
 * @param {Bill} bill */
function sentences(shown, bill) {
  const line = bill.arms.find(({ arm }) => arm === DISTILLED);
  if (!line) return [t("cost.unpaired")];
  if (line.paidBackWithTeacher === null || line.paidBack === null) return [t("cost.never")];
  const counted = { count: number(line.paidBackWithTeacher), without: number(line.paidBack) };
  const times = timesOf(shown);
  const images = times && breakEven(times.invested, times.teacher, times.student);
  const timed =
    images === null || images === undefined
      ? t("cost.neverInTime")
      : t("cost.inTime", { count: number(images) });
  return [t("cost.paidBack", counted), timed];
}

export function Cost() {
  const [shown, core] = [record.value, engine.value];
  if (shown?.state !== "finished" || !core) return html`<p class="hint">${t("cost.none")}</p>`;
  const bill = core.trainingBill(shown.link);
  return html`
    <div role="status">${sentences(shown, bill).map((text) => html`<p class="verdict">${text}</p>`)}</div>
    <${Table} shown=${shown} bill=${bill} />
    <${Keep} label=${t("panel.export")} files=${csvFile("retort-cost", () => lines(shown, bill))} />
    <p class="hint">${t("cost.method")}</p>
  `;
}
