// @ts-check
/** One activation as the sum that it is: pixels, weights, products, then bias or norm, then ReLU. */

import { html } from "../view/html.js";
import { number, t } from "../words.js";
import { windowAt } from "./first_layer.js";
import { signed, within } from "./written.js";

/** @typedef {import("./first_layer.js").Convolution} Convolution */
/** @typedef {ReturnType<typeof windowAt>} Worked */

/** Numbers of the window in its own order. The darker a cell, the larger its number, as in the pictures.
 * @param {{caption: string, side: number, values: number[], shades: number[], outside: boolean[]}} props
 *   `shades` from 0, paper, to 1 */
function Matrix({ caption, side, values, shades, outside }) {
  const rows = Array.from({ length: side }, (_, row) => row * side);
  return html`<table class="matrix figures">
    <caption>${caption}</caption>
    <tbody>
      ${rows.map(
        (first) => html`<tr key=${first}>
          ${values.slice(first, first + side).map((value, column) => {
            const at = first + column;
            return html`<td key=${column} class=${outside[at] ? "outside" : ""} style=${{ "--share": shades[at].toFixed(3) }}>${signed(value)}</td>`;
          })}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** From -1 to 1, grey in the middle, by the largest of all.
 * @param {number[]} values */
function signedShades(values) {
  const most = Math.max(1e-9, ...values.map(Math.abs));
  return values.map((value) => (value / most + 1) / 2);
}

/** The lines from the sum to what the map shows.
 * @param {Convolution} layer
 * @param {Worked} worked
 * @param {number} channel */
function linesOf({ norm }, { sum, bias, before, value }, channel) {
  const total = `Σ x · w = ${signed(sum, 4)}`;
  const relu = `max(0, ${signed(before, 4)}) = ${signed(value, 4)}`;
  if (!norm)
    return [
      total,
      `Σ x · w + b = ${signed(sum, 4)} + ${within(bias, 4)} = ${signed(before, 4)}`,
      `ReLU: ${relu}`,
    ];
  const [mean, variance, scale, shift] = [norm.mean, norm.variance, norm.scale, norm.shift].map((list) =>
    within(list[channel], 4),
  );
  return [
    total,
    `(Σ x · w − μ) ÷ √(σ² + ε) · γ + β = (${signed(sum, 4)} − ${mean}) ÷ √(${variance} + ${number(norm.epsilon, 5)}) · ${scale} + ${shift} = ${signed(before, 4)}`,
    `ReLU: ${relu}`,
  ];
}

/** @param {{layer: Convolution, worked: Worked, channel: number, said: string}} props `said` is the outcome in a sentence */
export function WrittenSum({ layer, worked, channel, said }) {
  const { terms } = worked;
  const [pixels, weights, products] = [
    terms.map(({ pixel }) => pixel),
    terms.map(({ weight }) => weight),
    terms.map(({ product }) => product),
  ];
  const [outside, inside] = [terms.map((term) => term.outside), terms.map(() => false)];
  const side = layer.kernel;
  return html`<div class="sum">
    <${Matrix} caption=${t("inside.one.pixels")} ...${{ side, values: pixels, shades: pixels, outside }} />
    <span class="sign" aria-hidden="true">×</span>
    <${Matrix}
      caption=${t("inside.one.weights", { channel: number(channel + 1) })}
      ...${{ side, values: weights, shades: signedShades(weights), outside: inside }}
    />
    <span class="sign" aria-hidden="true">=</span>
    <${Matrix} caption=${t("inside.one.products")} ...${{ side, values: products, shades: signedShades(products), outside }} />
    <ul class="figures lines">
      ${linesOf(layer, worked, channel).map((line) => html`<li key=${line.slice(0, 6)}>${line}</li>`)}
    </ul>
    <p class="told" role="status">${said}</p>
  </div>`;
}
