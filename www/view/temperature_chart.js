// @ts-check
/** Every class's probability over the whole range of temperatures. The cursor is the viewing temperature. */

import { useMemo, useRef } from "preact/hooks";
import { view } from "../actions.js";
import { DISTILLED, TEACHER } from "../roles.js";
import { softmax } from "../softmax.js";
import { record, theme, viewingTemperature } from "../state.js";
import { className, language, percent, pictureOf, short, t } from "../words.js";
import { Chart } from "./chart.js";
import { answerOf, classes, trueLabel } from "./chosen.js";
import { html } from "./html.js";
import { shortName } from "./names.js";
import { LARGEST, SMALLEST } from "./viewing_temperature.js";

/** @typedef {import("../engine/retort.js").Plot} Plot */

/** Temperatures in the table. */
const ROWS = [0.25, 0.5, 1, 2, 4, 8, 16];

/** @returns {URL | undefined} */
function picture() {
  if (record.value?.source !== "stored") return undefined;
  return pictureOf("temperature", theme.value);
}

/** The temperature under the pointer.
 * @param {Plot} plot
 * @param {number} x CSS pixels from the left of the canvas */
export function temperatureAt({ left, right, xMin, xMax, xScale }, x) {
  const place = Math.min(1, Math.max(0, (x - left) / (right - left)));
  const exact = xScale === "log" ? xMin * (xMax / xMin) ** place : xMin + (xMax - xMin) * place;
  return Number(exact.toPrecision(2));
}

export function TemperatureChart() {
  const plot = useRef(/** @type {Plot | null} */ (null));
  const dragging = useRef(false);
  const [teacher, student] = [answerOf(TEACHER), answerOf(DISTILLED)];
  const temperature = viewingTemperature.value;
  const names = classes.value.map(className);
  const data = useMemo(
    () => ({
      classes: names,
      teacher: Array.from(teacher?.logits ?? []),
      student: Array.from(student?.logits ?? []),
      temperature,
      minimum: SMALLEST,
      maximum: LARGEST,
      teacherLabel: shortName(TEACHER),
      studentLabel: shortName(DISTILLED),
      chosen: trueLabel.value,
    }),
    [teacher, student, temperature, language.value],
  );

  /** @param {PointerEvent} event */
  function point(event) {
    if (!plot.current || (event.type === "pointermove" && !dragging.current)) return;
    const target = /** @type {HTMLElement} */ (event.currentTarget);
    dragging.current = true;
    if (event.type === "pointerdown") target.setPointerCapture(event.pointerId);
    view(temperatureAt(plot.current, event.clientX - target.getBoundingClientRect().left));
  }

  const name = names[trueLabel.value];
  const [a, b] = [teacher, student].map((answer) => percent(answer?.probabilities[trueLabel.value], 1));
  return html`<${Chart}
    name="temperature"
    data=${data}
    summary=${t("temperature.summary", { T: short(temperature, 4), class: name, teacher: a, student: b })}
    caption=${t("temperature.caption")}
    hint=${t("temperature.hint")}
    picture=${picture()}
    table=${() => ({
      head: ["T", ...names],
      rows: ROWS.map((T) => {
        const [p, q] = [teacher, student].map((answer) => softmax(answer?.logits ?? [], T));
        return [short(T), ...names.map((_, at) => `${percent(p[at], 1)} | ${percent(q[at], 1)}`)];
      }),
    })}
    onPlot=${(/** @type {Plot} */ drawn) => {
      plot.current = drawn;
    }}
    handlers=${{
      onPointerDown: point,
      onPointerMove: point,
      onPointerUp: () => {
        dragging.current = false;
      },
      onPointerCancel: () => {
        dragging.current = false;
      },
    }}
  />`;
}
