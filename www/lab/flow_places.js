// @ts-check
/** What stands at each stage of the flow, and where its values come from. */

/** @typedef {import("./stages.js").Update} Update */

/** `most` is the value of the longest bar; `from` is the stage whose bars become these, `joins` another one whose values
 * act on them; `targets` are what the bars are to become.
 * @typedef {{key: string, symbol: string, role: "teacher" | "distilled" | "", values: number[], most: number,
 *   signed: boolean, from: string, joins?: string, targets?: number[]}} Place */

/** @param {number[]} values */
const largest = (values) => Math.max(1e-9, ...values.map(Math.abs));

/** In the order of the stages. The loss is shown class by class: the parts sum to L.
 * @param {{teacher: ArrayLike<number>, label: number, T: number, alpha: number, update: Update}} given
 * @returns {Place[]} */
export function places({ teacher, label, T, alpha, update }) {
  const logits = Array.from(teacher);
  const { softTargets, soft, steppedSoft, gradient } = update;
  const { terms, crossEntropy } = update.before;
  const loss = terms.map(
    (term, at) => (1 - alpha) * T * T * term + (at === label ? alpha * crossEntropy : 0),
  );
  // Equal numbers are equal bars: logits before and after the division, probabilities of everybody.
  const [score, probability] = [largest(logits), largest([...softTargets, ...soft, ...steppedSoft])];
  const divided = logits.map((z) => z / T);
  return [
    { key: "image", symbol: "x", role: "", values: [], most: 1, signed: false, from: "" },
    {
      key: "teacher",
      symbol: "zₜ",
      role: "teacher",
      values: logits,
      most: Math.max(score, score / T),
      signed: true,
      from: "image",
    },
    {
      key: "divide",
      symbol: "zₜ ÷ T",
      role: "teacher",
      values: divided,
      most: Math.max(score, score / T),
      signed: true,
      from: "teacher",
    },
    {
      key: "soft",
      symbol: "pₜ",
      role: "teacher",
      values: softTargets,
      most: probability,
      signed: false,
      from: "divide",
    },
    {
      key: "student",
      symbol: "pₛ",
      role: "distilled",
      values: soft,
      most: probability,
      signed: false,
      from: "image",
      targets: softTargets,
    },
    {
      key: "loss",
      symbol: "L",
      role: "",
      values: loss,
      most: largest(loss),
      signed: true,
      from: "student",
      joins: "soft",
    },
    {
      key: "gradient",
      symbol: "∂L/∂zₛ",
      role: "",
      values: gradient,
      most: largest(gradient),
      signed: true,
      from: "loss",
    },
    {
      key: "step",
      symbol: "pₛ′",
      role: "distilled",
      values: steppedSoft,
      most: probability,
      signed: false,
      from: "student",
      joins: "gradient",
      targets: softTargets,
    },
  ];
}
