// @ts-check
/** The room for own images: where they come from, what they become, their classes, and what to do with them. */

import { useEffect, useRef } from "preact/hooks";
import { bringing, wanted as wantedImages } from "../state.js";
import { html, Select } from "../view/html.js";
import { number, percent, t } from "../words.js";
import { Camera } from "./camera.js";
import { ClassCard } from "./class_card.js";
import { fromFiles } from "./gather.js";
import * as room from "./state.js";

/** @param {Event} event */
function chosen(event) {
  const input = /** @type {HTMLInputElement} */ (event.currentTarget);
  const files = [...(input.files ?? [])];
  input.value = "";
  if (files.length > 0) room.bring(() => fromFiles(files));
}

function Sources() {
  return html`<div class="own-sources">
    <label class="file">
      <span>${t("own.folder")}</span>
      <input type="file" id="own-folder" webkitdirectory multiple onChange=${chosen} />
    </label>
    <label class="file">
      <span>${t("own.files")}</span>
      <input
        type="file"
        id="own-files"
        multiple
        accept=".zip,.npz,.png,.jpg,.jpeg,.webp,application/zip,image/png,image/jpeg,image/webp"
        onChange=${chosen}
      />
    </label>
    <${Camera} />
  </div>`;
}

function Settings() {
  return html`<div class="own-settings" role="group" aria-label=${t("own.settings")}>
    <div class="field">
      <label for="own-side">${t("own.side")}</label>
      <${Select}
        id="own-side"
        value=${String(room.side.value)}
        options=${room.SIDES.map((value) => ({ value: String(value), label: `${value} × ${value}` }))}
        onChange=${(/** @type {string} */ value) => room.change({ side: Number(value) })}
      />
    </div>
    <div class="field">
      <label for="own-share">${t("own.share")}</label>
      <${Select}
        id="own-share"
        value=${String(room.share.value)}
        options=${room.SHARES.map((value) => ({ value: String(value), label: percent(value, 0) }))}
        onChange=${(/** @type {string} */ value) => {
          room.share.value = Number(value);
        }}
      />
    </div>
    <label class="check">
      <input type="checkbox" id="own-invert" checked=${room.invert.value} onChange=${() => room.change({ invert: !room.invert.value })} />
      ${t("own.invert")}
    </label>
    <label class="check">
      <input
        type="checkbox"
        id="own-keep"
        checked=${room.keeping.value}
        onChange=${() => {
          room.keeping.value = !room.keeping.value;
        }}
      />
      ${t("own.keep")}
    </label>
  </div>`;
}

function Going() {
  const going = room.progress.value;
  if (!going) return null;
  return html`<div class="row own-going">
    <progress max=${going.total} value=${going.done} aria-label=${t("own.progress")}></progress>
    <p class="hint">${t("own.done", { done: number(going.done), total: number(going.total) })}</p>
    <button type="button" id="own-cancel" onClick=${room.cancel}>${t("own.cancel")}</button>
  </div>`;
}

/** What is wrong, with the range and the way out. */
function Trouble() {
  const why = room.refused.value;
  const key = why && (t(`own.refused.${why.field}`) === `own.refused.${why.field}` ? "other" : why.field);
  return html`<div role="alert">
    ${why && html`<p class="problem" id="own-refused">${t(`own.refused.${key}`, why)}</p>`}
  </div>`;
}

function Thin() {
  const thin = room.classes.value.filter((_, at) => room.counts.value[at].thin);
  if (thin.length === 0 || room.progress.value) return null;
  const names = thin.map(({ name }) => name).join(t("words.comma"));
  return html`<p class="warning" id="own-thin">
    ${t("own.thin", { names, train: number(room.LIMITS.thinTrain), test: number(room.LIMITS.thinTest) })}
  </p>`;
}

/** The page's own images are light on dark. */
function Swap() {
  if (!room.onLight.value) return null;
  return html`<div class="row" id="own-light">
    <p class="hint">${t("own.onLight")}</p>
    <button type="button" id="own-swap" onClick=${() => room.change({ invert: !room.invert.value })}>${t("own.swap")}</button>
  </div>`;
}

