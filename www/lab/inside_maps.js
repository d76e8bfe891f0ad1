// @ts-check
/** Small grey pictures side by side: filters, activations, attention. */

import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { chartTheme } from "../chart_theme.js";
import { theme } from "../state.js";
import { html } from "../view/html.js";
import { t } from "../words.js";
import { mapFiles } from "./inside_files.js";
import { Keep } from "./keep.js";

/** @typedef {import("../engine/retort.js").Maps} Maps */
/** @typedef {import("./first_layer.js").Place} Place */

/** Pixels of the page that a picture is wide, at least and at most. */
const [NARROW, WIDE] = [40, 72];
const GAP = 4;
/** Pictures in a row. */
const ROW = 8;

/** How many times larger a cell is drawn.
 * @param {Maps} maps */
function zoomOf({ width, height }) {
  const longer = Math.max(width, height);
  if (height === 1) return Math.max(4, Math.min(12, Math.floor(320 / width)));
  return Math.max(2, Math.min(Math.floor(WIDE / longer), Math.ceil(NARROW / longer)));
}

/** Signed values from -1 to 1: the largest absolute value of the layer is 1.
 * @param {number[]} values */
export function scaled(values) {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return values.map((value) => (largest > 0 ? value / largest : 0));
}

/** `signed`: paper is negative, ink is positive, grey is 0. Otherwise paper is 0. `file` is the name of its files. Cells of
 * maps with `onPick` can be pressed; what that opens has keys of its own, so that here the pointer is enough. `picked` is framed.
 * @param {{maps: Maps, signed?: boolean, label: string, file: string, onPick?: (place: Place) => void,
 *   picked?: Place | null}} props */
export function MapGrid({ maps, signed = false, label, file, onPick, picked = null }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { width, height, values } = maps;
  const [zoom, count] = [zoomOf(maps), values.length / (width * height)];
  const columns = Math.min(count, height === 1 ? 1 : ROW);
  const rows = Math.ceil(count / columns);
  const step = [width * zoom + GAP, height * zoom + GAP];
  const size = [columns * step[0] - GAP, rows * step[1] - GAP];
  const look = theme.value;
  const shades = useMemo(() => scaled(values), [maps]);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const { ink, hairline } = chartTheme(1);
    context.clearRect(0, 0, size[0], size[1]);
    shades.forEach((value, at) => {
      const [picture, cell] = [Math.floor(at / (width * height)), at % (width * height)];
      const x = (picture % columns) * step[0] + (cell % width) * zoom;
      const y = Math.floor(picture / columns) * step[1] + Math.floor(cell / width) * zoom;
      context.globalAlpha = signed ? (value + 1) / 2 : Math.max(0, value);
      context.fillStyle = ink;
      context.fillRect(x, y, zoom, zoom);
    });
    context.globalAlpha = 1;
    context.strokeStyle = hairline;
    for (let picture = 0; picture < count; picture += 1) {
      const [x, y] = [(picture % columns) * step[0], Math.floor(picture / columns) * step[1]];
      context.strokeRect(x + 0.5, y + 0.5, width * zoom - 1, height * zoom - 1);
    }
  }, [maps, look]);

  /** @param {MouseEvent} event */
  function press(event) {
    const box = canvas.current?.getBoundingClientRect();
    if (!box || !onPick) return;
    // On a narrow page the canvas is drawn smaller than it is.
    const [x, y] = [event.clientX - box.left, event.clientY - box.top].map(
      (along) => (along * size[0]) / box.width,
    );
    const [across, down] = [Math.floor(x / step[0]), Math.floor(y / step[1])];
    const [column, row] = [
      Math.floor((x - across * step[0]) / zoom),
      Math.floor((y - down * step[1]) / zoom),
    ];
    const channel = down * columns + across;
    if (channel < count && column < width && row < height) onPick({ channel, row, column });
  }

  const part = (/** @type {number} */ along, /** @type {number} */ of) =>
    `${((along / of) * 100).toFixed(3)}%`;
  const frame = picked && {
    left: part((picked.channel % columns) * step[0] + picked.column * zoom, size[0]),
    top: part(Math.floor(picked.channel / columns) * step[1] + picked.row * zoom, size[1]),
    width: part(zoom, size[0]),
    height: part(zoom, size[1]),
  };
  return html`<div class=${onPick ? "framed picks" : "framed"} onClick=${onPick && press}>
      <canvas class="maps" role="img" aria-label=${label} ref=${canvas} width=${size[0]} height=${size[1]} />
      ${frame && html`<span class="frame" style=${frame}></span>`}
    </div>
    <${Keep} label=${`${t("panel.export")}: ${label}`} files=${mapFiles(file, maps, shades, signed)} />`;
}
