// @ts-check
/** The mirrored bars and the difference as one SVG drawing: for files and for the report. */

import { DISTILLED, LABELS, TEACHER } from "../roles.js";
import { viewingTemperature } from "../state.js";
import { answerOf, classes, trueLabel } from "../view/chosen.js";
import { html } from "../view/html.js";
import { netName, shortName } from "../view/names.js";
import { className, number, short, t } from "../words.js";
import { scaleEnd } from "./difference.js";
import { signedPoints, students } from "./difference_view.js";

/** @typedef {import("../engine/retort.js").Theme} Theme */

const [WIDTH, ROW, TOP] = [560, 26, 40];
const MIDDLE = WIDTH / 2;
/** Pixels beside the bars for their numbers, and for the names of classes between them. */
const [VALUE, NAME] = [52, 44];

/** @param {Theme} theme
 * @param {string} key */
const colourOf = (theme, key) =>
  ({ [TEACHER]: theme.teacher, [DISTILLED]: theme.student, [LABELS]: theme.baseline })[key] ?? theme.variant;

/** @param {{theme: Theme, height: number, label: string, children?: unknown}} props */
function Frame({ theme, height, label, children }) {
  return html`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label=${label} width=${WIDTH} height=${height}
    viewBox=${`0 0 ${WIDTH} ${height}`} font-family=${theme.sans} font-size="13">${children}</svg>`;
}

/** @param {{x: number, y: number, fill: string, anchor?: string, weight?: number, children?: unknown}} props */
function Text({ x, y, fill, anchor = "start", weight = 400, children }) {
  return html`<text x=${x} y=${y} fill=${fill} text-anchor=${anchor} font-weight=${weight}>${children}</text>`;
}

/** @param {{theme: Theme}} props */
export function MirroredPicture({ theme }) {
  const [teacher, distilled, labels] = [TEACHER, DISTILLED, LABELS].map(answerOf);
  const names = classes.value.map(className);
  const longest = MIDDLE - NAME - VALUE;
  const right = [
    { key: DISTILLED, answer: distilled, dy: 2, height: 12 },
    { key: LABELS, answer: labels, dy: 17, height: 4 },
  ];
  return html`<${Frame} theme=${theme} height=${TOP + ROW * names.length + 8} label=${t("bars.label")}>
    <${Text} x=${MIDDLE - NAME} y=${16} fill=${theme.teacher} anchor="end">${netName(TEACHER)}<//>
    <${Text} x=${MIDDLE} y=${16} fill=${theme.muted} anchor="middle">T = ${short(viewingTemperature.value, 4)}<//>
    <${Text} x=${MIDDLE + NAME} y=${16} fill=${theme.student}>${shortName(DISTILLED)}<//>
    <${Text} x=${MIDDLE + NAME + 120} y=${16} fill=${theme.baseline}>${shortName(LABELS)}<//>
    ${names.map((name, at) => {
      const y = TOP + ROW * at - 12;
      const left = (teacher?.probabilities[at] ?? 0) * longest;
      return html`<g key=${at}>
        ${
          teacher &&
          html`<rect x=${MIDDLE - NAME - left} y=${y} width=${left} height="20" fill=${theme.teacher} />
            <${Text} x=${MIDDLE - NAME - left - 6} y=${y + 14} fill=${theme.ink} anchor="end">${number(teacher.probabilities[at] * 100, 1)}<//>`
        }
        <${Text} x=${MIDDLE} y=${y + 14} fill=${theme.ink} anchor="middle" weight=${at === trueLabel.value ? 700 : 400}>${name}<//>
        ${at === trueLabel.value && html`<line x1=${MIDDLE - 14} x2=${MIDDLE + 14} y1=${y + 19} y2=${y + 19} stroke=${theme.ink} stroke-width="2" />`}
        ${right.map(({ key, answer, dy, height }) => {
          if (!answer) return null;
          const share = answer.probabilities[at];
          const end = MIDDLE + NAME + share * longest;
          return html`<rect key=${key} x=${MIDDLE + NAME} y=${y + dy} width=${share * longest} height=${height} fill=${colourOf(theme, key)} />
            ${key === DISTILLED && html`<${Text} x=${end + 6} y=${y + 13} fill=${theme.ink}>${number(share * 100, 1)}<//>`}`;
        })}
      </g>`;
    })}
  <//>`;
}

/** @param {{theme: Theme}} props */
export function DifferencePicture({ theme }) {
  const shown = students();
  const names = classes.value.map(className);
  const end = scaleEnd(shown.flatMap(({ gaps }) => gaps));
  const [left, right] = [64, WIDTH - 200];
  const middle = (left + right) / 2;
  const half = (right - left) / 2;
  const rows = TOP + ROW * names.length;
  return html`<${Frame} theme=${theme} height=${rows + 8} label=${t("difference.label")}>
    <${Text} x=${left} y=${16} fill=${theme.muted} anchor="middle">−${number(end * 100)}<//>
    <${Text} x=${middle} y=${16} fill=${theme.muted} anchor="middle">T = ${short(viewingTemperature.value, 4)}<//>
    <${Text} x=${right} y=${16} fill=${theme.muted} anchor="middle">+${number(end * 100)}<//>
    ${shown.map(({ key }, place) => html`<${Text} key=${key} x=${right + 104 + place * 84} y=${16} fill=${colourOf(theme, key)} anchor="end">${shortName(key)}<//>`)}
    <line x1=${middle} x2=${middle} y1=${TOP - 16} y2=${rows - 8} stroke=${theme.muted} />
    ${names.map((name, at) => {
      const y = TOP + ROW * at - 12;
      return html`<g key=${at}>
        <${Text} x=${8} y=${y + 14} fill=${theme.ink} weight=${at === trueLabel.value ? 700 : 400}>${name}<//>
        ${shown.map(({ key, gaps }, place) => {
          const length = (Math.abs(gaps[at]) / end) * half;
          return html`<rect key=${key} x=${gaps[at] < 0 ? middle - length : middle} y=${y + (place ? 17 : 2)} width=${length} height=${place ? 4 : 12} fill=${colourOf(theme, key)} />
            <${Text} x=${right + 104 + place * 84} y=${y + 14} fill=${theme.ink} anchor="end">${signedPoints(gaps[at])}<//>`;
        })}
      </g>`;
    })}
  <//>`;
}
