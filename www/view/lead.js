// @ts-check
/** The sentence that says what there is to see, about the image that is chosen. */

import { TEACHER } from "../roles.js";
import { ranking } from "../softmax.js";
import { chosenImage, images, shownDataset } from "../state.js";
import { className, fill, optional, t } from "../words.js";
import { answerOf, classes } from "./chosen.js";
import { html } from "./html.js";
import { Steady } from "./steady.js";
import { Thumb } from "./thumb.js";

export function Lead() {
  const answer = answerOf(TEACHER);
  const words = {
    teacher: html`<span class="role-teacher">${t("lead.teacher")}</span>`,
    student: html`<span class="role-distilled">${t("lead.student")}</span>`,
  };
  if (!images.value) return html`<p class="lead">${fill("lead.before", words)}</p>`;
  const [first, second] = ranking(answer?.logits ?? []).map((at) => className(classes.value[at]));
  // Not everything is an image: a position is played, a word is heard.
  const own = `lead.${shownDataset.value?.key}`;
  const key = answer ? (optional(own) ? own : "lead") : "lead.before";
  return html`<${Steady} full=${Boolean(answer)}>
    <div class="row opening">
      <div class="subject"><${Thumb} images=${images.value} at=${chosenImage.value} /></div>
      <p class="lead">${fill(key, { ...words, first, second })}</p>
    </div>
  <//>`;
}
