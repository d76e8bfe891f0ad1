// @ts-check
/** Panel: the experiments of a whole class in one chart and one table. Nothing leaves the machine. */

import { useState } from "preact/hooks";
import { openLink } from "../actions.js";
import { DISTILLED, inReadingOrder, roleOf } from "../roles.js";
import { busy } from "../state.js";
import { html, Select } from "../view/html.js";
import { netName, shortName } from "../view/names.js";
import { alsoSpeak, number, optional, percent, short, t } from "../words.js";
import { ClassChart } from "./class_chart.js";
import { csv, MOST } from "./class_entries.js";
import * as room from "./class_state.js";
import { downloadText } from "./download.js";
import { Going } from "./going.js";
import { Keep } from "./keep.js";
import { saveSvg } from "./pictures.js";

/** The words of this panel, fetched with it. */
export const ready = alsoSpeak("class");

const FIELD = "class-entries";

function take() {
  const field = /** @type {HTMLTextAreaElement} */ (document.getElementById(FIELD));
  room.add(field.value);
  if (room.refused.value.length === 0) field.value = "";
}

/** @param {DragEvent} event */
function drop(event) {
  // The page would open the first file as its experiment.
  event.stopPropagation();
  event.preventDefault();
  if (event.dataTransfer) room.addFiles([...event.dataTransfer.files]);
}

function Input() {
  const refused = room.refused.value;
  return html`<div
    class="column"
    onDrop=${drop}
    onDragOver=${(/** @type {Event} */ event) => event.preventDefault()}
  >
    <label for=${FIELD}>${t("class.paste")}</label>
    <textarea id=${FIELD} rows="4" spellcheck="false" aria-describedby="class-how class-refused"></textarea>
    <p class="hint" id="class-how">${t("class.how", { count: number(MOST) })}</p>
    <p class="problem" id="class-refused" role="status">
      ${refused.length > 0 && t("class.refused", { lines: refused.map(({ line, why }) => t(`class.why.${why}`, { line: number(line) })).join(t("words.comma")) })}
    </p>
    <div class="row">
      <button type="button" class="primary" onClick=${take}>${t("class.add")}</button>
      <label class="button">
        ${t("class.files")}
        <input
          class="unseen"
          type="file"
          multiple
          accept=".json,.jsonl,application/json"
          onChange=${(/** @type {Event & {currentTarget: HTMLInputElement}} */ event) => room.addFiles([...(event.currentTarget.files ?? [])])}
        />
      </label>
    </div>
  </div>`;
}

/** @param {string[]} nets */
function rows(nets) {
  return room.members.value.map(({ id, name, spec, accuracies, proof, link }) => [
    name || String(id),
    ...["data", "labels", "unlabelled", "T", "alpha", "student", "seed"].map((key) => spec[key]),
    ...nets.map((net) => accuracies[net] ?? ""),
    t(`class.proof.${proof}`),
    `#${link}`,
  ]);
}

/** @param {{nets: string[], axis: string}} props */
function Table({ nets, axis }) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t("class.table")}>
    <table class="figures">
      <caption>${t("class.table")}</caption>
      <thead>
        <tr>
          <th scope="col">${t("class.name")}</th>
          ${[...new Set(["T", "alpha", axis])].filter(Boolean).map((key) => html`<th scope="col" key=${key}>${optional(`field.${key}`) ?? key}</th>`)}
          ${nets.map((net) => html`<th scope="col" key=${net} class=${`role-${roleOf(net)}`}>${shortName(net)}</th>`)}
          <th scope="col">${t("class.proof")}</th>
          <th scope="col"><span class="unseen">${t("class.open")}</span></th>
        </tr>
      </thead>
      <tbody>
        ${room.members.value.map(
          ({ id, name, spec, accuracies, proof, link, changed }) => html`<tr key=${id}>
            <th scope="row">${name || number(id)}</th>
            ${[...new Set(["T", "alpha", axis])].filter(Boolean).map((key) => html`<td key=${key}>${typeof spec[key] === "number" ? short(Number(spec[key]), 6) : spec[key]}</td>`)}
            ${nets.map((net) => html`<td key=${net}>${net in accuracies ? percent(accuracies[net]) : "–"}</td>`)}
            <td class=${`proof ${proof}`}>${t(`class.proof.${proof}`)}${changed && ` ${t("class.changed")}`}</td>
            <td><button type="button" class="plain" onClick=${() => openLink(`#${link}`)}>${t("class.open")}</button></td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

export function Class() {
  const [wantedAxis, wantAxis] = useState("T");
  const [wantedNet, wantNet] = useState(DISTILLED);
  const members = room.members.value;
  const axes = room.axes();
  const axis = axes.includes(wantedAxis) ? wantedAxis : (axes[0] ?? "T");
  const nets = inReadingOrder([...new Set(members.flatMap(({ arms }) => arms))]).filter(
    (key) => key !== "teacher",
  );
  const net = nets.includes(wantedNet) ? wantedNet : nets[0];
  const left = room.unproven().length;
  const closed = !room.running.value && (left === 0 || busy.value);
  const svg = () => document.querySelector("#panel-class svg.plot");
  const head = [
    "name",
    "data",
    "labels",
    "unlabelled",
    "T",
    "alpha",
    "student",
    "seed",
    ...nets,
    "proof",
    "link",
  ];
  const files = {
    CSV: () => downloadText("retort-class.csv", csv([head, ...rows(nets)]), "text/csv"),
    SVG: () => saveSvg(svg(), "retort-class", "svg"),
    PNG: () => saveSvg(svg(), "retort-class", "png"),
  };
  return html`
    <${Input} />
    ${
      members.length > 0 &&
      html`
      <div class="row">
        <button
          type="button"
          class=${room.running.value ? "" : "primary"}
          aria-disabled=${closed}
          onClick=${() => {
            if (room.running.value) room.stop();
            else if (!closed) room.start();
          }}
        >${t(room.running.value ? "sweep.stop" : left > 0 ? "class.run" : "class.ran", { count: number(left) })}</button>
        <button type="button" onClick=${room.clear}>${t("class.clear")}</button>
        <p class="hint" role="status">${t("class.standing", { count: number(members.length), left: number(left) })}</p>
      </div>
      ${room.running.value && html`<${Going} ...${room.progress.value} label=${t("class.progress")} />`}
      ${room.startFailure.value && html`<p class="problem">${t("failure.start", { reason: optional(room.startFailure.value) ?? room.startFailure.value })}</p>`}
      <div class="row">
        <label for="class-axis">${t("class.axis")}</label>
        <${Select} id="class-axis" value=${axis} options=${(axes.length > 0 ? axes : ["T"]).map((value) => ({ value, label: optional(`field.${value}`) ?? value }))} onChange=${wantAxis} />
        <label for="class-net">${t("closer.net")}</label>
        <${Select} id="class-net" value=${net} options=${nets.map((value) => ({ value, label: netName(value) }))} onChange=${wantNet} />
      </div>
      <figure class="chart">
        <${ClassChart} axis=${axis} net=${net} />
        <figcaption>${t("class.caption")}</figcaption>
      </figure>
      <${Table} nets=${nets} axis=${axis} />
      <${Keep} label=${t("panel.export")} files=${files} />`
    }
  `;
}
