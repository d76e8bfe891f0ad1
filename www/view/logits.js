// @ts-check
/** The logits of the chosen image: what the temperature divides. */

import { roleOf } from "../roles.js";
import { className, number, t } from "../words.js";
import { answers, classes } from "./chosen.js";
import { html } from "./html.js";
import { shortName } from "./names.js";

export function Logits() {
  return html`<details>
    <summary>${t("logits")}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("logits")}>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">${t("bars.class")}</th>
            ${answers.value.map(({ key }) => html`<th scope="col" class=${`role-${roleOf(key)}`}>${shortName(key)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${classes.value.map(
            (name, at) => html`<tr>
              <th scope="row">${className(name)}</th>
              ${answers.value.map(({ logits }) => html`<td>${number(logits[at], 2)}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
