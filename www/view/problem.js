// @ts-check
/** What was wrong with a link or a field, in words, beside the field that it concerns. */

import { menu, problems } from "../state.js";
import { list, number, optional, short, t } from "../words.js";
import { html } from "./html.js";

/** @typedef {import("../engine/retort.js").Problem} Problem */

/** Names of choices that a link joins by commas.
 * @param {string} value */
const names = (value) => list(value.split(",").map((each) => optional(`choice.${each}`) ?? each));

/** @param {Problem} problem */
export function problemText({ code, key, given, used, reason }) {
  const field = menu.value?.fields.find((each) => each.key === key);
  const limit = (/** @type {number | undefined} */ value) =>
    field?.kind === "integer" ? number(value) : short(value, 6);
  const named = (/** @type {string} */ value) => (field?.kind === "choices" ? names(value) : value);
  const what = t(`problem.${code}`, {
    key,
    given: named(given),
    used: named(used),
    min: limit(field?.min),
    max: limit(field?.max),
  });
  const why = reason && optional(`reason.${reason}`);
  return why ? `${what} ${why}` : what;
}

/** @param {{id: string, field: string}} props */
export function FieldProblem({ id, field }) {
  const mine = problems.value.filter(({ key }) => key === field);
  return html`<p id=${id} class="problem" hidden=${mine.length === 0}>${mine.map(problemText).join(" ")}</p>`;
}

/** Problems of a link that no field can show. */
export function ProblemList() {
  const fields = menu.value?.fields ?? [];
  const homeless = problems.value.filter(({ key }) => !fields.some((field) => field.key === key));
  return html`<div role="alert">
    ${homeless.length > 0 && html`<ul class="problem">${homeless.map((each) => html`<li>${problemText(each)}</li>`)}</ul>`}
  </div>`;
}
