// @ts-check
/** The figures of each net: how good it is, and what it costs. */

import { DISTILLED, inReadingOrder, roleOf, TEACHER } from "../roles.js";
import { last } from "../run_record.js";
import { record } from "../state.js";
import { NONE, number, optional, rough, short, t } from "../words.js";
import { html } from "./html.js";
import { shortName } from "./names.js";
import { Steady } from "./steady.js";
import { Term } from "./term.js";

/** @typedef {import("../run_record.js").Net} Net */
/** @typedef {{head: string, hint: string, term?: string, read: (net: Net) => string}} Column */

/** Hints come with the engine.
 * @type {Column[]} */
const QUALITY = [
  {
    head: "column.accuracy",
    hint: "column.accuracy.hint",
    term: "accuracy",
    read: (net) => share(last(net)?.accuracy),
  },
  {
    head: "column.agreement",
    hint: "column.agreement.hint",
    term: "agreement",
    read: (net) => share(last(net)?.agreement),
  },
  { head: "column.kl", hint: "column.kl.hint", term: "kl", read: (net) => number(last(net)?.kl, 2) },
  {
    head: "column.ece",
    hint: "column.ece.hint",
    term: "calibration",
    read: (net) => share(last(net)?.calibrationError),
  },
];

/** For runs whose students work in another domain than their teacher.
 * @type {Column} */
const ORIGINAL = {
  head: "column.original",
  hint: "column.original.hint",
  term: "domain",
  read: (net) => share(net.final?.originalAccuracy),
};

/** @type {Column[]} */
const COST = [
  {
    head: "column.parameters",
    hint: "column.parameters.hint",
    term: "parameters",
    read: (net) => number(net.final?.cost.parameters),
  },
  {
    head: "column.size",
    hint: "column.size.hint",
    read: ({ final }) => number(final && final.cost.bytes / 1000, 1),
  },
  { head: "column.time", hint: "column.time.hint", read: (net) => short(net.final?.microsecondsPerImage, 2) },
  {
    head: "column.rate",
    hint: "column.rate.hint",
    read: ({ final }) => rough(final && 1e6 / final.microsecondsPerImage),
  },
];

/** Per cent without the sign: the head of the column has it.
 * @param {number | null | undefined} value */
function share(value) {
  return value == null ? NONE : number(value * 100, 1);
}

/** @param {{id: string, caption: string, columns: Column[]}} props */
function Table({ id, caption, columns }) {
  const shown = record.value;
  if (!shown) return null;
  return html`<div class="across"><table class=${columns.length > QUALITY.length ? "results many" : "results"}>
    <caption id=${id}>${caption}</caption>
    <thead>
      <tr>
        <td></td>
        ${columns.map(
          ({ head, hint, term }) => html`<th scope="col">
          ${term ? html`<${Term} of=${term} title=${optional(hint)}>${t(head)}<//>` : html`<abbr title=${optional(hint)}>${t(head)}</abbr>`}
        </th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${inReadingOrder(shown.arms).map(
        (key) => html`<tr key=${key}>
          <th scope="row" class=${`role-${roleOf(key)}`}>${shortName(key)}</th>
          ${columns.map(({ read }) => html`<td>${read(shown.nets[key])}</td>`)}
        </tr>`,
      )}
    </tbody>
  </table></div>`;
}

export function QualityTable() {
  const moved = Object.values(record.value?.nets ?? {}).some(
    ({ final }) => final?.originalAccuracy !== undefined,
  );
  const [accuracy, ...others] = QUALITY;
  const columns = moved ? [{ ...accuracy, head: "column.accuracy.narrow" }, ORIGINAL, ...others] : QUALITY;
  return html`<${Table} id="quality" caption=${t("quality")} columns=${columns} />`;
}

export function CostTable() {
  const nets = record.value?.nets ?? {};
  const [teacher, student] = [nets[TEACHER]?.final, nets[DISTILLED]?.final];
  // The students are one and the same network: the fastest measurement is the least disturbed one.
  const times = (record.value?.arms ?? []).flatMap((arm) => nets[arm].final?.microsecondsPerImage ?? []);
  // A search has no parameters that a student's could be compared with.
  const full = teacher && student && teacher.cost.parameters > 0;
  return html`
    <${Table} id="cost" caption=${t("cost")} columns=${COST} />
    <${Steady} full=${Boolean(full)}>
      ${
        full &&
        html`<p class="hint">
          ${t("cost.ratio", {
            smaller: short(teacher.cost.parameters / student.cost.parameters, 3),
            faster: short(teacher.microsecondsPerImage / Math.min(...times), 2),
          })}
          ${t("words.between")}${t("cost.units")}
        </p>`
      }
    <//>
  `;
}
