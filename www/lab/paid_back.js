// @ts-check
/** After how many answers a training has paid for itself, in time. Knows nothing of the page. */

import { DISTILLED, TEACHER } from "../roles.js";

/** Images after which an investment has paid for itself; null where nothing is saved. All in the same unit.
 * @param {number} invested
 * @param {number} teacher for one image
 * @param {number} student for one image
 * @returns {number | null} */
export function breakEven(invested, teacher, student) {
  const saved = teacher - student;
  return saved > 0 && Number.isFinite(invested) ? Math.ceil(invested / saved) : null;
}

/** Microseconds as measured: what teacher (its soft labels are part of it) and distilled student took, and what one answer of
 * each takes.
 * @param {import("../run_record.js").RunRecord} record
 * @returns {{invested: number, teacher: number, student: number} | null} null while they have not finished */
export function timesOf({ nets }) {
  const [teacher, student] = [nets[TEACHER]?.final, nets[DISTILLED]?.final];
  if (!teacher || !student) return null;
  return {
    invested: (teacher.milliseconds + student.milliseconds) * 1000,
    teacher: teacher.microsecondsPerImage,
    student: student.microsecondsPerImage,
  };
}
