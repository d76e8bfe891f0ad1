// @ts-check
/** The course of a run in its file: at every look at the test images, the update, the accuracy, and the hash of weights and
 * answers. Two courses of one experiment are equal up to where they part. Links carry none of it: a claim of 60 characters
 * proves as much, and the file says where. */

/** @typedef {import("../run_record.js").Point} Point */
/** @typedef {{update: number, accuracy: number, print: string}} Look */

/** Looks of a net; the longest training of an ensemble has 400. */
const MOST_LOOKS = 2_000;
const LOOK = /^(\d{1,9}) ([01](?:\.\d{1,20})?) ([0-9a-f]{16})$/;

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

/** Where a net left the course that is claimed: the first look that differs, and how it ended.
 * @typedef {{update: number, updates: number, accuracy: number, claimed: number}} Parting */

/** @param {Look[]} course
 * @param {Point[]} points
 * @returns {Parting | null} null where every look is equal */
export function parting(course, points) {
  const mine = new Map(points.map((point) => [point.update, point]));
  const first = course.find(({ update, print }) => mine.get(update)?.print !== print);
  const [theirs, ours] = [course.at(-1), points.at(-1)];
  if (!first || !theirs || !ours) return null;
  return {
    update: first.update,
    updates: ours.update,
    accuracy: ours.accuracy,
    claimed: theirs.accuracy,
  };
}
