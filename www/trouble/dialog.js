// @ts-check
/** Says that something went wrong, and offers the report. It takes no focus and covers nothing for good: whoever is in the middle
 * of something goes on. */

import { signal } from "@preact/signals";
import { render } from "preact";
import { copy } from "../share/copy.js";
import { addStyle } from "../share/style.js";
import { given, link, menu, record } from "../state.js";
import { html } from "../view/html.js";
import { alsoSpeak, language, t } from "../words.js";
import { reportText } from "./report.js";

/** @typedef {import("./report.js").Happened} Happened */

const ready = Promise.all([
  alsoSpeak("trouble").catch(() => {}),
  addStyle(new URL("../style_trouble.css", import.meta.url)),
]);

const text = signal("");
const copied = signal(/** @type {boolean | null} */ (null));
/** @type {HTMLDialogElement | null} */
let box = null;

function close() {
  box?.close();
}

async function onCopy() {
  const field = /** @type {HTMLTextAreaElement | null} */ (box?.querySelector("textarea"));
  if (!field) return;
  field.closest("details")?.setAttribute("open", "");
  copied.value = await copy(field);
}

function Dialog() {
  return html`
    <h2 id="trouble-title">${t("trouble.title")}</h2>
    <p>${t("trouble.about")}</p>
    <details>
      <summary>${t("trouble.report")}</summary>
      <textarea readonly rows="10" aria-label=${t("trouble.report")} value=${text.value}></textarea>
    </details>
    <div class="row">
      <button type="button" class="primary" id="trouble-copy" onClick=${onCopy}>${t("trouble.copy")}</button>
      <button type="button" id="trouble-close" onClick=${close}>${t("trouble.close")}</button>
    </div>
    <p class="hint" role="status">${copied.value !== null && t(copied.value ? "trouble.copied" : "trouble.selected")}</p>
  `;
}

/** The first error counts: what follows may come of it.
 * @param {{name: string, message: string, stack?: string}} error
 * @param {Happened[]} events */
export async function open(error, events) {
  await ready;
  if (box?.open) return;
  text.value = reportText({
    error,
    engine: menu.value?.engine ?? null,
    link: record.value?.link ?? link.value,
    agent: navigator.userAgent,
    language: language.value.key,
    embedded: window !== parent,
    cores: navigator.hardwareConcurrency,
    events,
    now: performance.now(),
    names: [...(record.value?.given ?? []), given.value.teacher?.file ?? "", given.value.student?.file ?? ""],
  });
  copied.value = null;
  if (!box) {
    const live = document.createElement("div");
    live.role = "alert";
    box = document.createElement("dialog");
    box.className = "trouble";
    box.setAttribute("aria-labelledby", "trouble-title");
    live.append(box);
    document.body.append(live);
    render(html`<${Dialog} />`, box);
    box.addEventListener("keydown", ({ key }) => key === "Escape" && close());
  }
  // `show` would move the focus.
  box.open = true;
}
