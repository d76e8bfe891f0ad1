// @ts-check
/** The course of a run: hash and accuracy of each network along its training. A file has every look at the test images, a link
 * a few letters of some. Two courses of one experiment are equal up to where they part. */

import { lookOf } from "../claim.js";

/** @typedef {import("../run_record.js").Point} Point */
/** @typedef {import("../run_record.js").Net} Net */
/** @typedef {import("../engine/retort.js").Course} Course */
/** @typedef {{update: number, accuracy: number, print: string}} Look */

/** Looks of a net; the longest training of an ensemble has 400. */
const MOST_LOOKS = 2_000;
const LOOK = /^(\d{1,9}) ([01](?:\.\d{1,20})?) ([0-9a-f]{16})$/;
/** Looks of a net in a link, as in crate/spec/course.rs. */
const FEW = 8;

/** A line a look; null where a net was not computed here from its beginning.
 * @param {Point[]} points
 * @returns {string[] | null} */
export function courseOf(points) {
  if (!points.every(({ print }) => print)) return null;
  return points.map(
    ({ update, accuracy, print }) =>
      `${update} ${Number(accuracy.toFixed(6))} ${/** @type {string} */ (print)}`,
  );
}

/** @param {unknown} lines
 * @returns {Look[] | null} null where they are none */
export function readCourse(lines) {
  if (!Array.isArray(lines) || lines.length === 0 || lines.length > MOST_LOOKS) return null;
  const looks = lines.map((line) => (typeof line === "string" ? LOOK.exec(line) : null));
  if (!looks.every((look) => look !== null)) return null;
  return looks.map(([, update, accuracy, print]) => ({
    update: Number(update),
    accuracy: Number(accuracy),
    print,
  }));
}

/** The points that a link looks at: evenly over all but the last, whose hash is the fingerprint. From the same experiment
 * they follow at every reader's, so that no link has to name them.
 * @template T
 * @param {T[]} points
 * @returns {T[]} */
export function fewOf(points) {
  const before = points.slice(0, -1);
  const count = Math.min(FEW, before.length);
  return Array.from({ length: count }, (_, at) => before[Math.floor((at * before.length) / count)]);
}

/** What a link says of a course; without looks where one has no hash.
 * @param {{accuracy: number, print?: string}[]} points
 * @returns {Course} */
export function shorten(points) {
  const prints = fewOf(points).flatMap(({ print }) => print ?? []);
  const whole = prints.length === fewOf(points).length;
  return { looks: whole ? prints.map(lookOf) : [], accuracy: points.at(-1)?.accuracy ?? 0 };
}

/** What a link says of a finished net.
 * @param {Net} net
 * @returns {Course} */
export function shortCourse({ points, final }) {
  const course = shorten(points);
  return final?.looks === undefined ? course : { ...course, looks: final.looks.match(/.{3}/g) ?? [] };
}

/** Where a net left the course that is claimed: the last look that was equal, the first that was not, and how it ended.
 * @typedef {{after: number | null, update: number, updates: number, accuracy: number, claimed: number}} Parting */

/** @param {{update: number, equal: boolean}[]} compared
 * @param {Point[]} points
 * @param {number} claimed accuracy
 * @returns {Parting | null} null where every look is equal */
function firstDifference(compared, points, claimed) {
  const at = compared.findIndex(({ equal }) => !equal);
  const mine = points.at(-1);
  if (at < 0 || !mine) return null;
  const after = compared[at - 1]?.update ?? null;
  return { after, update: compared[at].update, updates: mine.update, accuracy: mine.accuracy, claimed };
}

/** By the course of a file.
 * @param {Look[]} course
 * @param {Point[]} points
 * @returns {Parting | null} */
export function parting(course, points) {
  const mine = new Map(points.map((point) => [point.update, point]));
  const compared = course.map(({ update, print }) => ({ update, equal: mine.get(update)?.print === print }));
  return firstDifference(compared, points, course.at(-1)?.accuracy ?? 0);
}

/** By the course of a link, for a net whose fingerprint is another one than is claimed. Where it looked at other places than
 * this run did, as with a teacher that was kept, only the ends are compared.
 * @param {Course} course
 * @param {Point[]} points
 * @returns {Parting | null} */
export function shortParting({ looks, accuracy }, points) {
  const places = fewOf(points);
  const compared = places.map(({ update, print }, at) => ({
    update,
    equal: lookOf(print ?? "") === looks[at],
  }));
  const end = points.slice(-1).map(({ update }) => ({ update, equal: false }));
  return firstDifference([...(places.length === looks.length ? compared : []), ...end], points, accuracy);
}
