// @ts-check
/** The test images as a net sees them: its logits on the two axes along which they differ most. A mark is the class
 * that the net answers; wrong answers are bold and underlined, and have their place before right ones. */

import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { chartTheme } from "../chart_theme.js";
import { drawAside } from "../easel.js";
import { roleOf } from "../roles.js";
import { best } from "../softmax.js";
import { theme } from "../state.js";
import { classes } from "../view/chosen.js";
import { html } from "../view/html.js";
import { netName } from "../view/names.js";
import { className, number, percent, t } from "../words.js";
import { planeFiles } from "./inside_files.js";
import { Keep } from "./keep.js";
import { plane } from "./pca.js";
import { uncovered } from "./uncovered.js";
import { useUnhurried } from "./unhurried.js";
import { useWidth } from "./width.js";

const HEIGHT = 320;
const EDGE = 14;
/** Room of a mark and its underline, in CSS pixels. */
const MARK = 16;
const [RIGHT, WRONG] = ["400 11px", "700 14px"];

/** @param {{net: string}} props */
export function Plane({ net }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [box, width] = useWidth(460);
  const shown = useUnhurried();
  const [pictures, logits] = [shown?.images, shown?.nets[net]?.logits];
  const size = classes.value.length;
  const found = useMemo(() => (logits ? plane(logits, size) : null), [logits, size]);
  const look = theme.value;
  const scale = globalThis.devicePixelRatio || 1;
  /** @param {HTMLCanvasElement} easel */
  function draw(easel) {
    const context = easel.getContext("2d");
    if (!context || !found || !logits || !pictures) return;
    const { ink, muted, sans } = chartTheme(1);
    context.scale(scale, scale);
    context.textAlign = "center";
    context.textBaseline = "middle";
    const ends = [0, 1].map((axis) => {
      const all = found.points.map((point) => point[axis]);
      return [Math.min(...all), Math.max(...all)];
    });
    const place = (/** @type {number} */ value, /** @type {number} */ axis, /** @type {number} */ length) =>
      EDGE + ((value - ends[axis][0]) / Math.max(1e-9, ends[axis][1] - ends[axis][0])) * (length - 2 * EDGE);
    const places = found.points.map(
      ([x, y]) => /** @type {[number, number]} */ ([place(x, 0, width), HEIGHT - place(y, 1, HEIGHT)]),
    );
    const answers = places.map((_, at) => best(logits.subarray(at * size, (at + 1) * size)));
    const isWrong = (/** @type {number} */ at) => answers[at] !== pictures.label(at);
    const order = [...places.keys()].sort((a, b) => Number(isWrong(b)) - Number(isWrong(a)));
    const names = classes.value.map((each) => className(each).slice(0, 2));
    context.font = `${WRONG} ${sans}`;
    const widest = Math.max(...names.map((name) => context.measureText(name).width));
    const inOrder = order.map((at) => places[at]);
    for (const at of uncovered(inOrder, widest + 2, MARK).map((each) => order[each])) {
      const [left, top] = places[at];
      const wrong = isWrong(at);
      context.font = `${wrong ? WRONG : RIGHT} ${sans}`;
      context.fillStyle = wrong ? ink : muted;
      context.fillText(names[answers[at]], left, top);
      if (wrong) context.fillRect(left - 5, top + 7, 10, 1.5);
    }
  }
  useLayoutEffect(() => {
    if (!canvas.current) return;
    drawAside(canvas.current, Math.round(width * scale), Math.round(HEIGHT * scale), draw);
  }, [found, width, look, pictures]);
  if (!pictures) return null;
  const points = found?.points ?? [];
  // Nothing is known before the net has answered, and nothing is claimed.
  const known = (/** @type {number} */ value) => (found ? value : null);
  const share = known(found?.share ?? 0);
  const answers = logits ?? new Float32Array();
  const wrong = points.filter(
    (_, at) => best(answers.subarray(at * size, (at + 1) * size)) !== pictures.label(at),
  ).length;
  const files = planeFiles(`retort-${net}-plane`, {
    points,
    logits: answers,
    size,
    label: pictures.label,
    nameOf: (at) => className(classes.value[at]),
  });
  return html`<figure class="chart" ref=${box}>
    <canvas
      ref=${canvas}
      role="img"
      aria-label=${t("inside.plane.summary", { net: netName(net), count: number(known(points.length)), wrong: number(known(wrong)), share: percent(share, 0) })}
      style=${{ width: `${width}px`, height: `${HEIGHT}px` }}
    />
    <figcaption><span class=${`role-${roleOf(net)}`}>${netName(net)}</span> ${t("inside.plane.caption", { share: percent(share, 0) })}</figcaption>
    <${Keep} label=${`${t("panel.export")}: ${netName(net)}`} files=${files} />
  </figure>`;
}
