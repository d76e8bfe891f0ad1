// @ts-check
/** Run, pause, step, reset, and how far the run is. Sticks to the bottom of the window. */

import { TEACHER } from "../roles.js";
import {
  arriveAgain,
  busy,
  engine,
  engineFailure,
  experiment,
  fetched,
  offer,
  progress,
  record,
  stale,
  startFailure,
  taken,
  teacherKept,
  teacherStorage,
  veil,
} from "../state.js";
import { number, optional, percent, t } from "../words.js";
import { Again } from "./again.js";
import { html } from "./html.js";
import { lazy } from "./lazy.js";
import { netName } from "./names.js";

const Failures = lazy(async () => (await import("./failures.js")).Failures);

/** Whether a net has lost its worker, or has ended badly. */
const troubled = () => Object.values(record.value?.nets ?? {}).some(({ failure, again }) => failure || again);

function Buttons() {
  const state = record.value?.state;
  const missing = !engine.value;
  // While images are on their way the buttons only refuse: "disabled" would take the focus away from who pressed Run.
  const fetching = fetched.value !== null;
  const does = experiment.value;
  const [word, act] =
    state === "paused"
      ? ["resume", does?.resume]
      : busy.value
        ? ["pause", does?.pause]
        : ["run", () => does?.run()];
  return html`<div class="buttons">
    <button type="button" class=${veil.value ? "" : "primary"} id="run" disabled=${missing} aria-disabled=${fetching} onClick=${() => fetching || act?.()}>${t(`do.${word}`)}</button>
    <button type="button" id="step" disabled=${missing || state === "running"} aria-disabled=${fetching} onClick=${() => fetching || does?.step()}>${t("do.step")}</button>
    <button
      type="button"
      id="reset"
      disabled=${fetched.value === null && record.value?.source !== "live"}
      onClick=${does?.reset}
    >
      ${t("do.reset")}
    </button>
  </div>`;
}

function Progress() {
  const { share, secondsLeft, imagesPerSecond } = progress.value;
  if (fetched.value !== null)
    return html`<${Bar} share=${fetched.value} text=${t("fetching", { share: percent(fetched.value, 0) })} />`;
  if (!busy.value) return null;
  const parts = [percent(share, 0)];
  if (secondsLeft !== null) parts.push(t("left", { seconds: number(Math.ceil(secondsLeft)) }));
  if (imagesPerSecond !== null)
    parts.push(t("rate", { count: number(Number(imagesPerSecond.toPrecision(2))) }));
  return html`<${Bar} share=${share} text=${parts.join(" · ")} />`;
}

/** @param {{share: number, text: string}} props */
function Bar({ share, text }) {
  return html`<div class="progress">
    <progress max="1" value=${share} aria-label=${t("progress")}></progress>
    <p class="hint">${text}</p>
  </div>`;
}

/** What the page shows and does right now, in one sentence. */
function Status() {
  const shown = record.value;
  if (engineFailure.value)
    return html`<p class="problem" role="alert">${t(shown ? "failure.engine" : "failure.engine.empty", { reason: t(engineFailure.value) })}
      <${Again} act=${arriveAgain.value} /></p>`;
  if (startFailure.value)
    return html`<p class="problem" role="alert">${t("failure.start", { reason: optional(startFailure.value) ?? startFailure.value })}</p>`;
  if (!shown) return html`<p class="hint">${t("status.loading")}</p>`;
  if (busy.value) return html`<p class="hint">${stage(shown)}</p>`;
  if (stale.value) return html`<p class="warning">${t("status.stale")}</p>`;
  if (shown.source === "stored") {
    // Nothing of it is shown before the reader has said what he expects.
    if (veil.value) return null;
    return html`<p class="warning">${t("status.stored", { engine: shown.engine.version, seed: String(shown.spec.seed) })}</p>`;
  }
  return html`<p class="hint">${t(`status.${shown.state}`)}</p>`;
}

/** @param {import("../run_record.js").RunRecord} shown */
function stage(shown) {
  const teacher = shown.nets[TEACHER];
  const nets = teacher.final ? shown.arms.map((arm) => shown.nets[arm]) : [teacher];
  const going =
    nets.find((net) => net.progress && !net.final && !net.failure) ?? nets.find((net) => !net.final);
  if (!going?.progress) return t("status.preparing");
  if (going.progress.phase === "soft-labels") return t("status.softLabels");
  const { update, updates } = going.progress;
  const key = going.key === TEACHER ? "status.teacher" : "status.students";
  return t(key, { net: netName(going.key), update: number(update), updates: number(updates) });
}

/** Said where no teacher was trained, or was to be none. */
function Kept() {
  const storage = teacherStorage.value;
  if (!(teacherKept.value || storage) || record.value?.source !== "live") return null;
  if (storage?.outcome === "refused") return html`<p class="hint">${t("teacher.refused")}</p>`;
  return html`<p class="hint">
    ${storage ? t("teacher.stored", storage) : t("teacher.kept")}${" "}
    <button type="button" class="plain" id="anew" onClick=${() => experiment.value?.run({ anew: true })}>${t("teacher.anew")}</button>
  </p>`;
}

/** Said where a file takes part, in the run that is shown or in the next one. */
function Given() {
  const { teacher, student } = taken.value;
  const files = busy.value ? record.value?.given : [teacher?.file, student?.file].filter(Boolean);
  return files?.length ? html`<p class="hint">${t("given", { files: files.join(", ") })}</p>` : null;
}

export function RunBar() {
  return html`<div class="run-bar" role="group" aria-label=${t("run.group")}>
    ${offer.value && html`<${offer.value} />`}
    <${Buttons} />
    <${Progress} />
    <${Status} />
    <${Kept} />
    <${Given} />
    ${troubled() && html`<${Failures} />`}
  </div>`;
}
