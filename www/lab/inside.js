// @ts-check
/** Panel: inside the networks. Filters, activations and attention for the chosen image; classes that look alike; the
 * test images as each network sees them. */

import { computed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { DISTILLED, LABELS, roleOf, TEACHER } from "../roles.js";
import { chosenImage, images, record } from "../state.js";
import { html } from "../view/html.js";
import { netName } from "../view/names.js";
import { Thumb } from "../view/thumb.js";
import { alsoSpeak, number, t } from "../words.js";
import { ClassTable } from "./inside_classes.js";
import { MapGrid } from "./inside_maps.js";
import { Plane } from "./inside_plane.js";
import { useNets } from "./nets.js";

/** @typedef {import("../engine/retort.js").Maps} Maps */
/** @typedef {import("../engine/retort.js").TrainedNet} TrainedNet */

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

/** @param {{name: string, net: TrainedNet, pixels: Uint8Array}} props */
function Column({ name, net, pixels }) {
  const found = useMemo(() => net.inside(pixels), [net, pixels]);
  const { filters, layers, attention } = found;
  const title = netName(name);
  return html`<div class="column">
    <h5 class=${`role-${roleOf(name)}`}>${title}</h5>
    ${
      filters &&
      html`<p class="hint">${t("inside.filters", { count: number(filters.values.length / (filters.width * filters.height)) })}</p>
        <${MapGrid} file=${`retort-${name}-filters`} maps=${filters} signed label=${t("inside.filters.label", { net: title })} />`
    }
    ${layers.map(
      (
        /** @type {Maps} */ maps,
        /** @type {number} */ at,
      ) => html`<p class="hint" key=${`p${at}`}>${t("inside.layer", { at: number(at + 1), count: number(maps.height === 1 ? maps.width : maps.values.length / (maps.width * maps.height)) })}</p>
        <${MapGrid} key=${at} file=${`retort-${name}-layer-${at + 1}`} maps=${maps} label=${t("inside.layer.label", { net: title, at: number(at + 1) })} />`,
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

export function Inside() {
  const nets = useNets();
  const pictures = images.value;
  const keys = answering.value.split(" ").filter(Boolean);
  if (!pictures) return null;
  const at = Math.min(chosenImage.value, pictures.count - 1);
  const pixels = pictures.pixels(at);
  const wanted = threeOf(nets.map(({ key }) => key));
  const columns = wanted.flatMap((key) => nets.filter((each) => each.key === key));
  return html`
    <h4>${t("inside.image")}</h4>
    ${nets.length === 0 && html`<p class="hint">${t("inside.run")}</p>`}
    ${
      nets.length > 0 &&
      html`<div class="row">
        <div class="subject"><${Thumb} images=${pictures} at=${at} /></div>
        <p class="hint">${t("inside.about")}</p>
      </div>
      <div class="inside-columns">
        ${columns.map(({ key, net }) => html`<${Column} key=${key} name=${key} net=${net} pixels=${pixels} />`)}
      </div>`
    }
    <h4>${t("inside.classes")}</h4>
    <p class="hint">${t("inside.classes.about")}</p>
    <div class="class-tables">${keys.map((key) => html`<${ClassTable} key=${key} net=${key} />`)}</div>
    <h4>${t("inside.plane")}</h4>
    <div class="inside-columns wide">
      ${keys.map((key) => html`<${Plane} key=${key} net=${key} />`)}
    </div>
  `;
}
