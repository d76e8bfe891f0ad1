// @ts-check
/** Panel: one update in slow motion, for the chosen image, stage by stage. Every number opens to its arithmetic. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { DISTILLED, TEACHER } from "../roles.js";
import { chosenImage, images, record, shownImages } from "../state.js";
import { answerOf, classes, trueLabel } from "../view/chosen.js";
import { html, typedIn } from "../view/html.js";
import { className, number, short, t } from "../words.js";
import { Flow } from "./flow.js";
import { lastLayer } from "./last_layer.js";
import { useNets } from "./nets.js";
import { STAGES, stagesOf, sumOf } from "./stages.js";
import { oneUpdate } from "./update.js";
import { signed } from "./written.js";

/** @typedef {import("./stages.js").Stage} Stage */
/** @typedef {import("./stages.js").Column} Column */
/** @typedef {import("./stages.js").Update} Update */

/** Milliseconds that a stage stays while playing: long enough to read it. */
const STAY = 4_000;
/** Lengths of the step. */
const SIZES = { min: 0.1, max: 10 };

/** @param {{column: Column, row: number, id: string, open: boolean, onOpen: () => void}} props */
function Cell({ column, row, id, open, onOpen }) {
  const value = column.values[row];
  return html`<td>
    <button type="button" class="number" aria-expanded=${open} aria-controls=${id} onClick=${onOpen}>
      ${signed(value, column.digits)}
    </button>
    ${column.share && html`<span class=${`part ${column.role}`} style=${{ "--share": value }}></span>`}
  </td>`;
}

