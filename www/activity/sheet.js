// @ts-check
/** The texts of an activity, as Markdown or HTML: what goes onto the course page, and the answers, which do not. */

import { attribute, bracketed, frame } from "../share/formats.js";

/** @typedef {import("./speech.js").Speech} Speech */
/** @typedef {import("./questions.js").Question} Question */

/** What an activity consists of. `embed` is null where the course page gets a link only.
 * @typedef {Object} Activity
 * @property {string} title
 * @property {string[]} about
 * @property {string} link
 * @property {string | null} embed
 * @property {boolean} predicts whether the page asks for a prediction before results
 * @property {Question[]} questions
 * @property {string} source where the numbers of the answers come from
 * @property {Speech} speech */

const LICENCE = "https://creativecommons.org/licenses/by/4.0/";

/** How the parts of a sheet are written. */
const SYNTAX = {
  markdown: {
    heading: (/** @type {string} */ text) => `# ${text}`,
    part: (/** @type {string} */ text) => `## ${text}`,
    paragraph: (/** @type {string} */ text) => text,
    link: (/** @type {string} */ text, /** @type {string} */ address) => `[${bracketed(text)}](<${address}>)`,
    list: (/** @type {string[]} */ items) => items.map((item, at) => `${at + 1}. ${item}`).join("\n"),
    strong: (/** @type {string} */ text) => `**${text}**`,
    text: (/** @type {string} */ text) => text.replaceAll(/[\\`*_[\]<>]/g, "\\$&"),
    whole: (/** @type {string[]} */ parts) => `${parts.join("\n\n")}\n`,
  },
  html: {
    heading: (/** @type {string} */ text) => `<h2>${text}</h2>`,
    part: (/** @type {string} */ text) => `<h3>${text}</h3>`,
    paragraph: (/** @type {string} */ text) => `<p>${text}</p>`,
    link: (/** @type {string} */ text, /** @type {string} */ address) =>
      `<a href="${attribute(address)}">${text}</a>`,
    list: (/** @type {string[]} */ items) =>
      `<ol>\n${items.map((item) => `<li>${item}</li>`).join("\n")}\n</ol>`,
    strong: (/** @type {string} */ text) => `<strong>${text}</strong>`,
    text: attribute,
    whole: (/** @type {string[]} */ parts, /** @type {string} */ tag) =>
      `<div lang="${tag}">\n${parts.join("\n")}\n</div>\n`,
  },
};

/** @typedef {keyof typeof SYNTAX} Form */
export const FORMS = /** @type {Form[]} */ (Object.keys(SYNTAX));

/** @param {Speech} speech
 * @param {typeof SYNTAX[Form]} syntax */
function licence({ say }, syntax) {
  return syntax.paragraph(`${syntax.text(say("activity.licence"))} ${syntax.link("CC BY 4.0", LICENCE)}`);
}

/** For the course page: no answer and no result.
 * @param {Activity} activity
 * @param {Form} form */
export function sheet({ title, about, link, embed, predicts, questions, speech }, form) {
  const syntax = SYNTAX[form];
  const { say, language } = speech;
  const steps = [
    syntax.link(syntax.text(say("activity.open")), link),
    syntax.text(say(predicts ? "activity.step.predict" : "activity.step.run")),
    syntax.text(say("activity.step.answer")),
  ];
  return syntax.whole(
    [
      syntax.heading(syntax.text(title)),
      ...about.map((text) => syntax.paragraph(syntax.text(text))),
      syntax.list(steps),
      ...(embed ? [frame(embed, title)] : []),
      syntax.part(syntax.text(say("activity.questions"))),
      syntax.list(questions.map(({ question }) => syntax.text(question))),
      licence(speech, syntax),
    ],
    language.tag,
  );
}

/** For the teacher: questions, answers, and where the numbers come from.
 * @param {Activity} activity
 * @param {Form} form */
export function answerKey({ title, questions, source, speech }, form) {
  const syntax = SYNTAX[form];
  const between = form === "html" ? "<br>" : "  \n   ";
  return syntax.whole(
    [
      syntax.heading(syntax.text(`${speech.say("activity.key")}${title}`)),
      syntax.list(
        questions.map(
          ({ question, answer }) => `${syntax.text(question)}${between}${syntax.strong(syntax.text(answer))}`,
        ),
      ),
      syntax.paragraph(syntax.text(source)),
      licence(speech, syntax),
    ],
    speech.language.tag,
  );
}
