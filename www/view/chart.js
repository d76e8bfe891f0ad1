// @ts-check
/** A figure: the chart on a canvas (a stored picture before the engine is there), a sentence, and a table. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { chartTheme } from "../chart_theme.js";
import { drawAside } from "../easel.js";
import { showsChart } from "../shown_charts.js";
import { engine, theme } from "../state.js";
import { language, t } from "../words.js";
import { html } from "./html.js";

/** @typedef {import("../engine/retort.js").Plot} Plot */
/** @typedef {{head: string[], rows: string[][]}} Table */

/** @typedef {Object} Props
 * @property {string} name of the chart in the engine
 * @property {object} data
 * @property {string} summary the chart in one sentence
 * @property {string} caption the question it answers
 * @property {string} [hint] what can be done with it; not of the chart where it is saved or printed
 * @property {() => Table} table
 * @property {URL} [picture] stored drawing of the same data
 * @property {(plot: Plot) => void} [onPlot]
 * @property {object} [handlers] pointer events of the canvas */

/** @param {Props} props */
export function Chart({ name, data, summary, caption, hint, table, picture, onPlot, handlers }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const frame = useRef(0);
  const size = useRef([0, 0]);
  const ready = engine.value;
  const latest = useRef(data);
  latest.current = data;

  const draw = () => {
    frame.current = 0;
    const [drawer, target] = [engine.peek(), canvas.current];
    if (!drawer || !target) return;
    const scale = devicePixelRatio || 1;
    const [columns, rows] = size.current.map((length) => Math.round(length * scale));
    if (columns === 0 || rows === 0) return;
    const plot = drawAside(target, columns, rows, (canvas) =>
      drawer.drawChart(canvas, name, latest.current, chartTheme(scale)),
    );
    onPlot?.(plot);
  };
  // Whatever happens within a frame is drawn once, from the newest data.
  const request = () => {
    frame.current ||= requestAnimationFrame(draw);
  };

  useEffect(() => showsChart(name, () => latest.current, caption), [name, caption]);
  useLayoutEffect(request, [data, ready, theme.value, language.value]);
  useEffect(() => {
    if (!ready || !box.current) return undefined;
    // Asking for the size would lay out the page once more in each frame; the observer knows it, and comes before the paint.
    const observer = new ResizeObserver(([{ contentRect }]) => {
      size.current = [contentRect.width, contentRect.height];
      cancelAnimationFrame(frame.current);
      draw();
    });
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [ready]);

  return html`
    <figure class=${`chart ${name}`}>
      <div class="box" ref=${box}>
        ${
          ready
            ? html`<canvas ref=${canvas} role="img" aria-label=${summary} ...${handlers} />`
            : picture && html`<img src=${picture.href} alt=${summary} />`
        }
      </div>
      <figcaption>${caption}${hint && html` <span class="screen">${hint}</span>`}</figcaption>
      <${AsTable} ...${{ table, caption }} />
    </figure>
  `;
}

/** @param {{table: () => Table, caption: string}} props */
function AsTable({ table, caption }) {
  const [open, setOpen] = useState(false);
  const { head, rows } = open ? table() : { head: [], rows: [] };
  return html`<details onToggle=${(/** @type {Event} */ event) => setOpen(/** @type {HTMLDetailsElement} */ (event.currentTarget).open)}>
    <summary>${t("table.show")}</summary>
    ${
      open &&
      html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
      <table class="figures">
        <thead>
          <tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr>
        </thead>
        <tbody>
          ${rows.map(([first, ...others]) => html`<tr><th scope="row">${first}</th>${others.map((cell) => html`<td>${cell}</td>`)}</tr>`)}
        </tbody>
      </table>
    </div>`
    }
  </details>`;
}
