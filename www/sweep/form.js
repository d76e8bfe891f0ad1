// @ts-check
/** What to vary: one or two settings with their values, and how many seeds. */

import { idle, menu } from "../state.js";
import { html, Select, Switch } from "../view/html.js";
import { TypedInput } from "../view/typed_input.js";
import { number, t } from "../words.js";
import { fieldName } from "./names.js";
import { problemText } from "./problem.js";
import { built, editAxis, error, form, missing, running, setAxes } from "./state.js";

/** @param {{at: number}} props */
function AxisFields({ at }) {
  const { key, text } = form.value.axes[at];
  const others = form.value.axes.filter((_, place) => place !== at).map((axis) => axis.key);
  const offered = (menu.value?.fields ?? []).filter(
    (field) =>
      field.key === key ||
      (field.key !== "seed" && !others.includes(field.key) && !idle.value.includes(field.key)),
  );
  const named = error.value;
  const own =
    named !== null && named.key === key && named.code !== "refused-point" && named.code !== "bad-link";
  const which = at === 0 ? "first" : "second";
  return html`<div class="sweep-axis">
    <label for=${`sweep-key-${at}`}>${t(`sweeps.axis.${which}`)}</label>
    <${Select}
      id=${`sweep-key-${at}`}
      value=${key}
      options=${offered.map((field) => ({ value: field.key, label: fieldName(field.key) }))}
      onChange=${(/** @type {string} */ chosen) => editAxis(at, { key: chosen })}
    />
    <label for=${`sweep-values-${at}`}>${t("sweeps.values")}</label>
    <${TypedInput}
      id=${`sweep-values-${at}`}
      type="text"
      value=${text}
      spellcheck="false"
      autocomplete="off"
      aria-describedby=${own ? "sweep-problem" : "sweep-how"}
      aria-invalid=${own ? "true" : undefined}
      onCommit=${(/** @type {string} */ typed) => editAxis(at, { text: typed })}
    />
  </div>`;
}

export function FormFields() {
  const { axes, seeds } = form.value;
  const wrong = error.value;
  const runs = built.value?.links.length ?? 0;
  return html`<fieldset class="sweep-form" disabled=${running.value !== null}>
    <legend class="unseen">${t("sweeps.form")}</legend>
    <${Switch}
      label=${t("sweeps.count")}
      value=${String(axes.length)}
      options=${["1", "2"].map((value) => ({ value, label: t(`sweeps.count.${value}`) }))}
      onChange=${(/** @type {string} */ value) => setAxes(Number(value))}
    />
    ${axes.map((_, at) => html`<${AxisFields} key=${at} at=${at} />`)}
    <div class="sweep-axis">
      <label for="sweep-seeds">${t("sweeps.seeds.each")}</label>
      <${TypedInput}
        id="sweep-seeds"
        class="small"
        type="number"
        min="1"
        max="10000"
        value=${String(seeds)}
        aria-invalid=${wrong?.code === "bad-seeds" ? "true" : undefined}
        aria-describedby=${wrong?.code === "bad-seeds" ? "sweep-problem" : "sweep-how"}
        onCommit=${(/** @type {string} */ typed) => {
          form.value = { ...form.value, seeds: Math.trunc(Number(typed)) };
        }}
      />
    </div>
    <p class="hint" id="sweep-how">
      ${wrong ? t("sweeps.how") : t("sweeps.runs", { points: number(built.value?.points ?? 0), seeds: number(seeds), runs: number(runs), missing: number(missing.value.length) })}
    </p>
    <p class="problem" id="sweep-problem" role="status">${wrong && problemText(wrong)}</p>
  </fieldset>`;
}
