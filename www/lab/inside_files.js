// @ts-check
/** The pictures of the panel about the networks' inside as files: SVG of the same marks, PNG of that, and the numbers. */

import { chartTheme } from "../chart_theme.js";
import { best } from "../softmax.js";
import { downloadText } from "./download.js";
import { saveSvg } from "./pictures.js";

/** @typedef {import("../engine/retort.js").Maps} Maps */

const SVG = "http://www.w3.org/2000/svg";
/** Pixels of a cell, and between pictures. */
const [CELL, GAP] = [6, 4];
const ROW = 8;

/** @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {(Node | string)[]} [children] */
function element(tag, attributes, children = []) {
  const made = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** @param {number} width
 * @param {number} height
 * @param {Node[]} children */
function drawing(width, height, children) {
  const view = `0 0 ${width} ${height}`;
  return element("svg", { xmlns: SVG, width, height, viewBox: view }, children);
}

/** Filters or activations, a grey cell a number, as on the page.
 * @param {Maps} maps
 * @param {number[]} scaled values from -1 to 1
 * @param {boolean} signed */
function mapDrawing({ width, height, values }, scaled, signed) {
  const { ink, hairline } = chartTheme(1);
  const count = values.length / (width * height);
  const columns = Math.min(count, height === 1 ? 1 : ROW);
  const step = [width * CELL + GAP, height * CELL + GAP];
  const cells = scaled.map((value, at) => {
    const [picture, cell] = [Math.floor(at / (width * height)), at % (width * height)];
    return element("rect", {
      x: (picture % columns) * step[0] + (cell % width) * CELL,
      y: Math.floor(picture / columns) * step[1] + Math.floor(cell / width) * CELL,
      width: CELL,
      height: CELL,
      fill: ink,
      "fill-opacity": (signed ? (value + 1) / 2 : Math.max(0, value)).toFixed(3),
    });
  });
  const frames = Array.from({ length: count }, (_, picture) =>
    element("rect", {
      x: (picture % columns) * step[0],
      y: Math.floor(picture / columns) * step[1],
      width: width * CELL,
      height: height * CELL,
      fill: "none",
      stroke: hairline,
    }),
  );
  return drawing(columns * step[0], Math.ceil(count / columns) * step[1], [...cells, ...frames]);
}

/** @param {string} name of the file, without its ending
 * @param {Maps} maps
 * @param {number[]} scaled
 * @param {boolean} signed
 * @returns {Record<string, () => void>} */
export function mapFiles(name, maps, scaled, signed) {
  const rows = () =>
    maps.values.map((value, at) => {
      const [picture, cell] = [Math.floor(at / (maps.width * maps.height)), at % (maps.width * maps.height)];
      return `${picture + 1},${Math.floor(cell / maps.width) + 1},${(cell % maps.width) + 1},${value}\n`;
    });
  return {
    PNG: () => saveSvg(mapDrawing(maps, scaled, signed), name, "png"),
    SVG: () => saveSvg(mapDrawing(maps, scaled, signed), name, "svg"),
    CSV: () => downloadText(`${name}.csv`, `channel,row,column,value\n${rows().join("")}`, "text/csv"),
  };
}

/** The test images on the two main axes.
 * @param {string} name of the file, without its ending
 * @param {{points: [number, number][] | number[][], logits: Float32Array, size: number,
 *   label: (at: number) => number, nameOf: (at: number) => string}} given
 * @returns {Record<string, () => void>} */
export function planeFiles(name, { points, logits, size, label, nameOf }) {
  const answersOf = () => points.map((_, at) => best(logits.subarray(at * size, (at + 1) * size)));
  const draw = () => {
    const { ink, muted, sans } = chartTheme(1);
    const [width, height, edge] = [640, 440, 16];
    const ends = [0, 1].map((axis) => {
      const all = points.map((point) => point[axis]);
      return [Math.min(...all), Math.max(...all)];
    });
    const place = (/** @type {number} */ value, /** @type {number} */ axis, /** @type {number} */ length) =>
      edge + ((value - ends[axis][0]) / Math.max(1e-9, ends[axis][1] - ends[axis][0])) * (length - 2 * edge);
    const answers = answersOf();
    const marks = points.map(([x, y], at) => {
      const wrong = answers[at] !== label(at);
      return element(
        "text",
        {
          x: place(x, 0, width).toFixed(1),
          y: (height - place(y, 1, height) + 4).toFixed(1),
          "text-anchor": "middle",
          "font-family": sans,
          "font-size": wrong ? 14 : 11,
          "font-weight": wrong ? 700 : 400,
          "text-decoration": wrong ? "underline" : "none",
          fill: wrong ? ink : muted,
        },
        [nameOf(answers[at]).slice(0, 2)],
      );
    });
    return drawing(width, height, marks);
  };
  const rows = (/** @type {number[]} */ answers) =>
    points.map(([x, y], at) => `${at + 1},${x},${y},${nameOf(label(at))},${nameOf(answers[at])}\n`);
  return {
    PNG: () => saveSvg(draw(), name, "png"),
    SVG: () => saveSvg(draw(), name, "svg"),
    CSV: () =>
      downloadText(
        `${name}.csv`,
        `image,first axis,second axis,true,answer\n${rows(answersOf()).join("")}`,
        "text/csv",
      ),
  };
}
