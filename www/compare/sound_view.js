// @ts-check
/** The curve and the bars to be heard: which network, how loud, and in words what sounds. */

import { useEffect, useState } from "preact/hooks";
import { inReadingOrder, TEACHER } from "../roles.js";
import { record, viewingTemperature } from "../state.js";
import { answers, classes } from "../view/chosen.js";
import { html, Select, typedIn } from "../view/html.js";
import { netName, shortName } from "../view/names.js";
import { className, list, number, percent, short, t } from "../words.js";
import { barsPiece, curvesPiece, voiceOf } from "./notes.js";
import * as sound from "./sound.js";

const ALL = "all";

/** Which way a voice comes from, in words.
 * @param {string} key */
function place(key) {
  const { pan } = voiceOf(key);
  return t(`sound.${pan < -0.5 ? "left" : pan > 0.5 ? "right" : "middle"}`);
}

/** @param {string[]} keys */
function playBars(keys) {
  const nets = answers.value.filter(({ key }) => keys.includes(key));
  const names = classes.value.map(className);
  sound.play(barsPiece(nets, names), (name) => {
    const at = names.indexOf(name);
    const shares = nets.map(({ key, probabilities }) => `${shortName(key)} ${percent(probabilities[at], 0)}`);
    return t("sound.class", { class: name, values: shares.join(t("words.comma")) });
  });
}

/** @param {string[]} keys */
function playCurves(keys) {
  const shown = record.value;
  if (!shown) return;
  const curves = keys.map((key) => ({
    key,
    points: shown.nets[key].points.map(
      ({ update, accuracy }) => /** @type {[number, number]} */ ([update, accuracy]),
    ),
  }));
  // The teacher made other updates: among students it is one tone that stays.
  const longest = Math.max(
    1,
    ...curves.flatMap(({ key, points }) => (key === TEACHER ? [] : points.map(([update]) => update))),
  );
  const drawn = curves.map(({ key, points }) => {
    const end = points.at(-1);
    if (key !== TEACHER || keys.length === 1 || !end) return { key, points };
    return {
      key,
      points: /** @type {[number, number][]} */ ([
        [0, end[1]],
        [longest, end[1]],
      ]),
    };
  });
  sound.play(curvesPiece(drawn), (update) => {
    const at = Number(update);
    const values = curves.flatMap(({ key, points }) => {
      const point = points.findLast(([each]) => each <= at);
      return point ? `${shortName(key)} ${percent(point[1], 0)}` : [];
    });
    return t("sound.update", { update: number(at), values: values.join(t("words.comma")) });
  });
}

export function Sound() {
  const [wanted, want] = useState(ALL);
  useEffect(() => sound.stop, []);
  const shown = record.value;
  const nets = answers.value.map(({ key }) => key);
  if (!shown || nets.length === 0) return html`<p class="hint">${t("sound.none")}</p>`;
  const known = inReadingOrder(shown.arms).filter((key) => nets.includes(key));
  const keys = known.includes(wanted) ? [wanted] : known;
  const going = sound.sounding.value;
  return html`<div class="sound" role="group" aria-label=${t("sound")}>
    <div class="row">
      <button id="hear-bars" type="button" onClick=${() => playBars(keys)}>${t("sound.bars")}</button>
      <button id="hear-curves" type="button" onClick=${() => playCurves(keys)}>${t("sound.curves")}</button>
      <button id="hear-stop" type="button" aria-disabled=${!going} onClick=${sound.stop}>${t("sound.stop")}</button>
    </div>
    <div class="row">
      <label for="sound-net">${t("sound.net")}</label>
      <${Select}
        id="sound-net"
        value=${known.includes(wanted) ? wanted : ALL}
        options=${[{ value: ALL, label: t("sound.all") }, ...known.map((value) => ({ value, label: netName(value) }))]}
        onChange=${want}
      />
      <label for="sound-volume">${t("sound.volume")}</label>
      <input
        id="sound-volume"
        type="range"
        min="0"
        max="100"
        step="5"
        value=${Math.round(sound.volume.value * 100)}
        style=${{ "--place": sound.volume.value }}
        onInput=${(/** @type {Event} */ event) => sound.setVolume(Number(typedIn(event)) / 100)}
      />
    </div>
    <p class="figures" id="heard">${sound.heard.value || t("sound.silent")}</p>
    ${sound.failed.value && html`<p class="problem" role="status">${t("sound.failed")}</p>`}
    <p class="hint">
      ${t("sound.about", { T: short(viewingTemperature.value, 4) })}${" "}
      ${list(keys.map((key) => t("sound.voice", { net: netName(key), place: place(key), wave: t(`sound.${voiceOf(key).wave}`) })))}${t("sound.end")}
    </p>
  </div>`;
}
