// @ts-check
/** One setting: its label with the symbol, one line about it, its control, and what was wrong with it. */

import { edit, newSeed } from "../actions.js";
import { bringing, datasetOf, engine, engines, menu, problems, spec } from "../state.js";
import { className, number, optional, short, t } from "../words.js";
import { html, Select } from "./html.js";
import { NumberField } from "./number_field.js";
import { FieldProblem } from "./problem.js";
import { marked } from "./term.js";
import { TypedInput } from "./typed_input.js";

/** @typedef {import("../engine/retort.js").Field} FieldInfo */

/** Fields whose effect is worth feeling on a slider, with the slider's ends where the field allows more. */
const SLIDERS = /** @type {Record<string, () => {sliderMin?: number, sliderMax?: number}>} */ ({
  labels: () => ({ sliderMax: Math.min(500, datasetOf(spec.value?.data)?.train ?? 500) }),
  T: () => ({ sliderMin: 0.5, sliderMax: 20 }),
  alpha: () => ({}),
});

/** @param {string} key
 * @param {string} value */
export function choiceName(key, value) {
  const model =
    (key === "teacher" || key === "student") && menu.value?.models.find((each) => each.key === value);
  if (model) {
    return optional(`family.${model.family}`)
      ? t(`family.${model.family}`, { size: value.slice(model.family.length + 1) })
      : value;
  }
  if (key === "data" && value.startsWith("own-")) return t("own.choice", { hash: value.slice(4, 8) });
  if (CLASSES.includes(key) && value !== "none") {
    const name = datasetOf(spec.value?.data)?.classes[Number(value)];
    return name ? className(name) : value;
  }
  return optional(`choice.${key}.${value}`) ?? optional(`choice.${value}`) ?? value;
}

/** Fields that hold the label of a class. */
const CLASSES = ["omit", "tfrom", "tto"];

/** @param {string} model */
function parameters(model) {
  const costs = menu.value?.models.find(({ key }) => key === model)?.costs;
  return costs?.[spec.value?.data ?? ""]?.parameters ?? 0;
}

/** What a choice amounts to with the other settings. */
const NOTES = /** @type {Record<string, () => string>} */ ({
  data: () => {
    const info = datasetOf(spec.value?.data);
    return info
      ? t("note.data", {
          width: info.width,
          height: info.height,
          train: number(info.train),
        })
      : "";
  },
  teacher: () => t("note.parameters", { count: number(parameters(spec.value?.teacher ?? "")) }),
  student: () => {
    const [large, small] = [parameters(spec.value?.teacher ?? ""), parameters(spec.value?.student ?? "")];
    const key = small <= large ? "note.smaller" : "note.larger";
    const ratio = small <= large ? large / small : small / large;
    return t(key, { count: number(small), ratio: short(ratio, 2) });
  },
});

/** @param {{field: FieldInfo}} props */
export function Field({ field }) {
  const { key } = field;
  const invalid = problems.value.some((problem) => problem.key === key);
  const group = field.kind === "choices" || field.kind === "options";
  const describedBy = `${key}-hint ${key}-problem`;
  const label = optional(`field.${key}`) ?? key;
  const symbol = optional(`symbol.${key}`);
  return html`
    <div class="field" role=${group ? "group" : undefined} aria-labelledby=${group ? `${key}-label` : undefined}>
      <label id=${`${key}-label`} for=${group ? undefined : key}>
        ${label}${symbol && html` <i class="symbol">${symbol}</i>`}
        ${NOTES[key] && html` <span class="note">${NOTES[key]()}</span>`}
      </label>
      <${Control} ...${{ field, label, describedBy, invalid }} />
      ${
        key === "data" &&
        html`<button
          type="button"
          id="own-open"
          class="plain strong"
          hidden=${!engine.value}
          aria-expanded=${bringing.value}
          aria-controls="own"
          onClick=${() => {
            bringing.value = !bringing.value;
          }}
        >${t("own.open")}</button>`
      }
      <p class="hint" id=${`${key}-hint`}>${marked(optional(`hint.${key}`) ?? "")}</p>
      <${FieldProblem} id=${`${key}-problem`} field=${key} />
    </div>
  `;
}

/** The choices of a field; engines only as far as this site has them.
 * @param {FieldInfo} field */
function offered({ key, choices = [] }) {
  const here = engines.value;
  return key === "engine" && here ? choices.filter((each) => here.includes(each)) : choices;
}

/** @param {{field: FieldInfo, label: string, describedBy: string, invalid: boolean}} props */
function Control({ field, label, describedBy, invalid }) {
  const { key, kind } = field;
  const value = spec.value?.[key] ?? field.default;
  switch (kind) {
    case "choice":
      return html`<${Select}
        id=${key}
        value=${String(value)}
        options=${offered(field).map((each) => ({ value: each, label: choiceName(key, each) }))}
        onChange=${(/** @type {string} */ chosen) => edit(key, chosen)}
        ...${{ describedBy, invalid }}
      />`;
    case "choices":
    case "options":
      return html`<${Choices} ...${{ field, value: String(value) }} />`;
    case "layers":
      return html`<${TypedInput}
        id=${key}
        type="text"
        value=${String(value)}
        aria-describedby=${describedBy}
        aria-invalid=${invalid ? "true" : undefined}
        onCommit=${(/** @type {string} */ text) => edit(key, text)}
      />`;
    default:
      return html`<div class=${key === "seed" ? "row" : undefined}>
        <${NumberField}
          id=${key}
          value=${Number(value)}
          onCommit=${(/** @type {number | string} */ given) => edit(key, given)}
          slider=${key in SLIDERS}
          ...${{ field, label, describedBy, invalid, ...SLIDERS[key]?.() }}
        />
        ${key === "seed" && html`<button type="button" onClick=${newSeed}>${t("seed.new")}</button>`}
      </div>`;
  }
}

/** @param {{field: FieldInfo, value: string}} props */
function Choices({ field, value }) {
  const chosen = value.split(",").filter((each) => each !== "");
  return html`${(field.choices ?? []).map((each) => {
    const on = chosen.includes(each);
    const next = on ? chosen.filter((other) => other !== each) : [...chosen, each];
    return html`<label class="check" key=${each}>
      <input
        type="checkbox"
        checked=${on}
        disabled=${field.kind === "choices" && on && chosen.length === 1}
        onChange=${() => edit(field.key, next.join(","))}
      />
      ${choiceName(field.key, each)}
    </label>`;
  })}`;
}
