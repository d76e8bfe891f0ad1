// @ts-check
/** Zone 1: the settings of an experiment. Which fields there are is the engine's menu's business. */

import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { choosePreset } from "../actions.js";
import { claim, engine, idle, link, menu, problems, spec } from "../state.js";
import { optional, t } from "../words.js";
import { Field } from "./field.js";
import { html, Select } from "./html.js";
import { lazy } from "./lazy.js";
import { ProblemList } from "./problem.js";
import { RunBar } from "./run_bar.js";

const GpuNote = lazy(async () => (await import("../gpu/note.js")).Note);
const Claim = lazy(async () => (await import("../share/load.js")).Claim);

/** Whether there is room for all settings beside the images; where there is not, they are folded. */
const ROOM = matchMedia("(min-width: 900px)");
const roomy = signal(ROOM.matches);
ROOM.addEventListener("change", ({ matches }) => {
  roomy.value = matches;
});

/** Fields that are always in sight, in this order; the others are under "advanced". */
const BASIC = ["data", "labels", "unlabelled", "teacher", "student", "T", "alpha", "seed"];

function Preset() {
  const presets = menu.value?.presets ?? [];
  const chosen = presets.find((preset) => preset.link === link.value)?.key ?? "";
  const options = presets.map(({ key }) => ({ value: key, label: optional(`preset.${key}`) ?? key }));
  if (!chosen) options.unshift({ value: "", label: t("preset.own") });
  return html`
    <div class="field">
      <label for="preset">${t("preset")}</label>
      <${Select} id="preset" value=${chosen} options=${options} onChange=${choosePreset} describedBy="preset-hint" />
      <p class="hint" id="preset-hint">${optional(`preset.${chosen}.about`) ?? t("preset.hint")}</p>
    </div>
  `;
}

function Fields() {
  const fields = menu.value?.fields ?? [];
  const basic = BASIC.flatMap((key) => fields.filter((field) => field.key === key));
  const groups = [...new Set(fields.map(({ group }) => group))];
  // Words of fields that few need come with the engine; until then those fields are not shown.
  const named = fields.filter(({ key }) => optional(`field.${key}`));
  const others = named.filter(({ key }) => !BASIC.includes(key) && !idle.value.includes(key));
  // Once opened for a problem it stays open: it must not fold away under the reader's hands.
  const opened = useRef(false);
  opened.current ||= problems.value.some(({ key }) => others.some((field) => field.key === key));
  const unfolded = useRef(false);
  unfolded.current ||= problems.value.some(({ key }) => fields.some((field) => field.key === key));
  return html`<details class="settings" open=${roomy.value || unfolded.current || undefined}>
    <summary>${t("settings")}</summary>
    <div class="inner">
      ${basic.map((field) => html`<${Field} key=${field.key} field=${field} />`)}
      <details class="advanced" open=${opened.current || undefined}>
        <summary>${t("advanced")}</summary>
        ${groups.map((group) => {
          const members = others.filter((field) => field.group === group);
          return (
            members.length > 0 &&
            html`<fieldset key=${group}>
              <legend>${t(`group.${group}`)}</legend>
              ${members.map((field) => html`<${Field} key=${field.key} field=${field} />`)}
              ${members.some(({ key }) => key === "engine") && spec.value?.engine === "webgpu" && html`<${GpuNote} />`}
            </fieldset>`
          );
        })}
      </details>
    </div>
  </details>`;
}

export function Setup() {
  // A link can only be read by the engine: until then its settings are not known.
  const unread = !engine.value && location.hash.length > 1;
  return html`
    <section class="zone setup" aria-labelledby="setup-title">
      <h2 id="setup-title">${t("zone.setup")}</h2>
      <${ProblemList} />
      ${claim.value && html`<${Claim} />`}
      ${
        spec.value &&
        html`<fieldset class="fields" disabled=${unread}>
        <legend class="unseen">${t("settings")}</legend>
        <${Preset} />
        <${Fields} />
      </fieldset>`
      }
      <${RunBar} />
    </section>
  `;
}
