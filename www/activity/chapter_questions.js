// @ts-check
/** A chapter's questions as plain text, its measured numbers in the answers. */

/** @typedef {import("../chapters/list.js").Span} Span */
/** @typedef {import("../chapters/list.js").ChapterText} ChapterText */
/** @typedef {import("../engine/retort.js").ChapterReport} ChapterReport */
/** @typedef {import("./speech.js").Speech} Speech */

/** @param {number} value
 * @param {string} unit
 * @param {Speech} speech */
function bare(value, unit, { number, short, percent }) {
  switch (unit) {
    case "share":
      return percent(value);
    case "points": {
      const points = Math.round(value * 1000) / 10;
      return `${points > 0 ? "+" : ""}${number(points, 1)}`;
    }
    case "count":
      return Math.abs(value) < 10 ? short(value, 2) : number(value);
    case "nats":
      return number(value, 3);
    default:
      return short(value, 3);
  }
}

/** A measure's mean with its interval, as the chapter shows it.
 * @param {ChapterReport | null} report
 * @param {string} key
 * @param {Speech} speech */
function measured(report, key, speech) {
  const found = report?.measures.find((each) => each.key === key);
  if (!found?.mean) return "–";
  const { mean, margin } = found.mean;
  const named = !["share", "count", "plain"].includes(found.unit);
  const text = bare(mean, found.unit, speech);
  const value = named ? speech.say(`unit.${found.unit}`, { value: text }) : text;
  if (margin === null) return value;
  const [low, high] = [mean - margin, mean + margin].map((end) => bare(end, found.unit, speech));
  return speech.say("chapter.interval", { value, low, high });
}

/** @param {Span[]} spans
 * @param {(key: string) => string} number
 * @returns {string} */
function plain(spans, number) {
  const text = (/** @type {Span} */ span) => {
    if (typeof span === "string") return span;
    if ("strong" in span) return plain(span.strong, number);
    if ("em" in span) return plain(span.em, number);
    if ("code" in span) return span.code;
    return "link" in span ? plain(span.link, number) : number(span.measure);
  };
  return spans.map(text).join("");
}

/** @param {ChapterText} text in the language of the activity
 * @param {ChapterReport | null} report
 * @param {Speech} speech */
export function chapterQuestions(text, report, speech) {
  const number = (/** @type {string} */ key) => measured(report, key, speech);
  return {
    title: text.title,
    about: text.paragraphs.map((spans) => plain(spans, number)).slice(0, 1),
    questions: text.questions.map(({ question, answer }) => ({
      question: plain(question, number),
      answer: plain(answer, number),
    })),
  };
}
