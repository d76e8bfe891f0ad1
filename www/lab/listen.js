// @ts-check
/** Panel: the chosen example of a spoken dataset, heard again from its picture. */

import { useState } from "preact/hooks";
import { chosenImage, images, shownDataset } from "../state.js";
import { classes, trueLabel } from "../view/chosen.js";
import { html } from "../view/html.js";
import { Thumb } from "../view/thumb.js";
import { className, t } from "../words.js";
import { samples } from "./sound.js";

/** Datasets whose pictures are sounds, or have one at their right. */
const SPOKEN = ["spoken-english", "spoken-mandarin", "image-and-sound"];

/** Whether the shown images can be heard. */
export const hasSound = () => SPOKEN.includes(shownDataset.value?.key ?? "");

/** One for the page: browsers allow few.
 * @type {AudioContext | undefined} */
let context;

/** @param {ArrayLike<number>} pixels
 * @param {number} width */
async function play(pixels, width) {
  context ??= new AudioContext();
  await context.resume();
  const sound = samples(pixels, width, context.sampleRate);
  const buffer = context.createBuffer(1, sound.length, context.sampleRate);
  buffer.copyToChannel(sound, 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  source.start();
}

export function Listen() {
  const [failed, fail] = useState(false);
  const shown = images.value;
  if (!shown) return null;
  const hear = () =>
    play(shown.pixels(chosenImage.value), shown.width).then(
      () => fail(false),
      () => fail(true),
    );
  return html`<div class="scene">
      <div class="subject"><${Thumb} images=${shown} at=${chosenImage.value} /></div>
      <div class="told">
        <div class="row">
          <button id="listen-play" type="button" class="primary" onClick=${hear}>${t("listen.play")}</button>
        </div>
        <p>${t("listen.chosen", { class: className(classes.value[trueLabel.value]) })}</p>
        ${failed && html`<p role="alert">${t("listen.failed")}</p>`}
      </div>
    </div>
    <p class="hint">${t("listen.about")}</p>`;
}
