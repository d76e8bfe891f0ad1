// @ts-check
/** Three questions about an experiment, with answers that are computed from its results: nothing here is written by hand
 * but the words between the numbers. */

import { DISTILLED, inReadingOrder, LABELS, TEACHER } from "../roles.js";
import { chance } from "../verdict.js";

/** @typedef {import("./speech.js").Speech} Speech */
/** @typedef {{question: string, answer: string}} Question */

/** What one network came to. Shares are between 0 and 1.
 * @typedef {{net: string, accuracy: number, agreement: number | null, parameters: number}} Found */

/** @typedef {{found: Found[], testImages: number}} Results */

/** @param {Speech} speech
 * @param {string} key of a network */
const nameOf = ({ known }, key) => known(`net.${key}`) ?? known(`choice.${key}`) ?? key;

/** Every question that these results can answer, the most telling first.
 * @type {((results: Results, speech: Speech) => Question | null)[]} */
const QUESTIONS = [
  function gain({ found, testImages }, { say, number, percent }) {
    const [distilled, labels] = [of(found, DISTILLED), of(found, LABELS)];
    if (!distilled || !labels) return null;
    const points = Math.round((distilled.accuracy - labels.accuracy) * 1000) / 10;
    const margin = chance(distilled.accuracy, labels.accuracy, testImages) * 100;
    const values = {
      distilled: percent(distilled.accuracy),
      labels: percent(labels.accuracy),
      points: `${points > 0 ? "+" : ""}${number(points, 1)}`,
      margin: number(margin, 1),
      count: number(testImages),
    };
    const clear = Math.abs(points) > margin;
    return {
      question: say("activity.gain"),
      answer: `${say("activity.gain.answer", values)}${say(clear ? "activity.gain.clear" : "activity.gain.unclear", values)}`,
    };
  },
  function size({ found }, { say, number, short, percent }) {
    const teacher = of(found, TEACHER);
    const student = of(found, DISTILLED) ?? found.find(({ net }) => net !== TEACHER);
    if (!teacher || !student || student.parameters === 0 || teacher.parameters === 0) return null;
    return {
      question: say("activity.size"),
      answer: say("activity.size.answer", {
        teacher: number(teacher.parameters),
        student: number(student.parameters),
        ratio: short(teacher.parameters / student.parameters, 3),
        before: percent(teacher.accuracy),
        after: percent(student.accuracy),
        lost: number((teacher.accuracy - student.accuracy) * 100, 1),
      }),
    };
  },
  function agreement({ found, testImages }, { say, number, percent }) {
    const [distilled, labels] = [of(found, DISTILLED), of(found, LABELS)];
    if (distilled?.agreement == null || labels?.agreement == null) return null;
    return {
      question: say("activity.agree", { count: number(testImages) }),
      answer: say("activity.agree.answer", {
        distilled: number(distilled.agreement * testImages),
        share: percent(distilled.agreement),
        labels: number(labels.agreement * testImages),
        other: percent(labels.agreement),
      }),
    };
  },
  function order({ found }, speech) {
    const best = [...found].sort((a, b) => b.accuracy - a.accuracy);
    const names = best.map(({ net, accuracy }) => `${nameOf(speech, net)} (${speech.percent(accuracy)})`);
    return {
      question: speech.say("activity.order", {
        nets: speech.list(
          inReadingOrder(found.flatMap(({ net }) => (net === TEACHER ? [] : [net]))).map((net) =>
            nameOf(speech, net),
          ),
        ),
      }),
      answer: `${names.join(" > ")}`,
    };
  },
  function image({ testImages }, { say, number, short }) {
    return {
      question: say("activity.image", { count: number(testImages) }),
      answer: say("activity.image.answer", { points: short(100 / testImages, 2), count: number(testImages) }),
    };
  },
];

/** @param {Found[]} found
 * @param {string} key */
const of = (found, key) => found.find(({ net }) => net === key);

/** The first three that these results answer.
 * @param {Results} results
 * @param {Speech} speech */
export function threeQuestions(results, speech) {
  const all = QUESTIONS.map((ask) => ask(results, speech));
  return all.filter((each) => each !== null).slice(0, 3);
}
