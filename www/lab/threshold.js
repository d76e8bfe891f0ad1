// @ts-check
/** Panel: from which probability on a class gives an alarm, and what is missed or falsely reported then. */

import { useState } from "preact/hooks";
import { inReadingOrder, roleOf } from "../roles.js";
import { images, record } from "../state.js";
import { html, typedIn } from "../view/html.js";
import { shortName } from "../view/names.js";
import { number, percent, t } from "../words.js";
import { alarms } from "./alarms.js";
import { csvFile, Keep } from "./keep.js";

export function Threshold() {
  const [threshold, set] = useState(0.5);
  const [shown, tested] = [record.value, images.value];
  const nets = shown ? inReadingOrder(shown.arms).filter((key) => shown.nets[key]?.logits) : [];
  if (!shown || !tested || nets.length === 0) return html`<p class="hint">${t("threshold.none")}</p>`;
  const labels = Array.from({ length: tested.count }, (_, at) => tested.label(at));
  const rows = nets.map((key) => ({ key, ...alarms(shown.nets[key].logits ?? [], labels, threshold) }));
  // Every step of the slider: what is wanted is where the two meet.
  const lines = () => [
    ["network", "threshold", "missed", "false_alarms"],
    ...nets.flatMap((key) =>
      Array.from({ length: 19 }, (_, at) => {
        const value = (at + 1) / 20;
        const { missed, wrong } = alarms(shown.nets[key].logits ?? [], labels, value);
        return [key, value, missed, wrong];
      }),
    ),
  ];
  return html`<div class="row">
      <label for="threshold-value">${t("threshold.value")}</label>
      <input
        id="threshold-value"
        type="range"
        min="0.05"
        max="0.95"
        step="0.05"
        value=${threshold}
        style=${{ "--place": (threshold - 0.05) / 0.9 }}
        aria-valuetext=${number(threshold, 2)}
        onInput=${(/** @type {Event} */ event) => set(Number(typedIn(event)))}
      />
      <output for="threshold-value">${number(threshold, 2)}</output>
    </div>
    <table class="figures">
      <caption>${t("threshold.caption", { count: number(labels.length) })}</caption>
      <thead>
        <tr>
          <td></td>
          <th scope="col">${t("threshold.missed")}</th>
          <th scope="col">${t("threshold.wrong")}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ key, missed, wrong }) => html`<tr key=${key}>
            <th scope="row" class=${`role-${roleOf(key)}`}>${shortName(key)}</th>
            <td>${percent(missed)}</td>
            <td>${percent(wrong)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    <${Keep} label=${t("panel.export")} files=${csvFile("retort-threshold", lines)} />
    <p class="hint">${t("threshold.about")}</p>`;
}
