// @ts-check
/** Panel: the experiment at many settings, with several seeds each, as one picture and one sentence. */

import { openLink } from "../actions.js";
import { LABELS } from "../roles.js";
import { addStyle } from "../share/style.js";
import { busy, link } from "../state.js";
import { html, Select, Switch } from "../view/html.js";
import { netName } from "../view/names.js";
import { alsoSpeak, list, number, percent, t } from "../words.js";
import { FormFields } from "./form.js";
import { Files, Open } from "./keep.js";
import { fieldName, valueName } from "./names.js";
import { openFiles } from "./open.js";
import { Picture } from "./picture.js";
import * as pool from "./pool.js";
import * as state from "./state.js";
import { MOST_HERE, start, stop } from "./training.js";
import { sentence } from "./verdict.js";

/** Its words and its style, fetched with it. */
export const ready = Promise.all([
  addStyle(new URL("../style_sweep.css", import.meta.url)),
  alsoSpeak("sweep"),
]);

function Buttons() {
  const going = state.running.value !== null;
  const left = state.missing.value.length;
  // What a worker lost may succeed once more.
  const again = left === 0 ? state.lost.value : 0;
  const closed = !going && (!state.built.value || left + again === 0 || busy.value);
  const label = again > 0 ? "again" : left === 0 ? "run" : state.done.value > 0 ? "continue" : "start";
  // Not "disabled": that would take the focus away from who has just waited for the end.
  return html`<div class="row">
    <button
      id="sweep-start"
      type="button"
      class=${going ? "" : "primary"}
      aria-disabled=${closed}
      onClick=${() => {
        if (going) return stop();
        if (closed) return;
        if (again > 0) state.failed.value = [];
        start();
      }}
    >${t(`sweeps.${going ? "stop" : label}`, { count: number(Math.min(left || again, MOST_HERE)) })}</button>
    <p class="hint">${hint(going, left)}</p>
  </div>`;
}

/** @param {boolean} going
 * @param {number} left */
function hint(going, left) {
  if (going) {
    const { share, secondsLeft } = state.progress.value;
    const rest = secondsLeft === null ? "" : t("left", { seconds: number(Math.ceil(secondsLeft)) });
    return `${percent(share, 0)} ${rest}`;
  }
  if (busy.value) return t("sweep.busy");
  if (!state.built.value) return "";
  if (left > MOST_HERE) return t("sweeps.many", { count: number(left), most: number(MOST_HERE) });
  return left === 0 && state.lost.value === 0 ? t("sweeps.complete") : "";
}

/** What the picture shows: gain or accuracy, of which net, and where further axes are held. */
function Choices() {
  const { what, net } = state.measure.value;
  const students = state.nets.value;
  const axes = state.built.value?.axes ?? [];
  const canGain = students.includes(LABELS) && students.length > 1;
  const offered = what === "gain" ? students.filter((key) => key !== LABELS) : students;
  const one = what === "accuracy" && axes.length < 2;
  return html`<div class="row">
    ${
      canGain &&
      html`<${Switch}
        label=${t("sweeps.what")}
        value=${what}
        options=${["gain", "accuracy"].map((value) => ({ value, label: t(`sweeps.what.${value}`) }))}
        onChange=${(/** @type {"gain" | "accuracy"} */ value) => state.ask({ what: value })}
      />`
    }
    ${
      offered.length > 1 &&
      html`<label for="sweep-net">${t(one ? "sweeps.net.best" : "sweeps.net")}</label>
        <${Select}
          id="sweep-net"
          value=${net}
          options=${offered.map((value) => ({ value, label: netName(value) }))}
          onChange=${(/** @type {string} */ value) => state.ask({ net: value })}
        />`
    }
    ${axes.slice(2).map(
      (
        { key, values },
        at,
      ) => html`<label for=${`sweep-held-${key}`} key=${`l${key}`}>${fieldName(key)}</label>
        <${Select}
          key=${key}
          id=${`sweep-held-${key}`}
          value=${String(state.held.value[at + 2])}
          options=${values.map((value, place) => ({ value: String(place), label: valueName(key, value) }))}
          onChange=${(/** @type {string} */ value) => state.hold(key, Number(value))}
        />`,
    )}
  </div>`;
}

/** Results of other settings are not lost. */
function Earlier() {
  const last = state.last.value;
  const other = last && state.done.value === 0 && !state.running.value && last.link !== link.value;
  if (!other) return null;
  return html`<div class="row">
    <p class="hint">${t("sweeps.earlier")}</p>
    <button
      type="button"
      class="plain"
      onClick=${() => {
        state.form.value = last.form;
        openLink(last.link);
      }}
    >${t("sweeps.back")}</button>
  </div>`;
}

/** Who computed what is shown, where it was not this page alone. */
function Sources() {
  const engines = [...new Set(state.results.value.flatMap((line) => (line ? [line.engine ?? "?"] : [])))];
  if (engines.every((key) => key === "flex")) return null;
  return html`<p class="hint">${t("sweeps.engines", { engines: list(engines.sort()) })}</p>`;
}

/** @param {DragEvent} event */
function drop(event) {
  // The page would open the first file as its experiment.
  event.stopPropagation();
  event.preventDefault();
  if (event.dataTransfer) openFiles([...event.dataTransfer.files]);
}

/** Opens what was dropped elsewhere on the page, and shows where it says what became of it.
 * @param {File[]} files */
export async function openDropped(files) {
  await ready;
  const panel = document.getElementById("panel-sweeps");
  if (panel instanceof HTMLDetailsElement) panel.open = true;
  await openFiles(files);
  panel?.scrollIntoView();
}

export function Sweeps() {
  const going = state.running.value !== null;
  const some = state.done.value > 0;
  return html`<div
    class="sweeps"
    onDrop=${drop}
    onDragOver=${(/** @type {Event} */ event) => event.preventDefault()}
  >
    <${FormFields} />
    <${Buttons} />
    ${going && html`<progress aria-label=${t("sweeps.progress")} max="1" value=${state.progress.value.share} />`}
    ${state.startFailure.value && html`<p class="problem">${t("failure.start", { reason: state.startFailure.value })}</p>`}
    ${state.lost.value > 0 && html`<p class="problem">${t("sweeps.failed", { count: number(state.lost.value) })}</p>`}
    <${Earlier} />
    <p class="verdict" id="sweep-verdict" role="status">
      ${some && (going ? t("sweeps.soFar", { done: number(state.done.value), all: number(state.built.value?.links.length ?? 0) }) : sentence())}
    </p>
    ${some && going && html`<p class="verdict second">${sentence()}</p>`}
    ${some && html`<${Choices} /><${Picture} /><${Sources} />`}
    <${Files} />
    <${Open} />
    ${!pool.kept.value && html`<p class="hint">${t("sweeps.unkept")}</p>`}
    ${some && html`<p class="hint">${t("sweeps.method")}</p>`}
  </div>`;
}
