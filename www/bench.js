// @ts-check
/** bench.html: a table that fills while a worker measures. */

import { signal } from "@preact/signals";
import { render } from "preact";
import { engineModule } from "./engine.js";
import { chooseLanguage, LANGUAGES } from "./languages.js";
import { asked } from "./link.js";
import { scriptUrl } from "./trusted.js";
import { html, Select } from "./view/html.js";
import { fill, language, NONE, number, percent, speak } from "./words.js";

/** @typedef {{type: "limit", gflops: number}
 *   | {type: "speed", workload: string, kind: "train" | "infer", imagesPerSecond: number, gflops: number}
 *   | {type: "finished"} | {type: "failed", reason: string}} Measured worker to page */
/** @typedef {Extract<Measured, {type: "speed"}>} Speed */

const WORKLOADS = ["mlp", "cnn", "teacher", "kd"];
const KINDS = /** @type {const} */ (["train", "infer"]);

/** The words of this page are not the playground's, and the languages are.
 * @type {Record<string, () => Promise<{words: import("./words.js").Words}>>} */
const TEXTS = { en: () => import("./bench/bench_en.js"), zh: () => import("./bench/bench_zh.js") };

const state = signal(/** @type {"ready" | "running" | "finished" | "failed"} */ ("ready"));
const reason = signal("");
const limit = signal(/** @type {number | null} */ (null));
const speeds = signal(/** @type {Speed[]} */ ([]));

/** A text of this page.
 * @param {string} key
 * @param {Record<string, string | number>} [values] */
const say = (key, values = {}) => fill(key, values).join("");

/** @param {import("./words.js").Language} chosen */
async function show(chosen) {
  await speak({ ...chosen, load: TEXTS[chosen.key] ?? TEXTS.en });
  document.title = say("title");
}

async function measure() {
  [state.value, limit.value, speeds.value] = ["running", null, []];
  try {
    const module = await engineModule("flex");
    const address = new URL("./worker/bench_worker.js", import.meta.url);
    const worker = new Worker(scriptUrl(address.href), { type: "module" });
    worker.addEventListener("message", (/** @type {MessageEvent<Measured>} */ { data }) => {
      if (data.type === "limit") limit.value = data.gflops;
      else if (data.type === "speed") speeds.value = [...speeds.value, data];
      else if (data.type === "failed") fail(data.reason);
      else state.value = "finished";
      if (state.value !== "running") worker.terminate();
    });
    worker.addEventListener("error", ({ message }) => fail(message));
    worker.postMessage({ module, workloads: WORKLOADS });
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

/** @param {string} text */
function fail(text) {
  [state.value, reason.value] = ["failed", text];
}

function status() {
  const done = speeds.value.length + (limit.value === null ? 0 : 1);
  if (state.value === "running") return say("progress", { done, all: WORKLOADS.length * KINDS.length + 1 });
  if (state.value === "failed") return say("failed", { reason: reason.value });
  return say(state.value === "finished" ? "finished" : "duration");
}

/** @param {{workload: string, kind: "train" | "infer"}} props */
function Cells({ workload, kind }) {
  const speed = speeds.value.find((each) => each.workload === workload && each.kind === kind);
  const share = speed && limit.value ? percent(speed.gflops / limit.value, 0) : NONE;
  return html`<td>${number(speed?.imagesPerSecond)}</td>
    <td>${number(speed?.gflops, 1)}</td>
    <td>${share}</td>`;
}

function Table() {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${say("caption")}>
    <table class="results">
      <caption>${say("caption")}</caption>
      <thead>
        <tr>
          <th scope="col">${say("network")}</th>
          ${["training", "inference"].map(
            (kind) => html`<th scope="col">${say(kind)}</th>
              <th scope="col">${say("rate")}</th>
              <th scope="col">${say("share")}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${WORKLOADS.map(
          (workload) => html`<tr>
            <th scope="row">${say(workload)}<small>${say(`${workload}.about`)}</small></th>
            ${KINDS.map((kind) => html`<${Cells} workload=${workload} kind=${kind} />`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function Page() {
  const languages = LANGUAGES.map(({ key, name }) => ({ value: key, label: name }));
  const change = (/** @type {string} */ key) => show(chooseLanguage(key, []));
  const known =
    limit.value === null ? say("limit.unknown") : say("limit", { gflops: number(limit.value, 1) });
  return html`
    <header class="top">
      <h1>Retort</h1>
      <p class="tagline">${say("tagline")}</p>
      <div class="tools">
        <${Select} id="lang" label=${say("language")} value=${language.value.key} options=${languages} onChange=${change} />
      </div>
    </header>
    <main class="bench">
      <p class="lead">${say("lead")}</p>
      <div class="start">
        <button type="button" id="measure" class="primary" disabled=${state.value === "running"} onClick=${measure}>
          ${say(state.value === "ready" ? "start" : "again")}
        </button>
        <p class="hint" aria-live="polite">${status()}</p>
      </div>
      <p>${known}</p>
      <${Table} />
      <p class="note">${say("about")}</p>
      <p><a href=${`./${location.search}`}>${say("back")}</a></p>
    </main>
  `;
}

const theme = asked("theme");
const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => {
  document.documentElement.dataset.theme = theme ?? (dark.matches ? "dark" : "light");
};
dark.addEventListener("change", paint);
paint();
await show(chooseLanguage(asked("lang"), navigator.languages));
render(html`<${Page} />`, /** @type {HTMLElement} */ (document.getElementById("app")));
