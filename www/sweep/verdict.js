// @ts-check
/** One honest sentence about a sweep: where it is best, and what the seeds leave open. */

import { netName } from "../view/names.js";
import { list, number, t } from "../words.js";
import { figure, pointName, together } from "./names.js";
import { best, built, measure, shownPoints } from "./state.js";

/** Points that are named; more are counted. */
const NAMED = 3;

export function sentence() {
  const found = best.value;
  if (!found || !built.value) return "";
  const { what, net } = measure.value;
  const gain = what === "gain";
  const { mean, margin, count } = found.summary;
  const name = pointName(shownPoints.value[found.at]);
  const told = {
    point: name,
    net: netName(net),
    value: t(gain ? "sweeps.points" : "sweeps.percent", { value: figure(mean, gain) }),
    low: margin === null ? "" : figure(mean - margin),
    high: margin === null ? "" : figure(mean + margin),
    count: number(count),
  };
  const where = found.others > 0 ? "best" : "only";
  if (margin === null) return together([t(`sweeps.${where}.one`, told), t("sweeps.luck")]);
  const parts = [t(`sweeps.${where}`, told)];
  if (gain && mean - margin <= 0 && mean + margin >= 0) parts.push(t("sweeps.zero"));
  else if (gain && mean + margin < 0) parts.push(t("sweeps.nowhere"));
  if (found.others > 0) parts.push(difference(found));
  return together(parts);
}

/** @param {import("./points.js").Best} found */
function difference({ unclear, others }) {
  if (unclear.length === 0) return t("sweeps.clear", { count: number(others) });
  if (unclear.length === others && others > 1) return t("sweeps.unclear.all", { count: number(others) });
  if (unclear.length > NAMED) {
    return t("sweeps.unclear.many", { count: number(unclear.length), others: number(others) });
  }
  // With several settings a point is a list itself.
  const several = (built.value?.axes.length ?? 0) > 1;
  const names = unclear.map((at) => pointName(shownPoints.value[at]));
  return t("sweeps.unclear", {
    points: list(several ? names.map((point) => t("sweeps.bracket", { point })) : names),
  });
}
