// @ts-check
/** Accuracy curves of one network over all pinned runs. The colour is the network's; line and letter tell the runs. */

import { chartTheme } from "../chart_theme.js";
import { theme } from "../state.js";
import { html } from "../view/html.js";
import { netName } from "../view/names.js";
import { number, percent, t } from "../words.js";
import { axisOf, spread } from "./axis.js";
import { markOf } from "./marks.js";
import { useWidth } from "./width.js";

/** @typedef {import("./pin_state.js").Pin} Pin */

const HEIGHT = 272;
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 32, 12, 44];
const DASHES = ["", "7 3", "2 3", "9 3 2 3", "1 4", "14 4"];

/** @param {number} at */
export const letterOf = (at) => String.fromCharCode(65 + at);

/** @param {{pins: Pin[], net: string}} props */
export function PinChart({ pins, net }) {
  const [box, width] = useWidth(560);
  const lines = pins.flatMap((pin, at) => (pin.curves[net]?.length ? [{ at, points: pin.curves[net] }] : []));
  const all = lines.flatMap(({ points }) => points);
  const farthest = Math.max(1, ...all.map(([update]) => update));
  const vertical = axisOf(
    all.map(([, accuracy]) => accuracy * 100),
    5,
  );
  const horizontal = axisOf([0, farthest], width < 480 ? 3 : 6);
  const x = (/** @type {number} */ update) => LEFT + (update / farthest) * (width - LEFT - RIGHT);
  const y = (/** @type {number} */ share) =>
    HEIGHT -
    BOTTOM -
    ((share * 100 - vertical.low) / (vertical.high - vertical.low)) * (HEIGHT - TOP - BOTTOM);
  const { sans, hairline, muted } = chartTheme(1);
  const { colour } = markOf(net);
  const ends = spread(
    lines.map(({ points }) => y(points[points.length - 1][1])),
    HEIGHT - BOTTOM,
  );
  const values = lines.map(
    ({ at, points }) => `${letterOf(at)} ${pins[at].name}: ${percent(points[points.length - 1][1])}`,
  );
  return html`<div ref=${box}>
    <svg class="plot" key=${theme.value} role="img" aria-label=${t("pins.summary", { net: netName(net), values: values.join(", ") })}
      xmlns="http://www.w3.org/2000/svg" width=${width} height=${HEIGHT} viewBox=${`0 0 ${width} ${HEIGHT}`}
      font-family=${sans} font-size="13">
      ${vertical.ticks.map(
        (
          tick,
        ) => html`<line x1=${LEFT} x2=${width - RIGHT} y1=${y(tick / 100)} y2=${y(tick / 100)} stroke=${hairline} />
          <text x=${LEFT - 8} y=${y(tick / 100) + 4} fill=${muted} text-anchor="end">${percent(tick / 100, vertical.digits)}</text>`,
      )}
      ${horizontal.ticks
        .filter((tick) => tick >= 0 && tick <= farthest)
        .map(
          (tick) =>
            html`<text x=${x(tick)} y=${HEIGHT - BOTTOM + 18} fill=${muted} text-anchor="middle">${number(tick)}</text>`,
        )}
      <text x=${(LEFT + width - RIGHT) / 2} y=${HEIGHT - 6} fill=${muted} text-anchor="middle">${t("axis.updates")}</text>
      ${lines.map(
        ({ at, points }, place) => html`<g key=${at}>
          <polyline points=${points.map(([update, share]) => `${x(update).toFixed(1)},${y(share).toFixed(1)}`).join(" ")}
            fill="none" stroke=${colour} stroke-width="2" stroke-dasharray=${DASHES[at]} />
          <text x=${width - RIGHT + 8} y=${ends[place] + 4} fill=${colour} font-weight="600">${letterOf(at)}</text>
        </g>`,
      )}
    </svg>
  </div>`;
}
