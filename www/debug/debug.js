// @ts-check
/** `?debug=1`: what the page and its workers are doing, in a panel that can be folded. `retortDebug()` in the browser's console
 * gives the same as an object. */

import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { addStyle } from "../share/style.js";
import { engine, menu, record } from "../state.js";
import { html } from "../view/html.js";
import { alsoSpeak, number, optional, t } from "../words.js";
import { totals, workers } from "./watch.js";

/** Between two looks at what does not tell of itself, in milliseconds. */
const LOOK = 1000;
const MEBIBYTE = 1024 * 1024;

/** Bytes of the page's own engine. */
let pageMemory = () => /** @type {number | null} */ (null);
effect(() => {
  // A second start answers with what the first one made.
  engine.value?.default().then(({ memory }) => {
    pageMemory = () => memory.buffer.byteLength;
  });
});

const storage = signal({
  usage: /** @type {number | null} */ (null),
  kept: /** @type {boolean | null} */ (null),
});
async function lookAtStorage() {
  const [estimate, kept] = await Promise.all([
    navigator.storage?.estimate?.(),
    navigator.storage?.persisted?.(),
  ]);
  storage.value = { usage: estimate?.usage ?? null, kept: kept ?? null };
}

/** What only some browsers tell. */
function heap() {
  const { memory } = /** @type {{memory?: {usedJSHeapSize: number}}} */ (
    /** @type {unknown} */ (performance)
  );
  return memory?.usedJSHeapSize ?? null;
}

const looked = signal(0);
/** Everything that the panel shows. */
function snapshot() {
  return {
    engine: menu.value?.engine ?? null,
    run: record.value?.state ?? null,
    runNumber: record.value?.run ?? 0,
    pageMemory: pageMemory(),
    heap: heap(),
    storage: storage.value,
    canvases: document.querySelectorAll("canvas").length,
    workers: workers.value,
    totals: totals.value,
  };
}
Object.assign(globalThis, { retortDebug: snapshot });

/** @param {number | null} bytes */
const mebibytes = (bytes) => number(bytes === null ? null : bytes / MEBIBYTE, 1);

function Panel() {
  looked.value;
  const { engine: built, run, storage: kept, totals: sums, canvases, ...now } = snapshot();
  const rows = [
    ["engine", built ? `${built.key} ${built.version}` : t("debug.none")],
    ["run", run ? (optional(`debug.run.${run}`) ?? run) : t("debug.none")],
    ["memory", t("debug.mebibytes", { size: mebibytes(now.pageMemory) })],
    ["heap", t("debug.mebibytes", { size: mebibytes(now.heap) })],
    ["storage", t("debug.storage.text", { size: mebibytes(kept.usage), kept: t(`debug.kept.${kept.kept}`) })],
    ["messages", t("debug.messages.text", { sent: number(sums.sent), received: number(sums.received) })],
    ["workers", t("debug.workers.text", { started: number(sums.started), ended: number(sums.ended) })],
    ["canvases", number(canvases)],
  ];
  return html`<details class="debug" open>
    <summary>${t("debug.title")}</summary>
    <dl>
      ${rows.map(([key, value]) => html`<div><dt>${t(`debug.${key}`)}</dt><dd id=${`debug-${key}`}>${value}</dd></div>`)}
    </dl>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("debug.caption")}>
      <table class="figures">
        <thead>
          <tr>
            ${["worker", "state", "role", "update", "step", "wasm", "in-out"].map(
              (key) => html`<th scope="col">${t(`debug.head.${key}`)}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${now.workers.map(
            (each) => html`<tr>
              <th scope="row">${each.script} ${each.id}</th>
              <td>${optional(`debug.state.${each.state}`) ?? each.state}</td>
              <td>${each.role || t("debug.none")}</td>
              <td>${number(each.update)}</td>
              <td>${number(each.stepMilliseconds, 2)}</td>
              <td>${mebibytes(each.memory)}</td>
              <td>${number(each.sent)} / ${number(each.received)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** Puts the panel below the page, once there are words for it. */
export async function show() {
  await Promise.all([
    alsoSpeak("debug"),
    addStyle(new URL("../style_debug.css", import.meta.url)),
    lookAtStorage(),
  ]);
  const box = document.createElement("aside");
  box.ariaLabel = t("debug.title");
  document.body.append(box);
  render(html`<${Panel} />`, box);
  setInterval(() => {
    looked.value += 1;
    lookAtStorage();
  }, LOOK);
}
