// @ts-check
/** Charts as files: those that the engine draws, and those that are SVG on the page. */

import { chartTheme } from "../chart_theme.js";
import { engine } from "../state.js";
import { downloadCanvas, downloadText } from "./download.js";

/** Size of a saved chart in CSS pixels; a PNG has twice as many dots each way. */
const [WIDTH, HEIGHT] = [720, 432];
const DENSITY = 2;

/** @param {string} chart its name in the engine
 * @param {object} data
 * @param {string} name of the file, without its ending
 * @param {"svg" | "png"} kind */
export function saveChart(chart, data, name, kind) {
  const drawer = engine.peek();
  if (!drawer) return;
  const size = chart === "confusion" ? [HEIGHT, HEIGHT] : [WIDTH, HEIGHT];
  if (kind === "svg") {
    const text = drawer.drawChartSvg(chart, data, chartTheme(1), size[0], size[1]);
    downloadText(`${name}.svg`, text, "image/svg+xml");
    return;
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = size.map((side) => side * DENSITY);
  drawer.drawChart(canvas, chart, data, chartTheme(DENSITY));
  downloadCanvas(`${name}.png`, canvas);
}

/** @param {Element | null} svg
 * @param {string} name of the file, without its ending
 * @param {"svg" | "png"} kind */
export async function saveSvg(svg, name, kind) {
  if (!svg) return;
  // A drawing that was never on the page has the size that it was made with.
  const [width, height] = ["width", "height"].map(
    (side) => svg[side === "width" ? "clientWidth" : "clientHeight"] || Number(svg.getAttribute(side)),
  );
  const copy = /** @type {Element} */ (svg.cloneNode(true));
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const { paper } = chartTheme(1);
  for (const [key, value] of Object.entries({ width: "100%", height: "100%", fill: paper })) {
    ground.setAttribute(key, value);
  }
  copy.prepend(ground);
  copy.removeAttribute("class");
  const text = new XMLSerializer().serializeToString(copy);
  if (kind === "svg") {
    downloadText(`${name}.svg`, text, "image/svg+xml");
    return;
  }
  const picture = new Image(width * DENSITY, height * DENSITY);
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * DENSITY, height * DENSITY];
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  downloadCanvas(`${name}.png`, canvas);
}
