// @ts-check
/** What a student's answer adds to its teacher's and what it takes away, class by class. */

/** Ends of the scale, in shares of 1: the smallest that holds everything is taken. */
const ENDS = [0.05, 0.1, 0.25, 0.5, 1];

/** Student minus teacher, a number a class; together they are zero.
 * @param {ArrayLike<number>} teacher probabilities
 * @param {ArrayLike<number>} student probabilities */
export function differences(teacher, student) {
  return Array.from(student, (share, at) => share - teacher[at]);
}

/** The share of probability that lies on other classes than the teacher's: half of all distances together (total
 * variation distance), 0 to 1.
 * @param {number[]} signed */
export function moved(signed) {
  return signed.reduce((sum, each) => sum + Math.abs(each), 0) / 2;
}

/** The end of a scale that holds all values.
 * @param {number[]} values */
export function scaleEnd(values) {
  const largest = Math.max(0, ...values.map(Math.abs));
  return ENDS.find((end) => end >= largest) ?? 1;
}
