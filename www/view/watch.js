// @ts-check
/** Zone 2: one image through every net, and the curves of all images. */

import { record } from "../state.js";
import { t } from "../words.js";
import { Bars } from "./bars.js";
import { Curves } from "./curves.js";
import { Formula } from "./formula.js";
import { html } from "./html.js";
import { Lead } from "./lead.js";
import { Logits } from "./logits.js";
import { Picker } from "./picker.js";
import { StaleBadge } from "./stale_badge.js";
import { TemperatureChart } from "./temperature_chart.js";
import { ViewingTemperature } from "./viewing_temperature.js";

export function Watch() {
  return html`
    <section class="zone watch" id="watch" tabindex="-1" aria-labelledby="watch-title">
      <h2 id="watch-title">${t("zone.watch")}</h2>
      <${Lead} />
      <${StaleBadge} />
      ${
        record.value &&
        html`
        <${Picker} />
        <${ViewingTemperature} />
        <div class="views">
          <div class="view">
            <${Bars} />
            <${TemperatureChart} />
            <${Logits} />
          </div>
          <div class="view">
            <${Curves} />
            <${Formula} />
          </div>
        </div>
      `
      }
    </section>
  `;
}
