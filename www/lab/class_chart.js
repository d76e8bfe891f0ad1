// @ts-check
/** One mark an experiment: what was set along the axis, what the net reached upward. Filled where it was computed here
 * and agrees with what was handed in. SVG, so that its text is text. */

import { chartTheme } from "../chart_theme.js";
import { menu, theme } from "../state.js";
import { html } from "../view/html.js";
import { netName } from "../view/names.js";
import { number, optional, short, t } from "../words.js";
import { axisOf } from "./axis.js";
import { members } from "./class_state.js";
import { markOf } from "./marks.js";
import { useWidth } from "./width.js";

const [LEFT, RIGHT, TOP, BOTTOM, HEIGHT] = [52, 16, 16, 44, 320];
const PROVEN = ["run", "same"];

/** Places of values along the axis; on a logarithmic one equal ratios are equally far apart.
 * @param {number[]} values
 * @param {number} width
 * @param {boolean} log */
function across(values, width, log) {
  const of = log ? Math.log : (/** @type {number} */ value) => value;
  const axis = axisOf(values.map(of), width < 480 ? 4 : 8);
  const span = width - LEFT - RIGHT;
  const ticks = log ? [...new Set(values)].sort((a, b) => a - b) : axis.ticks;
  const few = ticks.filter((_, at) => at % Math.ceil(ticks.length / 8) === 0);
  return {
    ticks: few,
    x: (/** @type {number} */ value) => LEFT + ((of(value) - axis.low) / (axis.high - axis.low)) * span,
  };
}

/** @param {{axis: string, net: string}} props */
export function ClassChart({ axis, net }) {
  const [box, width] = useWidth(560);
  const shown = members.value.filter(
    ({ spec, accuracies }) => net in accuracies && typeof spec[axis] === "number",
  );
  const field = menu.value?.fields.find(({ key }) => key === axis);
  const values = shown.map(({ spec }) => Number(spec[axis]));
  const log = field?.scale === "log" && values.every((value) => value > 0);
  const { x, ticks } = across(values, width, log);
  const upward = axisOf(
    shown.map(({ accuracies }) => accuracies[net] * 100),
    6,
  );
  const y = (/** @type {number} */ value) =>
    HEIGHT - BOTTOM - ((value - upward.low) / (upward.high - upward.low)) * (HEIGHT - BOTTOM - TOP);
  const { hairline, muted, sans } = chartTheme(1);
  const mark = markOf(net);
  return html`<div ref=${box}>
    <svg class="plot" key=${theme.value} role="img" aria-label=${t("class.summary", { count: number(shown.length), net: netName(net) })}
      xmlns="http://www.w3.org/2000/svg" width=${width} height=${HEIGHT} viewBox=${`0 0 ${width} ${HEIGHT}`}
      font-family=${sans} font-size="13">
      ${upward.ticks.map(
        (tick) => html`<g key=${tick}>
          <line x1=${LEFT} x2=${width - RIGHT} y1=${y(tick)} y2=${y(tick)} stroke=${hairline} />
          <text x=${LEFT - 8} y=${y(tick) + 4} fill=${muted} text-anchor="end">${number(tick, upward.digits)}</text>
        </g>`,
      )}
      ${ticks.map((tick) => html`<text key=${tick} x=${x(tick)} y=${HEIGHT - BOTTOM + 18} fill=${muted} text-anchor="middle">${short(tick, 3)}</text>`)}
      <text x=${(LEFT + width - RIGHT) / 2} y=${HEIGHT - 6} fill=${muted} text-anchor="middle">${optional(`field.${axis}`) ?? axis}</text>
      ${shown.map(
        ({ id, name, spec, accuracies, proof }) => html`<path
          key=${id}
          d=${mark.path}
          transform=${`translate(${x(Number(spec[axis])).toFixed(1)} ${y(accuracies[net] * 100).toFixed(1)})`}
          fill=${mark.colour}
          fill-opacity=${PROVEN.includes(proof) ? 0.6 : 0}
          stroke=${mark.colour}
          stroke-width="1.5"
        ><title>${name}</title></path>`,
      )}
    </svg>
  </div>`;
}
