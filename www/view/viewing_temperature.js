// @ts-check
/** The temperature at which answers are shown. It never changes the training. */

import { chain, view } from "../actions.js";
import { chained, menu, record, viewingTemperature } from "../state.js";
import { short, t } from "../words.js";
import { html } from "./html.js";
import { NumberField } from "./number_field.js";
import { marked } from "./term.js";

export const SMALLEST = 0.25;
export const LARGEST = 20;

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
      <p class="hint" id="view-T-hint">${marked(t("view.T.hint"))}</p>
      <label class="check">
        <input
          type="checkbox"
          checked=${chained.value}
          onChange=${() => chain(!chained.value)}
        />
        ${t("view.chain", { T: short(trained, 4) })}
      </label>
    </div>
  `;
}
