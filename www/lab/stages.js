// @ts-check
/** The stages of one update: which columns each shows, and the arithmetic behind every number. */

import { className, number, short, t } from "../words.js";
import { largest } from "./last_layer.js";
import { within as n, signed } from "./written.js";

/** @typedef {import("./last_layer.js").LastLayer} LastLayer */

/** @typedef {ReturnType<typeof import("./update.js").oneUpdate>} Update */

/** `work` writes out how the number of a class came about.
 * @typedef {{head: string, role: "teacher" | "distilled" | "labels" | "", values: ArrayLike<number>, digits: number,
 *   share?: boolean, work: (at: number) => string}} Column */

/** @typedef {{key: string, columns: Column[]}} Stage */

/** Keys of the stages, in order. */
export const STAGES = ["image", "teacher", "divide", "soft", "student", "loss", "gradient", "step"];

/** softmax of one class, written out.
 * @param {ArrayLike<number>} scaled
 * @param {number[]} result */
function softmaxWork(scaled, result) {
  const largest = Math.max(...Array.from(scaled));
  const powers = Array.from(scaled, (z) => Math.exp(z - largest));
  const sum = powers.reduce((total, each) => total + each, 0);
  return (/** @type {number} */ at) =>
    `exp(${n(scaled[at])} − ${n(largest)}) ÷ Σ exp(z − ${n(largest)}) = ${n(powers[at], 4)} ÷ ${n(sum, 4)} = ${signed(result[at], 4)}`;
}

/** A number as an index: 14 as ₁₄.
 * @param {number} index */
const subscript = (index) => String(index).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);

/** Terms of a weighted sum that are written out. */
const WRITTEN = 4;

/** A logit as the sum that the last layer makes of its features: the largest terms, then what the others come to.
 * @param {LastLayer} layer
 * @param {ArrayLike<number>} logits */
function sumWork(layer, logits) {
  return (/** @type {number} */ at) => {
    const { shown, rest, others } = largest(layer.terms[at], WRITTEN);
    const names = shown.map(({ at: feature }) => `h${subscript(feature + 1)} · w${subscript(feature + 1)}`);
    const terms = shown.map(({ term }) => n(term));
    const tail = others > 0 ? [[t("slow.others", { count: number(others) })], [n(rest)]] : [[], []];
    const left = ["b", ...names, ...tail[0]].join(" + ");
    return `${left} = ${[n(layer.bias[at]), ...terms, ...tail[1]].join(" + ")} = ${signed(logits[at], 3)}`;
  };
}

/** Terms of a sum, one after the other.
 * @param {number[]} terms
 * @param {number} digits */
export const sumOf = (terms, digits) => terms.map((term) => n(term, digits)).join(" + ");

/** @param {{teacher: ArrayLike<number>, student: ArrayLike<number>, label: number, T: number, alpha: number,
 *   size: number, update: Update, classes: string[], layers: {teacher: LastLayer | null, student: LastLayer | null}}} given
 *   `layers` are null where the networks themselves are not at hand
 * @returns {Stage[]} */
export function stagesOf({ teacher, student, label, T, alpha, size, update, classes, layers }) {
  const at = (/** @type {ArrayLike<number>} */ list) => Array.from(list);
  const [scaledTeacher, scaledStudent, scaledStep] = [teacher, student, update.stepped].map((logits) =>
    at(logits).map((z) => z / T),
  );
  const temperature = short(T, 4);
  const asked = (/** @type {string} */ net) => (/** @type {number} */ row) =>
    t("slow.asked", { net: t(net), class: className(classes[row]) });
  const divide = (/** @type {ArrayLike<number>} */ logits) => (/** @type {number} */ row) =>
    `${n(logits[row])} ÷ ${temperature} = ${signed(logits[row] / T, 3)}`;

  /** @type {Record<string, Column>} */
  const columns = {
    zt: {
      head: "zₜ",
      role: "teacher",
      values: teacher,
      digits: 2,
      work: layers.teacher ? sumWork(layers.teacher, teacher) : asked("net.teacher"),
    },
    ztT: { head: "zₜ ÷ T", role: "teacher", values: scaledTeacher, digits: 2, work: divide(teacher) },
    pt: {
      head: "pₜ",
      role: "teacher",
      values: update.softTargets,
      digits: 3,
      share: true,
      work: softmaxWork(scaledTeacher, update.softTargets),
    },
    zs: {
      head: "zₛ",
      role: "distilled",
      values: student,
      digits: 2,
      work: layers.student ? sumWork(layers.student, student) : asked("net.soft-labels"),
    },
    zsT: { head: "zₛ ÷ T", role: "distilled", values: scaledStudent, digits: 2, work: divide(student) },
    ps: {
      head: "pₛ",
      role: "distilled",
      values: update.soft,
      digits: 3,
      share: true,
      work: softmaxWork(scaledStudent, update.soft),
    },
    qs: {
      head: "qₛ",
      role: "distilled",
      values: update.plain,
      digits: 3,
      share: true,
      work: softmaxWork(student, update.plain),
    },
    kl: {
      head: "pₜ · ln(pₜ ÷ pₛ)",
      role: "",
      values: update.before.terms,
      digits: 4,
      work: (row) =>
        `${n(update.softTargets[row], 4)} · ln(${n(update.softTargets[row], 4)} ÷ ${n(update.soft[row], 4)}) = ${signed(update.before.terms[row], 5)}`,
    },
    softGradient: {
      head: "(1 − α) · T · (pₛ − pₜ)",
      role: "teacher",
      values: update.softGradient,
      digits: 3,
      work: (row) =>
        `${n(1 - alpha)} · ${temperature} · (${n(update.soft[row], 4)} − ${n(update.softTargets[row], 4)}) = ${signed(update.softGradient[row], 4)}`,
    },
    hardGradient: {
      head: "α · (qₛ − y)",
      role: "labels",
      values: update.hardGradient,
      digits: 3,
      work: (row) =>
        `${n(alpha)} · (${n(update.plain[row], 4)} − ${row === label ? 1 : 0}) = ${signed(update.hardGradient[row], 4)}`,
    },
    gradient: {
      head: "∂L/∂zₛ",
      role: "",
      values: update.gradient,
      digits: 3,
      work: (row) =>
        `${n(update.softGradient[row], 4)} + ${n(update.hardGradient[row], 4)} = ${signed(update.gradient[row], 4)}`,
    },
    stepped: {
      head: "zₛ′",
      role: "distilled",
      values: update.stepped,
      digits: 2,
      work: (row) =>
        `${n(student[row])} − ${short(size, 3)} · ${n(update.gradient[row], 4)} = ${signed(update.stepped[row], 3)}`,
    },
    steppedSoft: {
      head: "pₛ′",
      role: "distilled",
      values: update.steppedSoft,
      digits: 3,
      share: true,
      work: softmaxWork(scaledStep, update.steppedSoft),
    },
  };
  const { zt, ztT, pt, zs, zsT, ps, qs, kl, softGradient, hardGradient, gradient, stepped, steppedSoft } =
    columns;
  const shown = [
    [],
    [zt],
    [zt, ztT],
    [ztT, pt],
    [zs, zsT, ps, qs],
    [pt, ps, kl],
    [softGradient, hardGradient, gradient],
    [zs, stepped, ps, steppedSoft, pt],
  ];
  return STAGES.map((key, place) => ({ key, columns: shown[place] }));
}