function Actions() {
  const closed = room.obstacle.value;
  return html`<div class="row">
    <button
      type="button"
      id="own-use"
      class="primary"
      aria-disabled=${closed !== ""}
      aria-describedby="own-obstacle"
      onClick=${() => closed || room.useThese()}
    >${t("own.use")}</button>
    <p class="hint" id="own-obstacle">
      ${closed ? t(`own.obstacle.${closed}`) : t("own.total", { count: number(room.total.value), most: number(room.LIMITS.images) })}
    </p>
  </div>`;
}

/** @param {string} name
 * @param {BlobPart} content */
function download(name, content) {
  const url = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // Later: some browsers read it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The images in use: what they are called in links, their file, and who keeps them. */
function InUse() {
  const made = room.current.value;
  const kept = room.keptHere.value.length;
  if (!made && kept === 0) return null;
  return html`<div class="own-used">
    ${
      made &&
      html`<h3>${t("own.inUse", { key: made.about.key })}</h3>
        <table class="figures">
          <caption class="unseen">${t("own.classes")}</caption>
          <thead>
            <tr>
              <th scope="col">${t("own.class")}</th>
              <th scope="col">${t("own.train")}</th>
              <th scope="col">${t("own.test")}</th>
            </tr>
          </thead>
          <tbody>
            ${made.about.classes.map(
              ({ name, train, test, thin }) => html`<tr key=${name}>
                <th scope="row">${name}${thin && html` <span class="warning">${t("own.few")}</span>`}</th>
                <td>${number(train)}</td>
                <td>${number(test)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
        <p class="hint">${t("own.travels")}</p>`
    }
    <div class="row">
      ${made && html`<button type="button" id="own-save" onClick=${() => download(`retort-${made.about.key}.npz`, /** @type {Uint8Array<ArrayBuffer>} */ (made.file))}>${t("own.save")}</button>`}
      ${kept > 0 && html`<button type="button" id="own-forget" onClick=${room.forgetKept}>${t("own.forget", { count: number(kept) })}</button>`}
    </div>
  </div>`;
}

function close() {
  bringing.value = false;
  document.getElementById("own-open")?.focus();
}

/** @param {DragEvent} event */
const over = (event) => event.preventDefault();

export function Panel() {
  const title = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    title.current?.focus();
    title.current?.scrollIntoView({ block: "nearest" });
    room.look();
  }, []);
  const wanted = wantedImages.value;
  const any = room.classes.value.length > 0;
  return html`<section class="own" aria-labelledby="own-title" onDragOver=${over}>
    <div class="row own-head">
      <h2 id="own-title" tabindex="-1" ref=${title}>${t("own.title")}</h2>
      <button type="button" class="plain" id="own-close" onClick=${close}>${t("own.close")}</button>
    </div>
    ${wanted && html`<p class="problem" id="own-wanted">${t("own.wanted", { key: wanted.key })}</p>`}
    <p class="hint">${t("own.about", { classes: number(room.LIMITS.classes[1]), images: number(room.LIMITS.images) })}</p>
    <p><strong>${t("own.private")}</strong></p>
    <${Sources} />
    <${Settings} />
    <${Going} />
    <${Trouble} />
    <p class="unseen" role="status">${room.said.value}</p>
    ${room.notes.value.length > 0 && html`<ul class="warning own-notes">${room.notes.value.map((note) => html`<li key=${note}>${note}</li>`)}</ul>`}
    <${Swap} />
    <${Thin} />
    ${
      any &&
      html`<div class="own-classes">
        ${room.classes.value.map((each, at) => html`<${ClassCard} key=${each.id} of=${each} count=${room.counts.value[at]} />`)}
      </div>`
    }
    <div class="row">
      <button type="button" id="own-add" disabled=${room.classes.value.length >= room.LIMITS.classes[1]} onClick=${room.addClass}>${t("own.addClass")}</button>
    </div>
    ${any && html`<${Actions} />`}
    <${InUse} />
  </section>`;
}
