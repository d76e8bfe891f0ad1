// @ts-check
/** Panel: up to six finished runs side by side: their curves, and what was set differently. */

import { useState } from "preact/hooks";
import { openLink } from "../actions.js";
import { DISTILLED, inReadingOrder, roleOf } from "../roles.js";
import { record } from "../state.js";
import { choiceName } from "../view/field.js";
import { html, Select, typedIn } from "../view/html.js";
import { lazy } from "../view/lazy.js";
import { netName } from "../view/names.js";
import { number, optional, percent, short, t } from "../words.js";
import { downloadText } from "./download.js";
import { Keep } from "./keep.js";
import { saveSvg } from "./pictures.js";
import { letterOf, PinChart } from "./pin_chart.js";
import { add, differences, MOST, pinOf, pins, pinsCsv, remove, rename } from "./pin_state.js";

/** @typedef {import("./pin_state.js").Pin} Pin */

/** What is sent and received, and its words: fetched when the panel is opened. */
const room = () => import("./pin_share.js");
const Share = lazy(async () => (await room()).Share);
const Proof = lazy(async () => (await room()).Proof);

/** @param {string} key
 * @param {string | number | undefined} value */
function written(key, value) {
  if (value === undefined) return "";
  if (key === "seed") return String(value);
  if (typeof value === "number") return short(value, 6);
  return value
    .split(",")
    .map((each) => choiceName(key, each))
    .join(t("words.comma"));
}

function Add() {
  const shown = record.value;
  const done = shown?.state === "finished";
  const pin = done && shown ? pinOf(shown, t("pins.name", { at: number(pins.value.length + 1) })) : null;
  const known = pin && pins.value.some(({ id }) => id === pin.id);
  const full = pins.value.length >= MOST;
  const why = !pin ? "pins.unfinished" : known ? "pins.known" : full ? "pins.full" : "";
  return html`<div class="row">
    <button id="pin" type="button" class="primary" aria-disabled=${why !== ""} onClick=${() => pin && add(pin)}>${t("pins.add")}</button>
    <p class="hint">${why && t(why, { count: number(MOST) })}</p>
  </div>`;
}

/** The button goes with its line: the focus moves to the head of the panel.
 * @param {Pin} pin */
function takeAway(pin) {
  remove(pin.id);
  /** @type {HTMLElement | null} */ (document.querySelector("#panel-pins > summary"))?.focus();
}

/** @param {{pin: Pin, at: number}} props */
function Line({ pin, at }) {
  return html`<li>
    <span class="letter" aria-hidden="true">${letterOf(at)}</span>
    <input
      aria-label=${t("pins.rename", { letter: letterOf(at) })}
      maxlength="60"
      value=${pin.name}
      onInput=${(/** @type {Event} */ event) => rename(pin.id, typedIn(event))}
    />
    <${Proof} pin=${pin} />
    <button type="button" class="plain" onClick=${() => openLink(`#${pin.link}`)}>${t("pins.open")}</button>
    <button type="button" class="plain" aria-label=${`${t("pins.remove")}: ${pin.name}`} onClick=${() => takeAway(pin)}>${t("pins.remove")}</button>
  </li>`;
}

/** @param {{kept: Pin[]}} props */
function Differences({ kept }) {
  const keys = differences(kept);
  const nets = inReadingOrder(
    [...new Set(kept.flatMap((pin) => Object.keys(pin.accuracy)))].filter((key) => key !== "teacher"),
  );
  return html`<div class="scroll free" tabindex="0" role="region" aria-label=${t("pins.differences")}>
    <table class="figures">
      <caption>${t("pins.differences")}</caption>
      <thead>
        <tr>
          <td></td>
          ${kept.map((pin, at) => html`<th scope="col" key=${pin.id}>${letterOf(at)} ${pin.name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${keys.map(
          (key) => html`<tr key=${key}>
            <th scope="row">${optional(`field.${key}`) ?? key}</th>
            ${kept.map((pin) => html`<td>${written(key, pin.spec[key])}</td>`)}
          </tr>`,
        )}
        ${nets.map(
          (key) => html`<tr key=${key}>
            <th scope="row" class=${`role-${roleOf(key)}`}>${netName(key)}</th>
            ${kept.map((pin) => html`<td>${percent(pin.accuracy[key])}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>
  <p class="hint">${t(keys.length > 0 ? "pins.accuracy" : "pins.same")}</p>`;
}

export function Pins() {
  const [wanted, want] = useState(DISTILLED);
  const kept = pins.value;
  const nets = inReadingOrder(
    [...new Set(kept.flatMap((pin) => pin.nets))].filter((key) => key !== "teacher"),
  );
  const net = nets.includes(wanted) ? wanted : nets[0];
  const svg = () => document.querySelector("#panel-pins svg.plot");
  const files = {
    CSV: () => downloadText("retort-pins.csv", pinsCsv(kept), "text/csv"),
    SVG: () => saveSvg(svg(), "retort-pins", "svg"),
    PNG: () => saveSvg(svg(), "retort-pins", "png"),
  };
  return html`
    <${Add} />
    ${kept.length === 0 && html`<p class="hint">${t("pins.none", { count: number(MOST) })}</p>`}
    ${kept.length > 0 && html`<ol class="pins">${kept.map((pin, at) => html`<${Line} key=${pin.id} pin=${pin} at=${at} />`)}</ol>`}
    <${Share} />
    ${
      kept.length > 0 &&
      html`<div class="row">
        <label for="pins-net">${t("closer.net")}</label>
        <${Select} id="pins-net" value=${net} options=${nets.map((value) => ({ value, label: netName(value) }))} onChange=${want} />
      </div>
      <figure class="chart">
        <${PinChart} pins=${kept} net=${net} />
        <figcaption>${t("pins.caption")}</figcaption>
      </figure>
      <${Keep} label=${t("panel.export")} files=${files} />`
    }
    ${kept.length > 0 && html`<${Differences} kept=${kept} />`}
  `;
}
