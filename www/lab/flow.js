// @ts-check
/** The way of the numbers through one update, a place a stage: the image goes through teacher and student, their answers
 * meet in the loss, the gradient goes back to the student. Each step moves the bars of the earlier stage to their new place. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { chosenImage, images } from "../state.js";
import { trueLabel } from "../view/chosen.js";
import { html } from "../view/html.js";
import { Thumb } from "../view/thumb.js";
import { number, t } from "../words.js";
import { places } from "./flow_places.js";
import { arrive, boxes, join, slices } from "./travel.js";

/** @typedef {import("./flow_places.js").Place} Place */

/** @param {{place: Place}} props */
function Bars({ place: { values, role, most, signed, targets = [] } }) {
  const label = trueLabel.value;
  const width = 100 / values.length;
  return html`<span class=${signed ? "flow-bars signed" : "flow-bars"} aria-hidden="true">
    ${values.map((value, at) => {
      const share = (Math.abs(value) / most) * (signed ? 50 : 100);
      const style = {
        left: `${(at * width).toFixed(2)}%`,
        width: `${width.toFixed(2)}%`,
        height: `${share.toFixed(2)}%`,
        top: signed && value < 0 ? "50%" : `${((signed ? 50 : 100) - share).toFixed(2)}%`,
      };
      return html`<i key=${at} class=${`flow-bar ${role}`} style=${style}></i>`;
    })}
    ${targets.map((value, at) => {
      const style = {
        left: `${(at * width).toFixed(2)}%`,
        width: `${width.toFixed(2)}%`,
        bottom: `${((value / most) * 100).toFixed(2)}%`,
      };
      return html`<i key=${`target-${at}`} class="target" style=${style}></i>`;
    })}
    <i class="truth" style=${{ left: `${(label * width).toFixed(2)}%`, width: `${width.toFixed(2)}%` }}></i>
  </span>`;
}

/** @param {{at: number, given: Parameters<typeof places>[0], onGo: (at: number) => void}} props `at` is the stage that is
 *   shown; later ones are empty still */
export function Flow({ at, given, onGo }) {
  const figure = useRef(/** @type {HTMLElement | null} */ (null));
  const layer = useRef(/** @type {HTMLElement | null} */ (null));
  const before = useRef(at);
  const all = places(given);

  useLayoutEffect(() => {
    const [last, ground] = [before.current, layer.current];
    before.current = at;
    if (at <= last || !figure.current || !ground) return;
    const found = (/** @type {string} */ key) => figure.current?.querySelector(`[data-stage="${key}"]`);
    const barsOf = (/** @type {string} */ key) => [...(found(key)?.querySelectorAll(".flow-bar") ?? [])];
    const { key, from, joins } = all[at];
    const bars = barsOf(key);
    const picture = found("image")?.querySelector(".thumb");
    // First: where bars stand is measured before they are on their way.
    if (joins) join(barsOf(joins), bars, ground);
    if (from === "image" && picture) arrive(bars, slices(picture, bars.length));
    else if (from) arrive(bars, boxes(barsOf(from)));
  }, [at]);

  return html`<div class="flow" role="group" aria-label=${t("slow.flow")} ref=${figure}>
    ${all.map(
      (place, stage) => html`<button
        type="button"
        key=${place.key}
        data-stage=${place.key}
        class="stage"
        aria-current=${stage === at ? "step" : undefined}
        onClick=${() => onGo(stage)}
      >
        ${
          place.key === "image"
            ? images.value && html`<${Thumb} images=${images.value} at=${chosenImage.value} />`
            : stage <= at
              ? html`<${Bars} place=${place} />`
              : html`<span class="flow-bars"></span>`
        }
        <span class="symbol">${place.symbol}</span>
        <span class="unseen">${t("slow.stage", { at: number(stage + 1), count: number(all.length), title: t(`slow.${place.key}`) })}</span>
      </button>`,
    )}
    ${[2, 3, 4].map((column) => html`<span key=${column} class="way" style=${{ "grid-area": `1 / ${2 * column - 2}` }} aria-hidden="true">→</span>`)}
    ${[2, 3, 4].map((column) => html`<span key=${column + 4} class="way" style=${{ "grid-area": `3 / ${2 * column - 2}` }} aria-hidden="true">→</span>`)}
    <span class="way" style=${{ "grid-area": "2 / 1" }} aria-hidden="true">↓</span>
    <span class="way bend" aria-hidden="true"></span>
    <span class="layer" aria-hidden="true" ref=${layer}></span>
  </div>`;
}
