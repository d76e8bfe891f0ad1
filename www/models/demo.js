// @ts-check
/** A student as one page of its own: draw, and see what it says and how long that takes. It runs from a file, without
 * this site. */

import { number, percent, t } from "../words.js";
import { makeForward } from "./forward.js";

/** @typedef {import("../portable/retort_portable.js").Network} Network */

/** What the page is about, in the reader's language.
 * @typedef {Object} Subject
 * @property {string} data key of the dataset
 * @property {string} title
 * @property {string} about one sentence: who taught it what, and how well it does
 * @property {string} origin dataset and licence
 * @property {string[]} classes
 * @property {"box" | "mass"} centre how the images of the dataset were centred
 * @property {string} link of the experiment, with the site's address */

/** Runs inside the demo page, which has nothing but this function and {@link makeForward}.
 * @param {{network: Network, numbers: string, classes: string[], centre: "box" | "mass", words: {times: string}}} data
 * @param {typeof makeForward} make */
function demo(data, make) {
  const [, height, width] = data.network.input;
  const bytes = Uint8Array.from(atob(data.numbers), (letter) => letter.charCodeAt(0));
  const forward = make(data.network, new Float32Array(bytes.buffer));
  const pad = /** @type {HTMLCanvasElement} */ (document.getElementById("pad"));
  const brush = /** @type {CanvasRenderingContext2D} */ (pad.getContext("2d", { willReadFrequently: true }));
  const seen = /** @type {HTMLCanvasElement} */ (document.getElementById("seen"));
  const eye = /** @type {CanvasRenderingContext2D} */ (seen.getContext("2d"));
  const table = /** @type {HTMLElement} */ (document.getElementById("answers"));
  const speed = /** @type {HTMLElement} */ (document.getElementById("speed"));
  [seen.width, seen.height] = [width, height];
  const rows = data.classes.map((name) => {
    const row = table.appendChild(document.createElement("div"));
    row.appendChild(document.createElement("span")).textContent = name;
    const meter = row.appendChild(document.createElement("meter"));
    meter.setAttribute("aria-label", name);
    const share = row.appendChild(document.createElement("output"));
    return { row, meter, share };
  });

  const clear = () => {
    brush.fillStyle = "#000";
    brush.fillRect(0, 0, pad.width, pad.height);
    show(new Float32Array(width * height), false);
  };

  /** What was drawn, scaled and centred like an image of the dataset; null for an empty pad. */
  const image = () => {
    const { data: ink } = brush.getImageData(0, 0, pad.width, pad.height);
    let [left, right, top, bottom, mass, x, y] = [pad.width, -1, pad.height, -1, 0, 0, 0];
    for (let row = 0; row < pad.height; row += 1) {
      for (let column = 0; column < pad.width; column += 1) {
        const grey = ink[4 * (row * pad.width + column)];
        if (grey < 32) continue;
        left = Math.min(left, column);
        right = Math.max(right, column);
        top = Math.min(top, row);
        bottom = Math.max(bottom, row);
        mass += grey;
        x += grey * column;
        y += grey * row;
      }
    }
    if (mass === 0) return null;
    const box = data.centre === "mass" ? (width * 20) / 28 : width;
    const scale = box / Math.max(right - left + 1, bottom - top + 1, pad.width / 4);
    const middle =
      data.centre === "mass" ? [x / mass, y / mass] : [(left + right + 1) / 2, (top + bottom + 1) / 2];
    const pixels = new Float32Array(width * height);
    const fine = 8;
    for (let place = 0; place < pixels.length; place += 1) {
      let sum = 0;
      for (let dot = 0; dot < fine * fine; dot += 1) {
        const across = (place % width) + ((dot % fine) + 0.5) / fine - width / 2;
        const down = Math.floor(place / width) + (Math.floor(dot / fine) + 0.5) / fine - height / 2;
        const column = Math.floor(middle[0] + across / scale);
        const row = Math.floor(middle[1] + down / scale);
        if (column >= 0 && column < pad.width && row >= 0 && row < pad.height)
          sum += ink[4 * (row * pad.width + column)];
      }
      pixels[place] = sum / (255 * fine * fine);
    }
    return pixels;
  };

  /** @param {Float32Array} pixels
   * @param {boolean} drawn */
  const show = (pixels, drawn) => {
    const picture = eye.createImageData(width, height);
    pixels.forEach((value, place) => {
      picture.data.set([value * 255, value * 255, value * 255, 255], 4 * place);
    });
    eye.putImageData(picture, 0, 0);
    const logits = forward(pixels);
    const most = Math.max(...logits);
    const powers = Array.from(logits, (logit) => Math.exp(logit - most));
    const total = powers.reduce((sum, power) => sum + power, 0);
    rows.forEach(({ row, meter, share }, at) => {
      const value = drawn ? powers[at] / total : 0;
      meter.value = value;
      share.textContent = drawn ? `${(value * 100).toFixed(1)} %` : "";
      row.className = drawn && logits[at] === most ? "first" : "";
    });
    if (!drawn) return;
    const start = performance.now();
    let count = 0;
    do {
      forward(pixels);
      count += 1;
    } while (performance.now() - start < 20);
    const each = ((performance.now() - start) * 1000) / count;
    speed.textContent = data.words.times.replace("{time}", String(Number(each.toPrecision(2))));
  };

  const answer = () => {
    const pixels = image();
    if (pixels) show(pixels, true);
  };

  /** @type {[number, number] | null} */
  let last = null;
  /** @param {PointerEvent} event
   * @returns {[number, number]} */
  const place = (event) => {
    const box = pad.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * pad.width) / box.width,
      ((event.clientY - box.top) * pad.height) / box.height,
    ];
  };
  /** @param {[number, number]} from
   * @param {[number, number]} to */
  const line = (from, to) => {
    brush.strokeStyle = "#fff";
    brush.lineWidth = pad.width / 11;
    brush.lineCap = "round";
    brush.beginPath();
    brush.moveTo(...from);
    brush.lineTo(to[0] + 0.01, to[1]);
    brush.stroke();
  };
  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    last = place(event);
    line(last, last);
    answer();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!last) return;
    const here = place(event);
    line(last, here);
    last = here;
    answer();
  });
  pad.addEventListener("pointerup", () => {
    last = null;
  });
  // By keyboard: arrows move a pen that draws while the space bar lets it.
  let pen = /** @type {[number, number]} */ ([pad.width / 2, pad.height / 2]);
  let down = false;
  pad.addEventListener("keydown", (event) => {
    const step = pad.width / 20;
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === " ") down = !down;
    else if (!move) return;
    event.preventDefault();
    const inside = (/** @type {number} */ value) => Math.min(pad.width - 1, Math.max(0, value));
    const next = /** @type {[number, number]} */ (
      move ? [inside(pen[0] + move[0] * step), inside(pen[1] + move[1] * step)] : pen
    );
    if (down) {
      line(pen, next);
      answer();
    }
    pen = next;
    const hand = document.getElementById("hand");
    if (hand) {
      hand.style.left = `${(100 * pen[0]) / pad.width}%`;
      hand.style.top = `${(100 * pen[1]) / pad.height}%`;
      hand.className = down ? "down" : "up";
    }
  });
  document.getElementById("clear")?.addEventListener("click", clear);
  clear();
}

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c1b19, #eceae4); --paper: light-dark(#fbfaf7, #171614); --line: light-dark(#d8d4ca, #3a3833); --own: light-dark(#0b6e69, #5ec8c0); }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
.desk { display: flex; flex-wrap: wrap; gap: 1.5rem; }
.pad { position: relative; width: min(280px, 100%); }
canvas { display: block; image-rendering: pixelated; }
#pad { width: 100%; aspect-ratio: 1; touch-action: none; border: 1px solid var(--line); border-radius: 4px; cursor: crosshair; }
#seen { width: 84px; border: 1px solid var(--line); }
#hand { position: absolute; display: none; width: 10px; height: 10px; margin: -5px; border: 2px solid #e8a33d; border-radius: 50%; pointer-events: none; }
#pad:focus-visible + #hand { display: block; }
#hand.down { background: #e8a33d; }
.row { display: flex; gap: .75rem; align-items: center; margin-top: .75rem; }
#answers { flex: 1 1 14rem; }
#answers div { display: grid; grid-template-columns: minmax(3rem, 8rem) 1fr 4rem; gap: .5rem; align-items: center; padding: .15rem .25rem; }
#answers .first { font-weight: 600; background: color-mix(in srgb, var(--own) 18%, transparent); }
meter { width: 100%; }
output { text-align: end; font-variant-numeric: tabular-nums; }
button { font: inherit; padding: .4rem .9rem; min-height: 44px; border: 1px solid var(--line); border-radius: 4px; background: none; color: inherit; }
:focus-visible { outline: 3px solid var(--own); outline-offset: 2px; }
p { max-width: 40rem; } a { color: var(--own); } footer { margin-top: 1.5rem; border-top: 1px solid var(--line); font-size: .875rem; }
`;

/** Text between tags, or in an attribute.
 * @param {string} text */
const safe = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");

/** @param {Float32Array} numbers */
function base64(numbers) {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  let text = "";
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** The whole page as text.
 * @param {Network} network
 * @param {Float32Array} numbers
 * @param {Subject} subject
 * @returns {string} */
export function demoPage(network, numbers, { title, about, origin, classes, centre, link }) {
  const words = { times: t("demo.times", { time: "{time}" }) };
  const data = { network, numbers: base64(numbers), classes, centre, words };
  // No "<" in a script can end it.
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="${safe(document.documentElement.lang)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<title>${safe(title)}</title>
<style>${STYLE}</style>
<main>
<h1>${safe(title)}</h1>
<p>${safe(about)}</p>
<div class="desk">
<div>
<div class="pad"><canvas id="pad" width="280" height="280" tabindex="0" role="application" aria-label="${safe(t("demo.pad"))}"></canvas><i id="hand"></i></div>
<div class="row"><button type="button" id="clear">${safe(t("draw.clear"))}</button><canvas id="seen" role="img" aria-label="${safe(t("demo.seen"))}"></canvas></div>
</div>
<div id="answers" role="group" aria-label="${safe(t("demo.answers"))}"></div>
</div>
<p id="speed" role="status"></p>
</main>
<footer><p>${safe(origin)}</p><p><a href="${safe(link)}">${safe(t("demo.link"))}</a></p></footer>
<script>
"use strict";
const makeForward = ${makeForward};
const demo = ${demo};
demo(${json}, makeForward);
</script>
</html>
`;
}

/** What the demo says of a network.
 * @param {{accuracy: number, count: number, parameters: number}} result
 * @param {string} net its name
 * @param {string} data the dataset's name */
export function aboutDemo({ accuracy, count, parameters }, net, data) {
  return t("demo.about", {
    net,
    data,
    parameters: number(parameters),
    accuracy: percent(accuracy, 1),
    count: number(count),
  });
}
