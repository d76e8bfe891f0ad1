// @ts-check
/** Something to draw on, with pen, finger, mouse, or the arrow keys. */

import { useRef, useState } from "preact/hooks";
import { html } from "../view/html.js";
import { number, t } from "../words.js";

/** @typedef {import("./raster.js").Stroke} Stroke */
/** @typedef {import("./raster.js").Place} Place */

/** Places along a side for the arrow keys. */
const GRID = 12;
/** Shortest part of a line, as a share of the pad. */
const SHORTEST = 0.008;
/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {[number, number]} cell
 * @returns {Place} */
const placeOf = ([column, row]) => [(column + 0.5) / GRID, (row + 0.5) / GRID];

/** @param {Stroke[]} strokes
 * @param {Place} place */
function extended(strokes, place) {
  const line = strokes[strokes.length - 1];
  const [x, y] = line[line.length - 1];
  if (Math.hypot(place[0] - x, place[1] - y) < SHORTEST) return strokes;
  return [...strokes.slice(0, -1), [...line, place]];
}

/** @param {{strokes: Stroke[], onDraw: (strokes: Stroke[]) => void, onLift: () => void}} props `onLift` after a line */
export function Pad({ strokes, onDraw, onLift }) {
  const [cell, setCell] = useState(/** @type {[number, number] | null} */ (null));
  const [down, setDown] = useState(false);
  const pointing = useRef(false);
  // Several events can come before the next drawing: each goes on from the one before.
  const latest = useRef(strokes);
  latest.current = strokes;

  /** @param {Stroke[]} next */
  function draw(next) {
    latest.current = next;
    onDraw(next);
  }

  /** @param {PointerEvent} event */
  function point(event) {
    if (event.type === "pointermove" && !pointing.current) return;
    const target = /** @type {HTMLElement} */ (event.currentTarget);
    const box = target.getBoundingClientRect();
    const inside = (/** @type {number} */ share) => Math.min(1, Math.max(0, share));
    const place = /** @type {Place} */ ([
      inside((event.clientX - box.left) / box.width),
      inside((event.clientY - box.top) / box.height),
    ]);
    if (event.type === "pointerdown") {
      target.setPointerCapture(event.pointerId);
      pointing.current = true;
      setCell(null);
      setDown(false);
      draw([...latest.current, [place]]);
    } else draw(extended(latest.current, place));
  }

  function lift() {
    if (pointing.current) onLift();
    pointing.current = false;
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const step = STEPS[event.key];
    const from = cell ?? /** @type {[number, number]} */ ([GRID / 2, GRID / 2]);
    if (step) {
      const within = (/** @type {number} */ at) => Math.min(GRID - 1, Math.max(0, at));
      const to = /** @type {[number, number]} */ ([within(from[0] + step[0]), within(from[1] + step[1])]);
      setCell(to);
      if (down) draw(extended(latest.current, placeOf(to)));
    } else if (event.key === " ") {
      setCell(from);
      if (down) onLift();
      else draw([...latest.current, [placeOf(from)]]);
      setDown(!down);
    } else return;
    event.preventDefault();
  }

  function leave() {
    if (down) onLift();
    setDown(false);
  }

  const [x, y] = cell ? placeOf(cell).map((share) => share * 100) : [0, 0];
  return html`<div class="pad-side">
    <div
      id="pad"
      class="pad"
      role="application"
      tabindex="0"
      aria-label=${t("draw.pad")}
      aria-describedby="pad-keys"
      onPointerDown=${point}
      onPointerMove=${point}
      onPointerUp=${lift}
      onPointerCancel=${lift}
      onKeyDown=${key}
      onFocusOut=${leave}
    >
      <svg viewBox="0 0 100 100" aria-hidden="true">
        ${strokes.map((stroke) => html`<polyline points=${stroke.flatMap(([left, top]) => [`${left * 100},${top * 100}`, `${left * 100 + 0.01},${top * 100}`]).join(" ")} />`)}
        ${cell && html`<circle class=${down ? "down" : ""} cx=${x} cy=${y} r="4" />`}
      </svg>
    </div>
    <p class="hint" id="pad-keys">${t("draw.keys")}</p>
    <p class="unseen" role="status">
      ${cell && t(down ? "draw.down" : "draw.up", { column: number(cell[0] + 1), row: number(cell[1] + 1), count: number(GRID) })}
    </p>
  </div>`;
}
