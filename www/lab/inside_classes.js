// @ts-check
/** Which classes a net finds alike: mean answers by true class. Choosing a cell shows the images behind it. */

import { useMemo, useRef, useState } from "preact/hooks";
import { TEACHER } from "../roles.js";
import { best, softmax } from "../softmax.js";
import { chosenImage, viewingTemperature } from "../state.js";
import { classes } from "../view/chosen.js";
import { html } from "../view/html.js";
import { netName } from "../view/names.js";
import { Thumb } from "../view/thumb.js";
import { className, number, short, t } from "../words.js";
import { downloadText } from "./download.js";
import { Keep } from "./keep.js";
import { saveChart } from "./pictures.js";
import { useUnhurried } from "./unhurried.js";

/** Images of a cell that are shown. */
const MOST = 24;
/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** Mean probability of each answer by true class, and the images that got it as their first answer.
 * @param {Float32Array} logits
 * @param {(at: number) => number} label
 * @param {number} size number of classes
 * @param {number} temperature */
export function classTable(logits, label, size, temperature) {
  const count = logits.length / size;
  const sums = Array.from({ length: size * size }, () => 0);
  const members = sums.map(() => /** @type {number[]} */ ([]));
  const perClass = Array.from({ length: size }, () => 0);
  for (let at = 0; at < count; at += 1) {
    const row = logits.subarray(at * size, (at + 1) * size);
    const [truth, answer] = [label(at), best(row)];
    perClass[truth] += 1;
    members[truth * size + answer].push(at);
    softmax(row, temperature).forEach((p, column) => {
      sums[truth * size + column] += p;
    });
  }
  return { means: sums.map((sum, cell) => sum / Math.max(1, perClass[Math.floor(cell / size)])), members };
}

/** @param {{net: string}} props */
export function ClassTable({ net }) {
  const grid = useRef(/** @type {HTMLElement | null} */ (null));
  const [cell, choose] = useState(0);
  const shown = useUnhurried();
  const [pictures, logits] = [shown?.images, shown?.nets[net]?.logits];
  const size = classes.value.length;
  const temperature = viewingTemperature.value;
  const table = useMemo(
    () =>
      classTable(logits ?? new Float32Array(), pictures?.label ?? (() => 0), Math.max(1, size), temperature),
    [logits, pictures, size, temperature],
  );
  if (!pictures || size === 0) return null;
  const names = classes.value.map(className);
  const at = Math.min(cell, size * size - 1);
  const [row, column] = [Math.floor(at / size), at % size];

  /** @param {KeyboardEvent} event */
  function move(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = [row + step[0], column + step[1]].map((each) => Math.min(size - 1, Math.max(0, each)));
    const to = next[0] * size + next[1];
    choose(to);
    /** @type {HTMLElement | null | undefined} */ (
      grid.current?.querySelector(`[data-cell="${to}"]`)
    )?.focus();
  }

  const inside = table.members[at];
  const stem = `retort-${net}-classes`;
  const shares = table.means.map((mean) => Math.round(mean * 100));
  const chart = {
    classes: names,
    counts: shares,
    rowLabel: t("confusion.true"),
    columnLabel: t("confusion.said"),
  };
  const csv = () => [
    ["", ...names],
    ...names.map((name, y) => [name, ...table.means.slice(y * size, (y + 1) * size)]),
  ];
  const files = {
    PNG: () => saveChart("confusion", chart, stem, "png"),
    SVG: () => saveChart("confusion", chart, stem, "svg"),
    CSV: () =>
      downloadText(
        `${stem}.csv`,
        csv()
          .map((line) => `${line.join(",")}\n`)
          .join(""),
        "text/csv",
      ),
  };
  return html`<figure class="chart">
    <div class="scroll free" tabindex="-1">
      <table class=${names.some((name) => name.length > 2) ? "class-table worded" : "class-table"} ref=${grid} onKeyDown=${move}>
        <caption>${t(net === TEACHER ? "inside.teacherTable" : "inside.studentTable", { net: netName(net), temperature: short(temperature, 3) })}</caption>
        <thead>
          <tr>
            <th scope="col">${t("inside.true")}</th>
            ${names.map((name) => html`<th scope="col" key=${name}><span>${name}</span></th>`)}
          </tr>
        </thead>
        <tbody>
          ${names.map(
            (name, y) => html`<tr key=${name}>
              <th scope="row">${name}</th>
              ${names.map((answer, x) => {
                const place = y * size + x;
                return html`<td key=${answer}>
                  <button
                    type="button"
                    data-cell=${place}
                    tabindex=${place === at ? 0 : -1}
                    aria-pressed=${place === at}
                    style=${{ "--share": table.means[place].toFixed(2) }}
                    aria-label=${t("inside.cell", { truth: name, answer, share: number(logits ? table.means[place] * 100 : null), count: number(logits ? table.members[place].length : null) })}
                    onClick=${() => choose(place)}
                  >${table.means[place] >= 0.005 ? number(table.means[place] * 100) : ""}</button>
                </td>`;
              })}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <figcaption><span role="status">${t("inside.members", { truth: names[row], answer: names[column], count: number(logits ? inside.length : null) })}</span></figcaption>
    <${Keep} label=${`${t("panel.export")}: ${netName(net)}`} files=${files} />
    <div class="row members">
      ${inside.slice(0, MOST).map(
        // By place: while a run trains images come and go, and each new canvas has its price.
        (image, place) => html`<button
          type="button"
          class="thumb-button"
          key=${place}
          aria-label=${t("picker.image", { index: number(pictures.index(image) + 1), label: names[row] })}
          onClick=${() => {
            chosenImage.value = image;
          }}
        ><${Thumb} images=${pictures} at=${image} /></button>`,
      )}
    </div>
  </figure>`;
}
