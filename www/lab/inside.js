// @ts-check
/** Panel: inside the networks. Filters, activations and attention for the chosen image; classes that look alike; the
 * test images as each network sees them. */

import { computed } from "@preact/signals";
import { useMemo, useState } from "preact/hooks";
import { DISTILLED, LABELS, roleOf, TEACHER } from "../roles.js";
import { chosenImage, images, record } from "../state.js";
import { html } from "../view/html.js";
import { netName } from "../view/names.js";
import { Thumb } from "../view/thumb.js";
import { alsoSpeak, number, t } from "../words.js";
import { firstLayer, mapsOf, seen, strongest } from "./first_layer.js";
import { ClassTable } from "./inside_classes.js";
import { MapGrid } from "./inside_maps.js";
import { MAP, OneNumber } from "./inside_one.js";
import { Plane } from "./inside_plane.js";
import { useNets } from "./nets.js";

/** @typedef {import("../engine/retort.js").Maps} Maps */
/** @typedef {import("../engine/retort.js").TrainedNet} TrainedNet */
/** @typedef {import("./first_layer.js").Place} Place */
/** @typedef {import("./first_layer.js").Whole} Whole */
/** @typedef {import("./inside_one.js").Opened} Opened */

/** The words of this panel, fetched with it. */
export const ready = alsoSpeak("inside");

/** Teacher, distilled student and the one with labels only, or whoever else there is: three in a row are enough.
 * @param {string[]} keys */
function threeOf(keys) {
  const first = [TEACHER, DISTILLED, LABELS].filter((key) => keys.includes(key));
  return [...first, ...keys.filter((key) => !first.includes(key))].slice(0, 3);
}

/** Those that answer, as a text: what they answer does not concern the panel, only its parts. The parts stay while a new run
 * begins: a table has a hundred buttons, and making them again takes longer than filling them. */
const answering = computed(() => threeOf(Object.keys(record.value?.nets ?? {})).join(" "));

/** What a network shows of the chosen image. `first` is its first convolution, worked out; `before`, that the engine's
 * maps begin after a block of layers, so that those of the first layer stand before them.
 * @typedef {{key: string, inside: import("../engine/retort.js").Inside, first: Opened | null, before: boolean,
 *   whole: Whole | null}} Look */

/** What the networks show; their first layers are asked for once, not with every image.
 * @param {import("./nets.js").Built[]} nets */
function useLooks(nets) {
  const [pictures, at, shown] = [images.value, chosenImage.value, record.value];
  const layers = useMemo(() => {
    const of = (/** @type {import("./nets.js").Built} */ { key, net }) =>
      firstLayer(net.network(), shown?.nets[key]?.weights ?? new Float32Array());
    return new Map(nets.map((each) => [each.key, of(each)]));
  }, [nets]);
  return useMemo(() => {
    if (!pictures) return [];
    const pixels = pictures.pixels(Math.min(at, pictures.count - 1));
    return nets.map(({ key, net }) => {
      const inside = net.inside(pixels);
      const layer = layers.get(key) ?? null;
      if (layer?.kind !== "convolution")
        return /** @type {Look} */ ({ key, inside, first: null, before: false, whole: layer });
      const { width, height } = pictures;
      // Only images of two parts have halves that a network may not see.
      const view =
        shown?.spec.data === "image-and-sound" ? shown.spec[key === TEACHER ? "tview" : "view"] : "";
      const picture = seen({ width, height, pixels }, view, layer.grid);
      const before = layer.norm !== null;
      const maps = before ? mapsOf(layer, picture) : inside.layers[0];
      return /** @type {Look} */ ({ key, inside, first: { key, layer, picture, maps }, before, whole: null });
    });
  }, [nets, layers, pictures, at]);
}

