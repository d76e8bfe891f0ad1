// @ts-check
/** Numbers as they stand in arithmetic that is written out. */

import { number } from "../words.js";

/** A result, with a real minus; what rounds to nothing has no sign.
 * @param {number} value
 * @param {number} [digits] */
export function signed(value, digits = 2) {
  const text = number(value, digits);
  return text.replace("-", /[1-9]/.test(text) ? "−" : "");
}

/** A number within a sum or a product: a negative one stands in brackets.
 * @param {number} value
 * @param {number} [digits] */
export const within = (value, digits = 2) =>
  signed(value, digits).startsWith("−") ? `(${signed(value, digits)})` : signed(value, digits);
