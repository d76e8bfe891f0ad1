// @ts-check
/** One update of one image, number by number: the loss of the distilled student, its gradient on the logits (Hinton,
 * Vinyals & Dean 2015, section 2), and a step against it. */

import { logSoftmax, softmax } from "../softmax.js";

/** @typedef {import("../softmax.js").Logits} Logits */

/** Losses in nats; lists have one number a class.
 * @typedef {Object} Losses
 * @property {number[]} terms of KL(teacher_T ‖ student_T), class by class
 * @property {number} divergence
 * @property {number} crossEntropy
 * @property {number} total */

/** @param {{teacher: Logits, student: Logits, label: number, T: number, alpha: number}} given
 * @returns {Losses} */
function losses({ teacher, student, label, T, alpha }) {
  const [t, s] = [logSoftmax(teacher, T), logSoftmax(student, T)];
  const terms = t.map((log, at) => {
    const weight = Math.exp(log);
    return weight > 0 ? weight * (log - s[at]) : 0;
  });
  const divergence = terms.reduce((sum, term) => sum + term, 0);
  const crossEntropy = -logSoftmax(student, 1)[label];
  return {
    terms,
    divergence,
    crossEntropy,
    total: alpha * crossEntropy + (1 - alpha) * T * T * divergence,
  };
}

/** @param {{teacher: Logits, student: Logits, label: number, T: number, alpha: number, size: number}} given
 *   `label` is the true class, `size` the length of the step against the gradient */
export function oneUpdate(given) {
  const { teacher, student, label, T, alpha, size } = given;
  const [softTargets, soft, plain] = [softmax(teacher, T), softmax(student, T), softmax(student, 1)];
  const softGradient = soft.map((p, at) => (1 - alpha) * T * (p - softTargets[at]));
  const hardGradient = plain.map((q, at) => alpha * (q - (at === label ? 1 : 0)));
  const gradient = softGradient.map((part, at) => part + hardGradient[at]);
  const stepped = Array.from(student, (z, at) => z - size * gradient[at]);
  return {
    softTargets,
    soft,
    plain,
    softGradient,
    hardGradient,
    gradient,
    stepped,
    steppedSoft: softmax(stepped, T),
    steppedPlain: softmax(stepped, 1),
    before: losses(given),
    after: losses({ ...given, student: stepped }),
  };
}
