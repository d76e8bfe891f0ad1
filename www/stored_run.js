// @ts-check
/** The stored run: a real, finished run of the default preset, so that the page is of use before the engine is. */

import { newNet } from "./run_record.js";

/** @typedef {import("./run_record.js").RunRecord} RunRecord */
/** @typedef {import("./run_record.js").Net} Net */
/** @typedef {import("./run_record.js").Point} Point */
/** @typedef {import("./run_record.js").Final} Final */
/** @typedef {import("./engine/retort.js").Menu} Menu */

/** `final.looks` are the looks of the run at this net, as in a link: the points have no hashes.
 * `logits` has one row an image of `StoredRun.images`, one number a class, rounded to 3 decimals.
 * @typedef {{evaluations: Point[], final: Final, logits: number[][]}} StoredNet */

/** The file stored/run.json. `pixels` is base64 of width x height grey bytes; `index` is the place in the test set.
 * @typedef {Object} StoredRun
 * @property {string} link of the default preset: ""
 * @property {{key: string, version: number}} engine
 * @property {StoredNet} teacher
 * @property {Record<string, StoredNet>} arms by method key, in the engine's order
 * @property {{index: number, label: number, pixels: string}[]} images */

/** @param {string} text base64
 * @returns {Uint8Array} */
function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** @param {string} key
 * @param {StoredNet} stored
 * @returns {Net} */
function net(key, { evaluations, final, logits }) {
  return {
    ...newNet(key),
    points: evaluations,
    final,
    logits: Float32Array.from(logits.flat()),
    milliseconds: final.milliseconds,
  };
}

/** @param {StoredRun} stored
 * @param {Menu} menu
 * @returns {RunRecord} */
export function recordOf({ link, engine, teacher, arms, images }, menu) {
  const preset = menu.presets.find((each) => each.link === link) ?? menu.presets[0];
  const dataset = menu.datasets.find(({ key }) => key === preset.spec.data) ?? menu.datasets[0];
  const nets = Object.fromEntries(Object.entries(arms).map(([key, arm]) => [key, net(key, arm)]));
  return {
    source: "stored",
    run: 0,
    state: "finished",
    link,
    spec: preset.spec,
    engine,
    arms: Object.keys(arms),
    nets: { teacher: net("teacher", teacher), ...nets },
    images: {
      count: images.length,
      width: dataset.width,
      height: dataset.height,
      pixels: (at) => bytes(images[at].pixels),
      label: (at) => images[at].label,
      index: (at) => images[at].index,
    },
  };
}

/** @param {URL} url
 * @returns {Promise<unknown>} */
async function json(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  return response.json();
}

/** The menu and the stored run, both made by the engine when the page was built. */
export async function loadStored() {
  const [menu, stored] = await Promise.all([
    json(new URL("./stored/menu.json", import.meta.url)),
    json(new URL("./stored/run.json", import.meta.url)),
  ]);
  return { menu: /** @type {Menu} */ (menu), stored: /** @type {StoredRun} */ (stored) };
}
