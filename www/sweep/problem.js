// @ts-check
/** What is wrong with a sweep, in words of the page. */

import { number, optional, t } from "../words.js";
import { MOST } from "./lines.js";
import { fieldName } from "./names.js";
import { fieldOf } from "./state.js";

/** @typedef {import("./check.js").SweepError} SweepError */

/** What a field accepts.
 * @param {string} key
 * @param {string} [otherwise] the engine's own word */
function allowed(key, otherwise = "") {
  const { kind, min, max, choices } = fieldOf(key) ?? {};
  if (choices) return choices.join(t("words.comma"));
  if (min === undefined || max === undefined) return otherwise;
  return t(kind === "integer" ? "sweeps.whole" : "sweeps.range", { min: String(min), max: String(max) });
}

/** @param {SweepError} error */
export function problemText({ code, key, given, problem, point = [] }) {
  const clash = problem?.code === "bad-combination";
  return t(`sweeps.wrong.${code}`, {
    key: fieldName(key),
    given: given || t("sweeps.nothing"),
    allowed: clash ? (problem?.allowed ?? "") : allowed(key, problem?.allowed),
    reason: (problem?.reason && optional(`reason.${problem.reason}`)) ?? "",
    point: point
      .map(([name, value]) => `${optional(`symbol.${name}`) ?? fieldName(name)} = ${value}`)
      .join(t("words.comma")),
    most: number(MOST),
  });
}
