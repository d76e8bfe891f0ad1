// @ts-check
/** How a logit comes about: the last layer's weighted sum, found in the weights of a network that ends in one. */

/** What the sum may differ from the network's own answer: both are rounded in every addition. */
const TOLERANCE = 1e-3;

/** `terms` are feature times weight, for each class in turn.
 * @typedef {{bias: number[], terms: number[][]}} LastLayer */

/** The last layer is a table of features by classes and a number a class, at the end of the weights. A network that ends
 * otherwise gives other logits than these, and has none here.
 * @param {ArrayLike<number>} weights of the whole network
 * @param {ArrayLike<number>} features what comes into its last layer
 * @param {ArrayLike<number>} logits what it answered
 * @returns {LastLayer | null} */
export function lastLayer(weights, features, logits) {
  const [inputs, classes] = [features.length, logits.length];
  const start = weights.length - classes;
  const table = start - inputs * classes;
  if (inputs === 0 || table < 0) return null;
  const bias = Array.from({ length: classes }, (_, at) => weights[start + at]);
  const terms = bias.map((_, at) =>
    Array.from({ length: inputs }, (_, row) => features[row] * weights[table + row * classes + at]),
  );
  const fits = terms.every((each, at) => {
    const sum = each.reduce((total, term) => total + term, bias[at]);
    return Math.abs(sum - logits[at]) <= TOLERANCE * Math.max(1, Math.abs(logits[at]));
  });
  return fits ? { bias, terms } : null;
}

/** The largest terms of a sum, and what the others come to.
 * @param {number[]} terms
 * @param {number} most */
export function largest(terms, most) {
  const order = terms.map((_, at) => at).sort((a, b) => Math.abs(terms[b]) - Math.abs(terms[a]) || a - b);
  const shown = order.slice(0, most).map((at) => ({ at, term: terms[at] }));
  const rest = order.slice(most).reduce((sum, at) => sum + terms[at], 0);
  return { shown, rest, others: Math.max(0, terms.length - most) };
}
