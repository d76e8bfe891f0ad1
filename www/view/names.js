// @ts-check
/** What the nets are called on the page. */

import { TEACHER } from "../roles.js";
import { optional, t } from "../words.js";

/** @param {string} key "teacher" or the key of a method */
export function netName(key) {
  return key === TEACHER ? t("net.teacher") : (optional(`net.${key}`) ?? key);
}

/** For the ends of curves and heads of columns.
 * @param {string} key */
export function shortName(key) {
  return optional(`net.${key}.short`) ?? netName(key);
}