/** @param {{look: Look, picked: Place | null, onPick: (place: Place) => void}} props `picked` in the maps of the first layer */
function Column({ look, picked, onPick }) {
  const { key: name, inside, first, before, whole } = look;
  const { filters, layers, attention } = inside;
  const title = netName(name);
  return html`<div class="column">
    <h5 class=${`role-${roleOf(name)}`}>${title}</h5>
    ${
      filters &&
      html`<p class="hint">${t("inside.filters", { count: number(filters.values.length / (filters.width * filters.height)) })}</p>
        <${MapGrid} file=${`retort-${name}-filters`} maps=${filters} signed label=${t("inside.filters.label", { net: title })} />`
    }
    ${whole && html`<p class="hint">${t(`inside.${whole.kind}`, { side: number(whole.side), count: number(whole.count) })}</p>`}
    ${
      before &&
      first &&
      html`<p class="hint">${t("inside.first", { count: number(first.layer.channels) })}</p>
        <${MapGrid} file=${`retort-${name}-first`} maps=${first.maps} label=${t("inside.first.label", { net: title })} ...${{ picked, onPick }} />`
    }
    ${layers.map(
      (
        /** @type {Maps} */ maps,
        /** @type {number} */ at,
      ) => html`<p class="hint" key=${`p${at}`}>${t("inside.layer", { at: number(at + 1), count: number(maps.height === 1 ? maps.width : maps.values.length / (maps.width * maps.height)) })}</p>
        <${MapGrid} key=${at} file=${`retort-${name}-layer-${at + 1}`} maps=${maps} label=${t("inside.layer.label", { net: title, at: number(at + 1) })} ...${first && !before && at === 0 ? { picked, onPick } : {}} />`,
    )}
    ${attention.map(
      (
        /** @type {Maps} */ maps,
        /** @type {number} */ at,
      ) => html`<p class="hint" key=${`a${at}`}>${t("inside.attention", { at: number(at + 1), count: number(maps.values.length / (maps.width * maps.height)) })}</p>
        <${MapGrid} key=${`m${at}`} file=${`retort-${name}-attention-${at + 1}`} maps=${maps} label=${t("inside.attention.label", { net: title, at: number(at + 1) })} />`,
    )}
  </div>`;
}

/** Within the maps that there are now: another run may have smaller ones.
 * @param {Place} place
 * @param {Opened} opened */
function held({ channel, row, column }, { layer, maps }) {
  return {
    channel: Math.min(channel, layer.channels - 1),
    row: Math.min(row, maps.height - 1),
    column: Math.min(column, maps.width - 1),
  };
}

/** The chosen image in the networks that have finished, and one of their numbers in full. */
function OnItsWay() {
  const all = useNets();
  const wanted = threeOf(all.map(({ key }) => key)).join(" ");
  const nets = useMemo(
    () => wanted.split(" ").flatMap((key) => all.filter((each) => each.key === key)),
    [all, wanted],
  );
  const looks = useLooks(nets);
  const [picked, pick] = useState(
    /** @type {{net: string, place: Place | null}} */ ({ net: "", place: null }),
  );
  const pictures = images.value;
  if (!pictures) return null;
  if (looks.length === 0) return html`<p class="hint">${t("inside.run")}</p>`;
  const opened = looks.flatMap(({ first }) => first ?? []);
  const shown = opened.find(({ key }) => key === picked.net) ?? opened[0];
  const place = shown && (picked.place ? held(picked.place, shown) : strongest(shown.maps));
  return html`<div class="row">
      <div class="subject"><${Thumb} images=${pictures} at=${Math.min(chosenImage.value, pictures.count - 1)} /></div>
      <p class="hint">${t("inside.about")}</p>
    </div>
    ${
      shown &&
      html`<${OneNumber}
        ...${{ all: opened, shown, picked: place }}
        onNet=${(/** @type {string} */ net) => pick({ net, place: null })}
        onPick=${(/** @type {Place} */ to) => pick({ net: shown.key, place: to })}
      />`
    }
    <div class="inside-columns">
      ${looks.map(
        (look) => html`<${Column}
          key=${look.key}
          look=${look}
          picked=${look.key === shown?.key ? place : null}
          onPick=${(/** @type {Place} */ to) => {
            pick({ net: look.key, place: to });
            document.getElementById(MAP)?.focus();
          }}
        />`,
      )}
    </div>`;
}

export function Inside() {
  const keys = answering.value.split(" ").filter(Boolean);
  if (!images.value) return null;
  return html`
    <h4>${t("inside.image")}</h4>
    <${OnItsWay} />
    <h4>${t("inside.classes")}</h4>
    <p class="hint">${t("inside.classes.about")}</p>
    <div class="class-tables">${keys.map((key) => html`<${ClassTable} key=${key} net=${key} />`)}</div>
    <h4>${t("inside.plane")}</h4>
    <div class="inside-columns wide">
      ${keys.map((key) => html`<${Plane} key=${key} net=${key} />`)}
    </div>
  `;
}
