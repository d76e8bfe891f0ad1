// @ts-check
/** For teachers: an experiment becomes an activity. What is chosen stands above, what is copied below; nothing is sent. */

import { useEffect, useRef, useState } from "preact/hooks";
import { openLink } from "../actions.js";
import { chapters } from "../chapters/list.js";
import { run } from "../experiment.js";
import { LANGUAGES } from "../languages.js";
import { show, visit } from "../link.js";
import { copy } from "../share/copy.js";
import { frame } from "../share/formats.js";
import * as state from "../state.js";
import { html, Select } from "../view/html.js";
import { language, optional, percent, t } from "../words.js";
import { ASKED } from "./open.js";
import { answerKey, FORMS, sheet } from "./sheet.js";
import {
  activity,
  chosenChapter,
  chosenView,
  locked,
  prediction,
  results,
  shown,
  spoken,
  views,
} from "./state.js";

/** @param {string} key of a chapter */
const titleOf = (key) => chapters[key].titles[language.value.key] ?? chapters[key].titles.en;

/** The page's settings, a preset, or a chapter: whichever it is, it becomes the experiment of the page.
 * @param {string} value */
function choose(value) {
  const [kind, key] = value.split("/");
  chosenChapter.value = kind === "chapter" ? key : "";
  const preset = state.menu.value?.presets.find((each) => each.key === key);
  const wanted = kind === "chapter" ? state.engine.value?.chapterPlan(key).link : preset?.link;
  if (kind === "own" || wanted === undefined || !openLink(wanted)) return;
  visit(state.link.value);
}

