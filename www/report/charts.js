// @ts-check
/** The charts of a report: drawn by the engine as SVG, in the colours of paper whatever the theme is. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { DISTILLED } from "../roles.js";
import { shownCharts } from "../shown_charts.js";
import { engine, record } from "../state.js";
import { confusionData, reliabilityData } from "../view/closer.js";
import { html } from "../view/html.js";
import { t } from "../words.js";
import { drawing } from "./drawing.js";

/** @typedef {import("../engine/retort.js").Theme} Theme */
/** @typedef {{name: string, data: object, caption: string}} Drawn */

const SIZE = { width: 560, height: 336, square: 336 };

/** The charts that the shown run has something for, in the order of the page.
 * @returns {Drawn[]} */
export function reportCharts() {
  const onPage = ["accuracy-curve", "loss-curve", "temperature"].flatMap((name) => {
    const shown = shownCharts.value[name];
    // On paper there is no line to drag.
    const caption = name === "temperature" ? t("report.temperature") : shown?.caption;
    return shown ? [{ name, data: shown.data(), caption }] : [];
  });
  const net = record.value?.nets[DISTILLED];
  if (!net?.final) return onPage;
  return [
    ...onPage,
    { name: "confusion", data: confusionData(net), caption: t("confusion.caption") },
    { name: "reliability", data: reliabilityData(net), caption: t("reliability.caption") },
  ];
}

/** @param {{chart: Drawn, theme: Theme}} props */
export function Picture({ chart: { name, data, caption }, theme }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const drawer = engine.peek();
    if (!drawer) return;
    const width = name === "confusion" ? SIZE.square : SIZE.width;
    place.current?.replaceChildren(drawing(drawer.drawChartSvg(name, data, theme, width, SIZE.height)));
  }, [name, data, theme]);
  return html`<figure class=${name}>
    <div ref=${place} role="img" aria-label=${caption}></div>
    <figcaption>${caption}</figcaption>
  </figure>`;
}
