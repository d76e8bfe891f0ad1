// @ts-check
/** Softmax and what is read off it, on the page: stored and finished logits answer without the engine. */

/** @typedef {ArrayLike<number>} Logits  one score a class */

/** log softmax(z / T). The largest score is taken off first, so that no T and no score overflows.
 * @param {Logits} logits
 * @param {number} temperature
 * @returns {number[]} */
export function logSoftmax(logits, temperature) {
  const largest = Math.max(...Array.from(logits));
  const scaled = Array.from(logits, (z) => (z - largest) / temperature);
  const logSum = Math.log(scaled.reduce((sum, z) => sum + Math.exp(z), 0));
  return scaled.map((z) => z - logSum);
}

/** softmax(z / T)
 * @param {Logits} logits
 * @param {number} temperature */
export function softmax(logits, temperature) {
  return logSoftmax(logits, temperature).map(Math.exp);
}

/** Entropy in bits.
 * @param {number[]} probabilities */
export function entropyBits(probabilities) {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);
}

/** KL(teacher_T ‖ student_T) in nats, at least 0.
 * @param {Logits} teacher
 * @param {Logits} student
 * @param {number} temperature */
export function divergence(teacher, student, temperature) {
  const [p, q] = [logSoftmax(teacher, temperature), logSoftmax(student, temperature)];
  const sum = p.reduce((total, log, index) => {
    const weight = Math.exp(log);
    return weight > 0 ? total + weight * (log - q[index]) : total;
  }, 0);
  return Math.max(0, sum);
}

/** Classes from the most to the least likely; of equals, the first comes first.
 * @param {Logits} scores */
export function ranking(scores) {
  return Array.from(scores, (_, index) => index).sort((a, b) => scores[b] - scores[a] || a - b);
}

/** @param {Logits} scores */
export function best(scores) {
  let found = 0;
  for (let index = 1; index < scores.length; index += 1) if (scores[index] > scores[found]) found = index;
  return found;
}
