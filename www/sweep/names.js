// @ts-check
/** What fields, values and points are called. */

import { choiceName } from "../view/field.js";
import { netName } from "../view/names.js";
import { list, number, optional, short, t } from "../words.js";
import { built, placeAt } from "./state.js";

/** @param {string} key */
export const fieldName = (key) => optional(`field.${key}`) ?? key;

/** @param {string} key
 * @param {string} value as a link writes it */
export function valueName(key, value) {
  const figure = Number(value);
  if (value !== "" && Number.isFinite(figure) && built.value?.axes.find((axis) => axis.key === key)?.number)
    return short(figure, 6);
  if (value === "") return t("sweeps.nothing");
  const parts = value.split(",");
  return key === "arms" ? list(parts.map(netName)) : parts.map((part) => choiceName(key, part)).join("+");
}

/** @param {number} point */
export function pointName(point) {
  const place = placeAt(point);
  const parts = (built.value?.axes ?? []).map(({ key, values }, at) =>
    t("sweeps.is", {
      name: optional(`symbol.${key}`) ?? fieldName(key),
      value: valueName(key, values[place[at]]),
    }),
  );
  return parts.join(t("words.comma"));
}

/** A number with one decimal and a real minus; gains have their sign.
 * @param {number} value
 * @param {boolean} [gain] */
export function figure(value, gain = false) {
  const rounded = Math.round(value * 10) / 10 || 0;
  return `${gain && rounded > 0 ? "+" : ""}${number(rounded, 1).replace("-", "−")}`;
}

/** Sentences one after the other.
 * @param {string[]} sentences */
export const together = ([first = "", ...others]) =>
  others.reduce((before, next) => t("sweeps.together", { before, next }), first);
