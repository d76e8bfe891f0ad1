// @ts-check
/** All seeds in one figure: a row a network with a dot a seed, mean and 95 % interval; below, the gain of each seed
 * around zero. SVG, so that its text is text; colours stand in attributes, so that a saved copy keeps them. */

import { chartTheme } from "../chart_theme.js";
import { DISTILLED, LABELS, TEACHER } from "../roles.js";
import { theme } from "../state.js";
import { html } from "../view/html.js";
import { shortName } from "../view/names.js";
import { number, t } from "../words.js";
import { axisOf } from "./axis.js";
import { markOf } from "./marks.js";
import { accuracies, base, gain, meanOf, results } from "./sweep_state.js";
import { useWidth } from "./width.js";

const ROW = 44;
const LABEL = 88;
const EDGE = 16;
const AXIS = 40;

/** Labels only and distilled side by side, so that lines can join their seeds.
 * @param {string[]} arms */
function rowsOf(arms) {
  const first = [LABELS, DISTILLED].filter((key) => arms.includes(key));
  return [...first, ...arms.filter((key) => !first.includes(key)), TEACHER];
}

/** @typedef {{x: (value: number) => number, low: number, high: number, ticks: number[], digits: number}} Axis */

/** @param {number[]} values
 * @param {number} width
 * @returns {Axis} */
function scale(values, width) {
  const axis = axisOf(values, width < 480 ? 4 : 8);
  const span = width - LABEL - EDGE;
  return { ...axis, x: (value) => LABEL + ((value - axis.low) / (axis.high - axis.low)) * span };
}

/** @param {{axis: Axis, top: number, bottom: number, width: number, label: string, zero?: boolean}} props */
function AxisLines({ axis, top, bottom, width, label, zero }) {
  const { hairline, muted, ink } = chartTheme(1);
  return html`<g>
    ${axis.ticks.map(
      (
        tick,
      ) => html`<line x1=${axis.x(tick)} x2=${axis.x(tick)} y1=${top} y2=${bottom} stroke=${zero && tick === 0 ? ink : hairline} />
        <text x=${axis.x(tick)} y=${bottom + 16} fill=${muted} text-anchor="middle">${number(tick, axis.digits).replace("-", "−")}</text>`,
    )}
    <text x=${(LABEL + width - EDGE) / 2} y=${bottom + 34} fill=${muted} text-anchor="middle">${label}</text>
  </g>`;
}

/** Mean as a tall line, the interval as a band.
 * @param {{axis: Axis, y: number, values: number[], colour: string}} props */
function Mean({ axis, y, values, colour }) {
  const found = meanOf(values);
  if (!found) return null;
  const [from, to] = [found.mean - found.margin, found.mean + found.margin].map((value) =>
    axis.x(Math.min(axis.high, Math.max(axis.low, value))),
  );
  return html`<g>
    ${Number.isFinite(found.margin) && html`<rect x=${from} y=${y - 14} width=${Math.max(1, to - from)} height="28" fill=${colour} fill-opacity="0.15" />`}
    <line x1=${axis.x(found.mean)} x2=${axis.x(found.mean)} y1=${y - 16} y2=${y + 16} stroke=${colour} stroke-width="2" />
  </g>`;
}

/** @param {{axis: Axis, y: number, values: number[], mark: ReturnType<typeof markOf>}} props */
function Dots({ axis, y, values, mark }) {
  return values.map(
    (value) => html`<path
      d=${mark.path}
      transform=${`translate(${axis.x(value).toFixed(1)} ${y})`}
      fill=${mark.colour}
      fill-opacity="0.45"
      stroke=${mark.colour}
    />`,
  );
}

export function SweepChart() {
  const [box, width] = useWidth(560);
  const rows = rowsOf(base.value?.arms ?? []);
  const values = rows.map(accuracies);
  const [labels, distilled] = [accuracies(LABELS), accuracies(DISTILLED)];
  const gains = distilled.map((value, at) => value - labels[at]);
  const paired = gains.length === results.value.length && labels.length > 0;
  const bounds = values.flatMap((each) => edges(each));
  const axis = scale(bounds, width);
  const below = scale([0, ...edges(gains)], width);
  const middle = (/** @type {number} */ row) => 8 + row * ROW + ROW / 2;
  const bottom = 8 + rows.length * ROW;
  const second = bottom + AXIS + 16;
  const height = paired ? second + ROW + AXIS : bottom + AXIS;
  const { sans, hairline } = chartTheme(1);
  const joined = rows[0] === LABELS && rows[1] === DISTILLED;
  // Read, so that the colours follow the theme.
  const key = theme.value;
  return html`<div ref=${box}>
    <svg class="plot" key=${key} role="img" aria-label=${t("sweep.summary", { count: number(results.value.length) })}
      xmlns="http://www.w3.org/2000/svg" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`}
      font-family=${sans} font-size="13">
      <${AxisLines} axis=${axis} top=${8} bottom=${bottom} width=${width} label=${t("sweep.axis")} />
      ${joined && distilled.map((value, at) => html`<line x1=${axis.x(labels[at])} y1=${middle(0)} x2=${axis.x(value)} y2=${middle(1)} stroke=${hairline} />`)}
      ${rows.map((row, at) => {
        const mark = markOf(row);
        return html`<g key=${row}>
          <text x="0" y=${middle(at) + 4} fill=${mark.colour}>${shortName(row)}</text>
          <${Mean} axis=${axis} y=${middle(at)} values=${values[at]} colour=${mark.colour} />
          <${Dots} axis=${axis} y=${middle(at)} values=${values[at]} mark=${mark} />
        </g>`;
      })}
      ${
        paired &&
        html`<g>
          <${AxisLines} axis=${below} top=${second} bottom=${second + ROW} width=${width} label=${t("sweep.gainAxis")} zero />
          <text x="0" y=${second + ROW / 2 + 4} fill=${markOf(DISTILLED).colour}>${t("sweep.gain")}</text>
          <${Mean} axis=${below} y=${second + ROW / 2} values=${gains} colour=${markOf(DISTILLED).colour} />
          <${Dots} axis=${below} y=${second + ROW / 2} values=${gains} mark=${markOf(DISTILLED)} />
        </g>`
      }
    </svg>
  </div>`;
}

/** The values and the ends of their interval, which have to be in sight too; of two values it can be endless.
 * @param {number[]} values */
function edges(values) {
  const found = meanOf(values);
  const spread = values.length > 0 ? Math.max(...values) - Math.min(...values) : 0;
  if (!found || !Number.isFinite(found.margin)) return values;
  const margin = Math.min(found.margin, spread * 2);
  return [...values, found.mean - margin, found.mean + margin];
}

/** The interval of the gain, or null while there are fewer than two pairs. */
export function interval() {
  const found = gain.value;
  return found && Number.isFinite(found.margin)
    ? { low: found.mean - found.margin, high: found.mean + found.margin }
    : null;
}
