// @ts-check
/** The part of a link that says which result it gives: the engine's version and the first digits of fingerprints, and how
 * each network got there. */

/** @typedef {import("./engine/retort.js").Claim} Claim */
/** @typedef {import("./engine/retort.js").Course} Course */

/** Digits of each fingerprint that a link gets: one in four thousand million by chance. */
const DIGITS = 8;
/** Characters of a link that is read, as in crate/spec/link.rs. */
export const MOST = 1_500;
/** Base64url, as in crate/spec/course.rs. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const LARGEST = 2 ** 18 - 1;

/** 18 bits.
 * @param {number} value */
const threeLetters = (value) => [12, 6, 0].map((shift) => LETTERS[(value >> shift) & 63]).join("");

/** The beginning of a hash, as a course in a link has it.
 * @param {string} print hexadecimal digits */
export const lookOf = (print) => threeLetters(Number.parseInt(print.slice(0, 5), 16) >> 2);

/** @param {Course} course */
const courseText = ({ looks, accuracy }) => looks.join("") + threeLetters(Math.round(accuracy * LARGEST));

/** @param {Claim} claim */
export function claimText({ engine, run, nets, courses }) {
  const version = engine === null ? "" : `e=${engine}&`;
  const course = courses.length > 0 ? `&c=${courses.map(courseText).join(".")}` : "";
  return `${version}r=${[run, ...nets].join("-")}${course}`;
}

/** The claim without how it came about.
 * @param {string} text */
export const withoutCourse = (text) => text.replace(/&c=[^&]*/, "");

/** A link with a claim; where both are too long, without the course.
 * @param {string} link
 * @param {string} claim */
export function claimed(link, claim) {
  if (!claim) return link;
  const whole = `${link || "v=1"}&${claim}`;
  return whole.length > MOST ? withoutCourse(whole) : whole;
}

/** What a finished run may claim.
 * @param {number | null} engine version, where it is known
 * @param {string} run fingerprint
 * @param {string[]} nets fingerprints: teacher, then arms
 * @param {Course[]} [courses] in the same order
 * @returns {Claim} */
export function claimOf(engine, run, nets, courses = []) {
  const short = (/** @type {string} */ print) => print.slice(0, DIGITS);
  return { engine, run: short(run), nets: nets.map(short), courses };
}
