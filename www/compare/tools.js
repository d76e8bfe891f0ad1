// @ts-check
/** What can be done with the outputs beside looking at them: play the temperature, see the difference, hear them. */

import { useEffect, useState } from "preact/hooks";
import { instead } from "../state.js";
import { html, Switch } from "../view/html.js";
import { lazy } from "../view/lazy.js";
import { t } from "../words.js";
import { DifferenceView } from "./difference_view.js";
import { bySteps, play, playing, step, stop } from "./play.js";

const Sound = lazy(async () => (await import("./sound_view.js")).Sound);

function Player() {
  useEffect(() => stop, []);
  const going = playing.value;
  const word = bySteps.value ? "step" : going ? "pause" : "play";
  const act = { step, pause: stop, play }[word];
  return html`<button id="play-T" type="button" aria-describedby="play-T-how" title=${t("play.how")} onClick=${act}>${t(`play.${word}`)}</button>
    <span class="unseen" id="play-T-how">${t(bySteps.value ? "play.steps" : "play.how")}</span>`;
}

export function Tools() {
  const [heard, hear] = useState(false);
  const shown = instead.value ? "difference" : "bars";
  return html`<div class="row">
      <${Switch}
        label=${t("compare.as")}
        value=${shown}
        options=${["bars", "difference"].map((value) => ({ value, label: t(`compare.${value}`) }))}
        onChange=${(/** @type {string} */ value) => {
          instead.value = value === "difference" ? DifferenceView : null;
        }}
      />
      <${Player} />
      <button id="hear" type="button" aria-expanded=${heard} aria-controls="sound" onClick=${() => hear(!heard)}>${t("sound")}</button>
    </div>
    <div id="sound">${heard && html`<${Sound} />`}</div>`;
}
