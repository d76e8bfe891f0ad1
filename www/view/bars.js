// @ts-check
/** Mirrored bars: teacher to the left, the distilled student to the right, labels only as a thin bar below it. */

import { DISTILLED, LABELS, TEACHER } from "../roles.js";
import { divergence, entropyBits, ranking } from "../softmax.js";
import { instead, viewingTemperature } from "../state.js";
import { className, number, percent, short, t } from "../words.js";
import { answerOf, classes, trueLabel } from "./chosen.js";
import { html } from "./html.js";
import { lazy } from "./lazy.js";
import { netName, shortName } from "./names.js";
import { Steady } from "./steady.js";
import { marked } from "./term.js";

/** @typedef {import("./chosen.js").Answer} Answer */

/** Also before the engine is there, but after the bars have been drawn: on a slow line they come first. */
const Tools = lazy(async () => {
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return (await import("../compare/outputs.js")).Tools;
});

/** @param {{answer: Answer | undefined, at: number, role: string}} props */
function Bar({ answer, at, role }) {
  const share = answer?.probabilities[at] ?? 0;
  return html`<span role="cell" class=${`bar ${role}`}>
    ${answer && html`<span class="length" style=${{ "--share": share }}></span>`}
    <span class="value">${answer ? number(share * 100, 1) : "–"}</span>
  </span>`;
}

export function Bars() {
  const nets = [TEACHER, DISTILLED, LABELS].map(answerOf);
  const [teacher, distilled, labels] = nets;
  return html`
    <div class="tools-place"><${Tools} /></div>
    ${instead.value ? html`<${instead.value} />` : html`<${Mirrored} nets=${nets} />`}
    <${Steady} full=${nets.every(Boolean)}>
      <div class="words">${nets.map((answer) => answer && html`<p key=${answer.key}>${marked(sentence(answer))}</p>`)}
        ${teacher && (distilled || labels) && html`<p>${marked(gaps(teacher, [distilled, labels]))}</p>`}
      </div>
    <//>
  `;
}

/** @param {{nets: (Answer | undefined)[]}} props */
function Mirrored({ nets: [teacher, distilled, labels] }) {
  return html`
    <div class="bars" role="table" aria-label=${t("bars.label")}>
      <div role="row" class="heads">
        <span role="columnheader" class="role-teacher">${netName(TEACHER)}</span>
        <span role="columnheader">${t("bars.class")}</span>
        <span role="columnheader" class="role-distilled">${shortName(DISTILLED)}</span>
        <span role="columnheader" class="role-labels">${shortName(LABELS)}</span>
      </div>
      ${classes.value.map(
        (name, at) => html`<div role="row" class=${at === trueLabel.value ? "true" : ""}>
          <${Bar} answer=${teacher} at=${at} role="teacher" />
          <span role="rowheader" class="class">${className(name)}${at === trueLabel.value && html`<span class="unseen"> ${t("bars.true")}</span>`}</span>
          <${Bar} answer=${distilled} at=${at} role="distilled" />
          <${Bar} answer=${labels} at=${at} role="labels" />
        </div>`,
      )}
    </div>
    <p class="hint">${t("bars.unit")}</p>
  `;
}

/** Top three and entropy in words.
 * @param {Answer} answer */
function sentence({ key, probabilities, logits }) {
  const top = ranking(logits)
    .slice(0, 3)
    .map((at) =>
      t("words.part", { class: className(classes.value[at]), share: percent(probabilities[at], 1) }),
    );
  return t("words.net", {
    T: short(viewingTemperature.value, 4),
    net: netName(key),
    top: top.join(t("words.comma")),
    entropy: number(entropyBits(probabilities), 2),
  });
}

/** @param {Answer} teacher
 * @param {(Answer | undefined)[]} students */
function gaps(teacher, students) {
  const values = students.flatMap((student) => {
    if (!student) return [];
    const kl = divergence(teacher.logits, student.logits, viewingTemperature.value);
    return `${shortName(student.key)} ${number(kl, 4)}`;
  });
  return t("words.kl", { values: values.join(t("words.comma")) });
}