function Experiment() {
  const menu = state.menu.value;
  const preset = menu?.presets.find(({ link }) => link === state.link.value)?.key;
  const value = chosenChapter.value ? `chapter/${chosenChapter.value}` : preset ? `preset/${preset}` : "own";
  const known = (menu?.chapters ?? []).filter((key) => key in chapters);
  const option = (/** @type {string} */ each, /** @type {string} */ label) =>
    html`<option value=${each} selected=${each === value}>${label}</option>`;
  return html`<div class="field">
    <label for="activity-experiment">${t("activity.experiment")}</label>
    <select
      id="activity-experiment"
      disabled=${!state.engine.value || state.busy.value}
      aria-describedby="activity-experiment-hint"
      onChange=${(/** @type {Event} */ event) => choose(/** @type {HTMLSelectElement} */ (event.currentTarget).value)}
    >
      ${!preset || chosenChapter.value ? option("own", t("activity.experiment.own")) : null}
      <optgroup label=${t("preset")}>
        ${menu?.presets.map(({ key }) => option(`preset/${key}`, optional(`preset.${key}`) ?? key))}
      </optgroup>
      <optgroup label=${t("chapters")}>
        ${known.map((key) => option(`chapter/${key}`, titleOf(key)))}
      </optgroup>
    </select>
    <p class="hint" id="activity-experiment-hint">${t("activity.experiment.hint")} ${state.link.value && html`<code>#${state.link.value}</code>`}</p>
  </div>`;
}

/** @param {{id: string, value: import("@preact/signals").Signal<any>, choices: {value: string, label: string}[], hint?: string,
 *   shown?: string}} props `shown` where what is chosen is not among the choices */
function Choice({ id, value, choices, hint, shown = value.value }) {
  return html`<div class="field">
    <label for=${`activity-${id}`}>${t(`activity.${id}`)}</label>
    <${Select}
      id=${`activity-${id}`}
      value=${shown}
      options=${choices}
      describedBy=${hint && `activity-${id}-hint`}
      onChange=${(/** @type {string} */ chosen) => {
        value.value = chosen;
      }}
    />
    ${hint && html`<p class="hint" id=${`activity-${id}-hint`}>${hint}</p>`}
  </div>`;
}

/** @param {string} id
 * @param {string[]} values */
const named = (id, values) => values.map((value) => ({ value, label: t(`activity.${id}.${value}`) }));

/** A text with its button. The field can be selected where the clipboard is closed.
 * @param {{id: string, text: string, rows: number, children?: unknown}} props */
function Copied({ id, text, rows, children }) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [said, say] = useState("");
  const onCopy = async () => {
    if (field.current) say(t((await copy(field.current)) ? "share.copied" : "share.byHand"));
  };
  return html`<section class="activity-text" aria-labelledby=${`activity-${id}-title`}>
    <h3 id=${`activity-${id}-title`}>${t(`activity.${id}.title`)}</h3>
    <p class="hint">${t(`activity.${id}.about`)}</p>
    <div class="row">
      ${children}
      <button type="button" class="primary" id=${`activity-${id}-copy`} aria-describedby=${`activity-${id}-title`} onClick=${onCopy}>${t("share.copy")}</button>
      <span class="hint" role="status">${said}</span>
    </div>
    <textarea id=${`activity-${id}-text`} ref=${field} readonly rows=${rows} aria-labelledby=${`activity-${id}-title`} value=${text} spellcheck=${false}></textarea>
  </section>`;
}

/** @param {{id: string, form: import("./sheet.js").Form, onChange: (form: any) => void}} props */
function FormChoice({ id, form, onChange }) {
  const options = FORMS.map((value) => ({ value, label: t(`activity.form.${value}`) }));
  return html`<${Select} id=${`activity-${id}-form`} label=${t("activity.form")} value=${form} options=${options} onChange=${onChange} />`;
}

/** Until the experiment has been run there are no numbers, and no numbers are made up. */
function Needed() {
  const { share } = state.progress.value;
  const failed = state.startFailure.value;
  return html`<div class="activity-needed">
    <p>${t("activity.needed")}</p>
    <div class="row">
      <button type="button" class="primary" id="activity-run" disabled=${!state.engine.value || state.busy.value} onClick=${() => run()}>${t("activity.run")}</button>
      <span class="hint" role="status">${state.busy.value ? t("activity.running", { share: percent(share, 0) }) : ""}</span>
    </div>
    ${failed && html`<p class="problem" role="alert">${failed}</p>`}
  </div>`;
}

function Made() {
  const [form, setForm] = useState(/** @type {import("./sheet.js").Form} */ ("html"));
  const made = activity.value;
  if (!made) return chosenChapter.value || results.value ? null : html`<${Needed} />`;
  return html`
    <${Copied} id="link" text=${made.link} rows=${2} />
    ${made.embed && html`<${Copied} id="frame" text=${frame(made.embed, made.title)} rows=${4} />`}
    <${Copied} id="sheet" text=${sheet(made, form)} rows=${14}>
      <${FormChoice} id="sheet" form=${form} onChange=${setForm} />
    <//>
    <${Copied} id="key" text=${answerKey(made, form)} rows=${12}>
      <${FormChoice} id="key" form=${form} onChange=${setForm} />
    <//>
  `;
}

/** Back to the experiment. */
function close() {
  state.activity.value = null;
  show(state.link.value, { activity: null });
  scrollTo(0, 0);
  requestAnimationFrame(() => document.getElementById("watch")?.focus());
}

export function ActivityPage() {
  useEffect(() => {
    if (state.activity.value === ASKED) document.getElementById("activity-heading")?.focus();
  }, []);
  return html`<main class="activity" id="watch" tabindex="-1" aria-labelledby="activity-heading">
    <article>
      <h2 id="activity-heading" tabindex="-1">${t("activity.heading")}</h2>
      <p class="lead">${t("activity.intro")}</p>
      <form class="activity-form" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
        <${Experiment} />
        <${Choice} id="language" value=${spoken} choices=${LANGUAGES.map(({ key, name }) => ({ value: key, label: name }))} />
        <${Choice} id="predict" value=${prediction} choices=${named("predict", ["gain", "accuracy", "none"])} hint=${t("activity.predict.hint")} />
        <${Choice} id="lock" value=${locked} choices=${named("lock", ["all", "free", "none"])} hint=${t("activity.lock.hint")} />
        <${Choice} id="show" value=${chosenView} shown=${shown.value} choices=${named("show", views.value)} hint=${t("activity.show.hint")} />
      </form>
      <${Made} />
      <p><button type="button" id="activity-close" onClick=${close}>${t("activity.close")}</button></p>
    </article>
  </main>`;
}
