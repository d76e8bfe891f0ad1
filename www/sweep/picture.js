// @ts-check
/** The picture of a sweep: a curve an arm along one setting, a heat map over two, bars without any. */

import { useMemo } from "preact/hooks";
import { inReadingOrder, knownRole, TEACHER } from "../roles.js";
import { Chart } from "../view/chart.js";
import { html } from "../view/html.js";
import { netName, shortName } from "../view/names.js";
import { language, t } from "../words.js";
import { fieldName, figure, pointName, valueName } from "./names.js";
import { best, built, measure, nets, results, shownPoints, summaryAt } from "./state.js";
import { sentence } from "./verdict.js";

/** @typedef {import("./points.js").Summary} Summary */

/** Rows of a table beyond which it helps nobody. */
const MOST_ROWS = 400;

/** The engine's name of the chart, and its data. */
export function picture() {
  const axes = built.value?.axes ?? [];
  const { what, net } = measure.value;
  const points = shownPoints.value;
  const unit = t(what === "gain" ? "sweeps.gain.axis" : "sweeps.accuracy.axis", { net: shortName(net) });
  const limits = what === "accuracy" ? { least: 0, most: 100 } : { least: null, most: null };
  const names = (/** @type {number} */ at) => axes[at].values.map((value) => valueName(axes[at].key, value));
  if (axes.length < 2) {
    const [axis] = axes;
    const shown = what === "gain" ? [net] : inReadingOrder(nets.value);
    return {
      name: "comparison",
      data: {
        series: shown.map((key) => {
          const found = points.map((point) => summaryAt(point, { what, net: key }));
          return {
            role: knownRole(key) ?? null,
            label: shortName(key),
            values: found.map((each) => each?.mean ?? null),
            margins: found.map((each) => each?.margin ?? null),
            own: [],
          };
        }),
        places: axis
          ? axis.values.map((value, at) => ({ x: axis.number ? Number(value) : null, name: names(0)[at] }))
          : [],
        log: axis?.log ?? false,
        xLabel: axis ? fieldName(axis.key) : "",
        yLabel: unit,
        ...limits,
      },
    };
  }
  const [across, down] = axes;
  // Row by row; larger numbers stand higher, as on an axis.
  const turned = down.number;
  const cells = down.values.flatMap((_, row) =>
    across.values.map((_, column) => {
      const at = turned ? down.values.length - 1 - row : row;
      return column * down.values.length + at;
    }),
  );
  const found = cells.map((cell) => summaryAt(points[cell], measure.value));
  const winner = best.value && best.value.others > 0 ? cells.indexOf(best.value.at) : -1;
  return {
    name: "heat-map",
    data: {
      columns: names(0),
      rows: turned ? names(1).reverse() : names(1),
      values: found.map((each) => each?.mean ?? null),
      margins: found.map((each) => each?.margin ?? null),
      columnLabel: fieldName(across.key),
      rowLabel: fieldName(down.key),
      gain: what === "gain",
      best: winner >= 0 ? winner : null,
    },
  };
}

/** @param {Summary | null} found
 * @param {boolean} gain */
function cell(found, gain) {
  if (!found) return "–";
  const { mean, margin } = found;
  if (margin === null) return figure(mean, gain);
  return t("sweeps.interval", {
    value: figure(mean, gain),
    low: figure(mean - margin, gain),
    high: figure(mean + margin, gain),
  });
}

function table() {
  const { what, net } = measure.value;
  const shown = inReadingOrder(nets.value);
  const gain = what === "gain";
  const points = shownPoints.value.slice(0, MOST_ROWS);
  return {
    head: [
      t("sweeps.point"),
      t("sweeps.seeds"),
      ...(gain ? [t("sweeps.gain.of", { net: shortName(net) })] : []),
      ...shown.map((key) => shortName(key)),
    ],
    rows: points.map((point) => {
      const seeds = summaryAt(point, { what: "accuracy", net: TEACHER })?.count ?? 0;
      return [
        pointName(point) || t("sweeps.all"),
        String(seeds),
        ...(gain ? [cell(summaryAt(point, measure.value), true)] : []),
        ...shown.map((key) => cell(summaryAt(point, { what: "accuracy", net: key }), false)),
      ];
    }),
  };
}

export function Picture() {
  const drawn = useMemo(picture, [
    results.value,
    measure.value,
    shownPoints.value,
    best.value,
    language.value,
  ]);
  const { what, net } = measure.value;
  const heat = drawn.name === "heat-map";
  return html`<${Chart}
    key=${drawn.name}
    name=${drawn.name}
    data=${drawn.data}
    caption=${t(heat ? "sweeps.caption.map" : "sweeps.caption.curve", { net: netName(net) })}
    summary=${t("sweeps.summary", { what: t(`sweeps.summary.${what}`, { net: netName(net) }), sentence: sentence() })}
    table=${table}
  />`;
}
