// @ts-check
/** One number of a first-layer map, worked out: the window on the image, the filter, the sum. The number is pointed at,
 * pressed, or reached with the arrow keys. */

import { useMemo, useState } from "preact/hooks";
import { html, Select, Switch } from "../view/html.js";
import { netName } from "../view/names.js";
import { number, t } from "../words.js";
import { windowAt } from "./first_layer.js";
import { Cells } from "./inside_cells.js";
import { WrittenSum } from "./inside_sum.js";
import { signed } from "./written.js";

/** @typedef {import("./first_layer.js").Place} Place */
/** @typedef {import("../engine/retort.js").Maps} Maps */

/** A network whose first layer is a convolution, with what it reads and gives for the chosen image.
 * @typedef {{key: string, layer: import("./first_layer.js").Convolution, picture: import("./first_layer.js").Picture,
 *   maps: Maps}} Opened */

/** The one map that answers pointer and keys; small maps elsewhere lead to it. */
export const MAP = "one-map";

/** @type {Record<string, [number, number]>} rows and columns */
const STEPS = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
};

/** @param {{maps: Maps, place: Place, onPoint: (place: Place | null) => void, onPick: (place: Place) => void,
 *   label: string, most: number}} props */
function PickedMap({ maps, place, onPoint, onPick, label, most }) {
  const { width, height } = maps;
  const size = width * height;
  const values = useMemo(
    () => maps.values.slice(place.channel * size, (place.channel + 1) * size),
    [maps, place.channel],
  );
  const clamp = (/** @type {number} */ at, /** @type {number} */ length) =>
    Math.min(length - 1, Math.max(0, at));

  /** @param {MouseEvent} event */
  function under(event) {
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    const row = clamp(Math.floor(((event.clientY - box.top) / box.height) * height), height);
    const column = clamp(Math.floor(((event.clientX - box.left) / box.width) * width), width);
    return { channel: place.channel, row, column };
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    onPick({
      channel: place.channel,
      row: clamp(place.row + step[0], height),
      column: clamp(place.column + step[1], width),
    });
  }

  return html`<div
    id=${MAP}
    class="picks"
    role="application"
    tabindex="0"
    aria-label=${label}
    aria-describedby="one-about"
    onPointerMove=${(/** @type {PointerEvent} */ event) => event.pointerType === "mouse" && onPoint(under(event))}
    onPointerLeave=${() => onPoint(null)}
    onClick=${(/** @type {MouseEvent} */ event) => onPick(under(event))}
    onKeyDown=${key}
  >
    <${Cells}
      ...${{ width, height, values, most }}
      frame=${{ left: place.column, top: place.row, side: 1 }}
    />
  </div>`;
}

/** @param {{all: Opened[], shown: Opened, picked: Place, onNet: (key: string) => void, onPick: (place: Place) => void}} props */
export function OneNumber({ all, shown, picked, onNet, onPick }) {
  const [pointed, point] = useState(/** @type {Place | null} */ (null));
  const { layer, picture, maps } = shown;
  const { kernel, stride, padding, channels } = layer;
  const place = pointed ?? picked;
  const worked = windowAt(layer, picture, place);
  const most = useMemo(() => maps.values.reduce((largest, value) => Math.max(largest, value), 1e-9), [maps]);
  const says = {
    row: number(place.row + 1),
    column: number(place.column + 1),
    channel: number(place.channel + 1),
    value: signed(worked.value, 4),
  };
  const window = { kernel: number(kernel), stride: number(stride), padding: number(padding) };
  const pick = (/** @type {Place} */ to) => {
    point(null);
    onPick(to);
  };
  return html`<section class="one" aria-labelledby="one-title">
    <h4 id="one-title">${t("inside.one")}</h4>
    <p class="hint" id="one-about">${t("inside.one.about")}</p>
    <div class="row">
      <${Switch}
        label=${t("inside.one.net")}
        value=${shown.key}
        options=${all.map(({ key }) => ({ value: key, label: netName(key) }))}
        onChange=${(/** @type {string} */ key) => {
          point(null);
          onNet(key);
        }}
      />
      <div class="few">
        <label for="one-channel">${t("inside.one.map")}</label>
        <${Select}
          id="one-channel"
          value=${String(place.channel)}
          options=${Array.from({ length: channels }, (_, at) => ({ value: String(at), label: number(at + 1) }))}
          onChange=${(/** @type {string} */ channel) => pick({ ...picked, channel: Number(channel) })}
        />
      </div>
    </div>
    <div class="pictures">
      <figure>
        <figcaption>${t("inside.one.image")}</figcaption>
        <${Cells}
          width=${picture.width}
          height=${picture.height}
          values=${picture.values}
          most=${1}
          margin=${padding}
          frame=${{ left: worked.left + padding, top: worked.top + padding, side: kernel }}
        />
      </figure>
      <figure>
        <figcaption>${t("inside.one.map.of", { channel: says.channel })}</figcaption>
        <${PickedMap}
          ...${{ maps, place, most }}
          label=${t("inside.one.label", { net: netName(shown.key), channel: says.channel })}
          onPoint=${point}
          onPick=${pick}
        />
      </figure>
    </div>
    <${WrittenSum}
      ...${{ layer, worked, channel: place.channel }}
      said=${t(worked.before > 0 ? "inside.one.on" : "inside.one.off", says)}
    />
    <p class="hint">${t(padding > 0 ? "inside.one.margin" : "inside.one.window", window)}</p>
  </section>`;
}
