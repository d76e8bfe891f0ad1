// @ts-check
/** Accuracy, and one other measure, of all test images against updates or seconds. */

import { signal } from "@preact/signals";
import { inReadingOrder, roleOf, TEACHER } from "../roles.js";
import { axis, record, theme } from "../state.js";
import { list, number, percent, pictureOf, short, t } from "../words.js";
import { Chart } from "./chart.js";
import { html, Select, Switch } from "./html.js";
import { netName, shortName } from "./names.js";

/** @typedef {import("../run_record.js").Point} Point */
/** @typedef {import("../run_record.js").Net} Net */

/** What the second chart can show. Shares are written as percentages.
 * @type {Record<string, {read: (point: Point) => number | null, share: boolean}>} */
const MEASURES = {
  crossEntropy: { read: (point) => point.crossEntropy, share: false },
  trainingLoss: { read: (point) => point.loss?.total ?? null, share: false },
  agreement: { read: (point) => point.agreement, share: true },
  kl: { read: (point) => point.kl, share: false },
  calibrationError: { read: (point) => point.calibrationError, share: true },
};
const measure = signal("crossEntropy");
const accuracy = { read: (/** @type {Point} */ point) => point.accuracy, share: true };

/** @param {number | null} value
 * @param {boolean} share */
const written = (value, share) => (share ? percent(value, 1) : number(value, 3));

/** @param {Point} point */
const place = (point) => (axis.value === "updates" ? point.update : point.milliseconds / 1000);

/** Nets to draw. While the teacher is alone its curve is shown; afterwards it is the line to reach.
 * @param {(point: Point) => number | null} read */
function curves(read) {
  const shown = record.value;
  if (!shown) return [];
  const nets = inReadingOrder(shown.arms).map((key) => shown.nets[key]);
  const learning = nets.some(({ key, points }) => key !== TEACHER && points.length > 0);
  return nets.flatMap((net) => {
    const points = net.points.flatMap((point) => {
      const y = read(point);
      return y === null ? [] : [/** @type {[number, number]} */ ([place(point), y])];
    });
    const drawn = net.key === TEACHER && learning ? points.slice(-1) : points;
    return drawn.length > 0 ? [{ net, points: drawn }] : [];
  });
}

/** Updates that a net will have made, so that the axis stands still; a teacher among students is only a line.
 * @param {Net} net
 * @param {number} drawn */
function planned(net, drawn) {
  return net.key === TEACHER && drawn > 1 ? 0 : (net.points[0]?.updates ?? 0);
}

/** @param {{name: string, title: string, read: (point: Point) => number | null, share: boolean, picture?: URL}} props */
function Curve({ name, title, read, share, picture }) {
  const drawn = curves(read);
  const ends = drawn.map(({ net, points }) => ({ net, value: points[points.length - 1][1] }));
  const data = {
    series: drawn.map(({ net, points }) => ({
      role: roleOf(net.key),
      label: shortName(net.key),
      points,
    })),
    xLabel: t(`axis.${axis.value}`),
    yLabel: title,
    yPercent: share,
    xMax:
      axis.value === "updates"
        ? Math.max(0, ...drawn.map(({ net }) => planned(net, drawn.length)))
        : undefined,
  };
  const values = list(
    ends.map(({ net, value }) => t("chart.value", { net: netName(net.key), value: written(value, share) })),
  );
  return html`<${Chart}
    ...${{ name, data, picture }}
    summary=${ends.length > 0 ? t("chart.summary", { title, values }) : t("chart.empty", { title })}
    caption=${t("chart.caption", { title, axis: t(`axis.${axis.value}`) })}
    table=${() => ({
      head: [t(`axis.${axis.value}`), ...drawn.map(({ net }) => netName(net.key))],
      rows: rows(
        drawn.map(({ net }) => net),
        read,
        share,
      ),
    })}
  />`;
}

/** @param {Net[]} nets
 * @param {(point: Point) => number | null} read
 * @param {boolean} share */
function rows(nets, read, share) {
  const places = [...new Set(nets.flatMap(({ points }) => points.map(place)))].sort((a, b) => a - b);
  return places.map((at) => [
    short(at, 4),
    ...nets.map(({ points }) => {
      const point = points.find((each) => place(each) === at);
      return point ? written(read(point), share) : "";
    }),
  ]);
}

/** Whether an arm makes more updates than the others: several students in a row. */
function hasMore() {
  const shown = record.value;
  return Boolean(shown?.arms.includes("born-again") && Number(shown.spec.generations) > 1);
}

/** @returns {URL | undefined} */
function picture() {
  if (record.value?.source !== "stored" || axis.value !== "updates") return undefined;
  return pictureOf("accuracy-curve", theme.value);
}

export function Curves() {
  return html`
    <div class="row over">
      <h3>${t("curves.title")}</h3>
      <${Switch}
        label=${t("axis")}
        value=${axis.value}
        options=${["updates", "seconds"].map((value) => ({ value, label: t(`axis.equal.${value}`) }))}
        onChange=${(/** @type {"updates" | "seconds"} */ value) => {
          axis.value = value;
        }}
      />
    </div>
    <p class="hint">${t(axis.value === "updates" && hasMore() ? "axis.updates.more" : `axis.${axis.value}.hint`)}</p>
    <${Curve} name="accuracy-curve" title=${t("measure.accuracy")} picture=${picture()} ...${accuracy} />
    <div class="row">
      <label for="measure">${t("measure")}</label>
      <${Select}
        id="measure"
        value=${measure.value}
        options=${Object.keys(MEASURES).map((value) => ({ value, label: t(`measure.${value}`) }))}
        onChange=${(/** @type {string} */ value) => {
          measure.value = value;
        }}
      />
    </div>
    <${Curve} name="loss-curve" title=${t(`measure.${measure.value}`)} ...${MEASURES[measure.value]} />
  `;
}