/** @param {{stage: Stage}} props */
function Numbers({ stage }) {
  const [opened, open] = useState("");
  useEffect(() => open(""), [stage.key]);
  return html`<div class="scroll free" tabindex="0" role="region" aria-label=${t(`slow.${stage.key}`)}>
    <table class="figures numbers">
      <thead>
        <tr>
          <th scope="col">${t("bars.class")}</th>
          ${stage.columns.map(({ head, role }) => html`<th scope="col" class=${role && `role-${role}`}>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${classes.value.map((name, row) => {
          const [at, which] = opened.split("/").map(Number);
          const column = opened && at === row ? stage.columns[which] : undefined;
          const id = `work-${row}`;
          return html`<tr key=${name} class=${row === trueLabel.value ? "true" : ""}>
              <th scope="row"><span class="class">${className(name)}</span></th>
              ${stage.columns.map((each, place) => {
                const key = `${row}/${place}`;
                const own = opened === key;
                return html`<${Cell} key=${place} column=${each} row=${row} id=${id} open=${own} onOpen=${() => open(own ? "" : key)} />`;
              })}
            </tr>
            <tr key=${`${name}-work`} id=${id} class="work" hidden=${!column}>
              <td colspan=${stage.columns.length + 1}>${column?.work(row)}</td>
            </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** A number of the loss that opens to its arithmetic.
 * @param {{said: string, work: string}} props */
function Opens({ said, work }) {
  return html`<li><details><summary>${said}</summary><p>${work}</p></details></li>`;
}

/** The loss in numbers, before and, where the step has been made, after.
 * @param {{update: Update, after: boolean, T: number, alpha: number}} props */
function Losses({ update, after, T, alpha }) {
  const label = trueLabel.value;
  const { divergence, crossEntropy, terms, total } = after ? update.after : update.before;
  const share = (after ? update.steppedPlain : update.plain)[label];
  const line = (/** @type {Update["before"]} */ each) =>
    `L = ${number(alpha, 2)} · ${number(each.crossEntropy, 3)} + ${number(1 - alpha, 2)} · ${short(T * T, 4)} · ${number(each.divergence, 4)} = ${number(each.total, 4)}`;
  const [hard, soft] = [alpha * crossEntropy, (1 - alpha) * T * T * divergence];
  const work = `α · CE + (1 − α) · T² · KL = ${number(hard, 4)} + ${number(soft, 4)} = ${number(total, 4)}`;
  return html`<ul class="figures lines">
    <${Opens}
      said=${t("slow.crossEntropy", { class: className(classes.value[label]), value: number(crossEntropy, 4) })}
      work=${`−ln ${number(share, 4)} = ${number(crossEntropy, 4)}`}
    />
    <${Opens} said=${t("slow.divergence", { value: number(divergence, 4) })} work=${`${sumOf(terms, 4)} = ${number(divergence, 4)}`} />
    ${after && html`<li>${t("slow.before", { line: line(update.before) })}</li>`}
    <${Opens} said=${after ? t("slow.after", { line: line(update.after) }) : line(update.before)} work=${work} />
  </ul>`;
}

/** The last layers of teacher and distilled student for the chosen image, where the networks are at hand.
 * @param {Record<string, ArrayLike<number>>} logits by net */
function useLastLayers(logits) {
  const nets = useNets();
  const [shown, pictures, at] = [record.value, images.value, chosenImage.value];
  return useMemo(() => {
    const [teacher, student] = [TEACHER, DISTILLED].map((key) => {
      const net = nets.find((each) => each.key === key)?.net;
      const weights = shown?.nets[key]?.weights;
      if (!net || !weights || !pictures || !logits[key]) return null;
      const features = net.inside(pictures.pixels(at)).layers.at(-1)?.values ?? [];
      return lastLayer(weights, features, logits[key]);
    });
    return { teacher, student };
  }, [nets, pictures, at, logits[TEACHER], logits[DISTILLED]]);
}

/** @param {{size: number, onChange: (size: number) => void}} props */
function Size({ size, onChange }) {
  return html`<div class="row">
    <label for="slow-size">${t("slow.size")} <i class="symbol">η</i></label>
    <input
      id="slow-size"
      class="small"
      type="number"
      step="any"
      min=${SIZES.min}
      max=${SIZES.max}
      value=${size}
      onInput=${(/** @type {Event} */ event) => {
        const typed = Number(typedIn(event));
        if (typed >= SIZES.min && typed <= SIZES.max) onChange(typed);
      }}
    />
  </div>`;
}

/** The next of the images that pass the filter, the first after the last. */
function another() {
  const places = shownImages.value;
  if (places.length > 0) chosenImage.value = places[(places.indexOf(chosenImage.value) + 1) % places.length];
}

export function SlowMotion() {
  const [place, go] = useState(0);
  const [playing, play] = useState(false);
  const [size, setSize] = useState(1);
  const [teacher, student, shown] = [answerOf(TEACHER), answerOf(DISTILLED), record.value];
  const layers = useLastLayers({
    ...(teacher && { [TEACHER]: teacher.logits }),
    ...(student && { [DISTILLED]: student.logits }),
  });

  useEffect(() => {
    if (!playing) return undefined;
    const timer = setTimeout(() => {
      if (place < STAGES.length - 1) go(place + 1);
      else play(false);
    }, STAY);
    return () => clearTimeout(timer);
  }, [playing, place]);

  if (!shown || !images.value || !teacher || !student) return html`<p class="hint">${t("slow.none")}</p>`;
  const { T, alpha } = shown.spec;
  const given = { teacher: teacher.logits, student: student.logits, label: trueLabel.value, T, alpha, size };
  const update = oneUpdate(given);
  const stages = stagesOf({ ...given, update, classes: classes.value, layers });
  const stage = stages[place];
  const move = (/** @type {number} */ to) => go(Math.min(stages.length - 1, Math.max(0, to)));

  /** @param {KeyboardEvent} event */
  function key(event) {
    const inside = /** @type {HTMLElement} */ (event.target);
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way || inside.matches("input, .scroll")) return;
    event.preventDefault();
    play(false);
    move(place + way);
  }

  /** @param {number} to */
  function jump(to) {
    play(false);
    go(to);
  }

  function start() {
    if (place === stages.length - 1) go(0);
    play(!playing);
  }

  return html`<div class="stepper" role="group" aria-label=${t("panel.slow")} onKeyDown=${key}>
    <div class="row">
      <button id="slow-back" type="button" aria-disabled=${place === 0} onClick=${() => move(place - 1)}>${t("slow.back")}</button>
      <button id="slow-next" type="button" class="primary" aria-disabled=${place === stages.length - 1} onClick=${() => move(place + 1)}>${t("slow.next")}</button>
      <button type="button" onClick=${start}>${t(playing ? "do.pause" : "slow.play")}</button>
      <button type="button" class="plain" onClick=${another}>${t("slow.another")}</button>
      <span class="hint">${t("slow.keys")}</span>
    </div>
    <div class="scene">
      <${Flow} at=${place} given=${{ ...given, update }} onGo=${jump} />
      <div class="told" role="status">
        <h4>${t("slow.stage", { at: number(place + 1), count: number(stages.length), title: t(`slow.${stage.key}`) })}</h4>
        <p>${t(`slow.${stage.key}.about`, { T: short(T, 4), alpha: short(alpha, 3), size: short(size, 3), class: className(classes.value[trueLabel.value]) })}</p>
        <p class="hint">${t("slow.flow.about")}</p>
      </div>
    </div>
    ${stage.key === "step" && html`<${Size} size=${size} onChange=${setSize} />`}
    ${(stage.key === "loss" || stage.key === "step") && html`<${Losses} ...${{ update, T, alpha, after: stage.key === "step" }} />`}
    ${stage.columns.length > 0 && html`<${Numbers} stage=${stage} /><p class="hint">${t("slow.open")}</p>`}
  </div>`;
}
