// @ts-check
/** The temperature at which answers are shown. It never changes the training. */

import { chain, view } from "../actions.js";
import { TEACHER } from "../roles.js";
import { entropyBits, ranking } from "../softmax.js";
import { chained, menu, record, viewingTemperature } from "../state.js";
import { className, percent, short, t } from "../words.js";
import { answerOf, classes } from "./chosen.js";
import { html } from "./html.js";
import { NumberField } from "./number_field.js";
import { marked } from "./term.js";

export const SMALLEST = 0.25;
export const LARGEST = 20;

/** Shares of the greatest entropy below which one class takes all, and above which all look alike. */
const CERTAIN = 0.15;
const ALIKE = 0.95;

/** What the temperature makes of the teacher's answer, in one sentence. */
function Reading() {
  const answer = answerOf(TEACHER);
  // Its room stays.
  if (!answer) return html`<p class="reading"></p>`;
  const { logits, probabilities } = answer;
  const order = ranking(logits);
  const share = entropyBits(probabilities) / Math.log2(order.length);
  const key = share < CERTAIN ? "certain" : share > ALIKE ? "alike" : "doubts";
  const [first, second] = order.map((at) => className(classes.value[at]));
  const [most, next, least] = [order[0], order[1], order[order.length - 1]].map((at) =>
    percent(probabilities[at], 1),
  );
  const T = short(viewingTemperature.value, 4);
  return html`<p class="reading">${t(`reading.${key}`, { T, first, second, most, next, least })}</p>`;
}

export function ViewingTemperature() {
  const field = menu.value?.fields.find(({ key }) => key === "T");
  if (!field) return null;
  const trained = record.value?.spec.T;
  return html`
    <div class="field instrument">
      <label for="view-T">${t("view.T")} <i class="symbol">T</i></label>
      <${NumberField}
        id="view-T"
        field=${field}
        label=${t("view.T")}
        value=${viewingTemperature.value}
        onCommit=${(/** @type {number | string} */ given) => {
          if (typeof given === "number" && given > 0) view(given);
        }}
        slider
        sliderMin=${SMALLEST}
        sliderMax=${LARGEST}
        describedBy="view-T-hint"
        live
      />
      <${Reading} />
      <div class="row">
        <label class="check">
          <input
            type="checkbox"
            checked=${chained.value}
            onChange=${() => chain(!chained.value)}
          />
          ${t("view.chain", { T: short(trained, 4) })}
        </label>
        <p class="hint" id="view-T-hint">${marked(t("view.T.hint"))}</p>
      </div>
    </div>
  `;
}
