// @ts-check
/** What is known of the images that somebody is bringing, and what can be done with them. */

import { batch, computed, signal } from "@preact/signals";
import { openLink } from "../actions.js";
import { keepFiles } from "../dataset_files.js";
import { visit } from "../link.js";
import * as page from "../state.js";
import { t } from "../words.js";
import { nextId, tidy, withPictures } from "./classes.js";
import { linkFor } from "./defaults.js";
import { mostOnLight } from "./edges.js";
import * as hand from "./hand.js";
import { Refusal, refusalOf } from "./refusal.js";
import * as store from "./store.js";

/** @typedef {import("./classes.js").Class} Class */
/** @typedef {import("./hand.js").Made} Made */
/** @typedef {import("../images/retort_images.js").Refused} Refused */

/** The same as the module's own, which the worker brings: a test compares them. */
export const LIMITS = {
  sides: [8, 32],
  classes: [2, 10],
  images: 5_000,
  name: 40,
  thinTrain: 10,
  thinTest: 10,
};
export const SIDES = [8, 12, 16, 20, 24, 28, 32];
export const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5];
/** Prepared images are at most this large: 5,000 of 32x32, and room for headers. */
const LARGEST_FILE = 8 * 2 ** 20;

export const classes = signal(/** @type {Class[]} */ ([]));
export const side = signal(28);
export const invert = signal(false);
export const share = signal(0.2);
/** Whether the browser is asked to keep the images for the next visit. */
export const keeping = signal(false);

/** Small images that are ready, of all that are wanted; null while nothing is going on. */
export const progress = signal(/** @type {{done: number, total: number} | null} */ (null));
export const refused = signal(/** @type {Refused | null} */ (null));
/** What was left out, and why. */
export const notes = signal(/** @type {string[]} */ ([]));
/** What has just been done, for the status line. */
export const said = signal("");
/** The images in use.
 * @type {import("@preact/signals").Signal<Made | null>} */
export const current = signal(null);
/** Keys of the images that this browser keeps. */
export const keptHere = signal(/** @type {string[]} */ ([]));

/** Images of each class as the split will have them. */
export const counts = computed(() =>
  classes.value.map(({ items }) => {
    const count = items.filter(({ pixels }) => pixels).length;
    const test = Math.min(Math.max(1, Math.floor(count * share.value + 0.5)), Math.max(0, count - 1));
    return { train: count - test, test, thin: count - test < LIMITS.thinTrain || test < LIMITS.thinTest };
  }),
);
export const total = computed(() => classes.value.reduce((sum, { items }) => sum + items.length, 0));

/** What stands in the way of using the images: a key of a text, or empty. */
export const obstacle = computed(() => {
  if (progress.value) return "busy";
  if (classes.value.length < LIMITS.classes[0]) return "classes";
  if (counts.value.some(({ train, test }) => train === 0 || test === 0)) return "empty";
  const names = classes.value.map(({ name }) => name);
  if (names.some((name) => name === "")) return "nameless";
  return new Set(names).size < names.length ? "twice" : "";
});

/** Whether the images, as they are now, are dark on light: looked at when all are ready. */
export const onLight = computed(() => {
  if (progress.value) return false;
  const ready = classes.value.flatMap(({ items }) => items.flatMap(({ pixels }) => pixels ?? []));
  return mostOnLight(ready, side.value);
});

/** @param {() => Promise<unknown>} act */
async function attempt(act) {
  refused.value = null;
  try {
    await act();
  } catch (error) {
    const why = refusalOf(error);
    if (why.field !== "stopped") refused.value = why;
    progress.value = null;
  }
}

/** Takes what was chosen or dropped.
 * @param {() => Promise<import("./gather.js").Gathered>} gather */
export function bring(gather) {
  return attempt(async () => {
    said.value = t("own.reading");
    const { pictures, others, prepared } = await gather();
    if (prepared) {
      if (prepared.size > LARGEST_FILE) throw new Refusal("bytes of the file", prepared.size, LARGEST_FILE);
      said.value = "";
      await use(await hand.make({ type: "open", file: prepared }));
      return;
    }
    add(pictures, others);
    await prepare();
  });
}

/** @param {import("./classes.js").Found[]} pictures
 * @param {number} others files that are no pictures */
function add(pictures, others) {
  const limits = {
    most: LIMITS.images,
    mostClasses: LIMITS.classes[1],
    longest: LIMITS.name,
    unnamed: freeName(),
  };
  const { classes: next, leftOut } = withPictures(classes.value, pictures, limits);
  /** @type {string[]} */
  const left = [];
  if (pictures.length === 0) left.push(t("own.none"));
  if (others > 0) left.push(t("own.others", { count: others }));
  if (leftOut.classes.length > 0)
    left.push(
      t("own.tooManyClasses", {
        most: limits.mostClasses,
        names: leftOut.classes.slice(0, 12).join(t("words.comma")),
      }),
    );
  if (leftOut.images > 0) left.push(t("own.tooManyImages", { most: limits.most, count: leftOut.images }));
  batch(() => {
    classes.value = next;
    notes.value = left;
  });
}

/** Pictures from the camera.
 * @param {number} id of the class
 * @param {Blob[]} blobs */
export function addTaken(id, blobs) {
  const free = LIMITS.images - total.value;
  const items = blobs.slice(0, free).map((file) => {
    const number = nextId();
    return { id: number, path: `camera-${String(number).padStart(6, "0")}.png`, place: { file } };
  });
  classes.value = classes.value.map((each) =>
    each.id === id ? { ...each, items: [...each.items, ...items] } : each,
  );
  return attempt(prepare);
}

/** A name for a class that has none. */
function freeName() {
  const names = new Set(classes.value.map(({ name }) => name));
  let at = 1;
  while (names.has(t("own.unnamed", { at }))) at += 1;
  return t("own.unnamed", { at });
}

/** A new class without pictures.
 * @returns {number} its id */
export function addClass() {
  const id = nextId();
  classes.value = [...classes.value, { id, name: freeName(), items: [] }];
  return id;
}

/** Makes small images of all pictures that have none yet. */
async function prepare() {
  const open = classes.value.flatMap(({ items }) => items.filter(({ pixels }) => !pixels));
  const all = open.length;
  if (all === 0) return;
  progress.value = { done: 0, total: all };
  /** @type {string[]} */
  const broken = [];
  const paths = new Map(open.map(({ id, path }) => [id, path]));
  const items = open.map(({ id, place }) => ({ id, place }));
  let arrived = 0;
  await hand.shrink({ type: "shrink", items, side: side.value, invert: invert.value }, ({ done, failed }) => {
    arrived += done.length + failed.length;
    broken.push(...failed.map((id) => paths.get(id) ?? ""));
    const ready = new Map(done.map(({ id, pixels }) => [id, pixels]));
    const bad = new Set(failed);
    batch(() => {
      classes.value = classes.value.map((each) => {
        if (!each.items.some(({ id }) => ready.has(id) || bad.has(id))) return each;
        const kept = each.items.filter(({ id }) => !bad.has(id));
        return {
          ...each,
          items: kept.map((item) => ({ ...item, pixels: ready.get(item.id) ?? item.pixels })),
        };
      });
      progress.value = { done: arrived, total: all };
    });
  });
  batch(() => {
    progress.value = null;
    said.value = t("own.prepared", { count: all - broken.length });
    if (broken.length > 0)
      notes.value = [
        ...notes.value,
        t("own.broken", { count: broken.length, names: broken.slice(0, 5).join(t("words.comma")) }),
      ];
  });
}

/** Stops what is going on; pictures that are not ready are left out. */
export function cancel() {
  hand.stop();
  batch(() => {
    progress.value = null;
    said.value = t("own.cancelled");
    const ready = classes.value.map((each) => ({
      ...each,
      items: each.items.filter(({ pixels }) => pixels),
    }));
    classes.value = ready.filter(({ items }) => items.length > 0);
  });
}

/** Another size, or dark and light swapped: from the pictures again.
 * @param {{side?: number, invert?: boolean}} how */
export function change(how) {
  batch(() => {
    if (how.side) side.value = how.side;
    if (how.invert !== undefined) invert.value = how.invert;
    classes.value = classes.value.map((each) => ({
      ...each,
      items: each.items.map(({ id, path, place }) => ({ id, path, place })),
    }));
  });
  return attempt(prepare);
}

/** @param {number} id
 * @param {string} text */
export function rename(id, text) {
  const name = tidy(text, LIMITS.name);
  classes.value = classes.value.map((each) => (each.id === id ? { ...each, name } : each));
}

/** @param {number} id */
export function removeClass(id) {
  said.value = t("own.classRemoved", { name: classes.value.find((each) => each.id === id)?.name ?? "" });
  classes.value = classes.value.filter((each) => each.id !== id);
}

/** @param {number} id of the class
 * @param {number} item */
export function removeImage(id, item) {
  said.value = t("own.imageRemoved");
  classes.value = classes.value.map((each) =>
    each.id === id ? { ...each, items: each.items.filter((other) => other.id !== item) } : each,
  );
}

/** Divides the images and makes them the page's dataset. */
export function useThese() {
  return attempt(async () => {
    if (obstacle.value) return;
    const all = classes.value.flatMap(({ items }, label) =>
      items.flatMap(({ pixels }) => (pixels ? [{ pixels, label }] : [])),
    );
    const size = side.value * side.value;
    const pixels = new Uint8Array(all.length * size);
    all.forEach((each, at) => void pixels.set(each.pixels, at * size));
    const labels = Uint8Array.from(all, ({ label }) => label);
    const names = classes.value.map(({ name }) => name);
    await use(
      await hand.make({ type: "divide", names, side: side.value, pixels, labels, share: share.value }),
    );
  });
}

/** Gives images to the engine and opens an experiment on them.
 * @param {Made} made */
async function use(made) {
  const { about, content } = made;
  const asked = page.wanted.value;
  if (asked && asked.key !== about.key) throw new Refusal("wanted", about.key, asked.key);
  register(about.key, content);
  batch(() => {
    current.value = made;
    page.wanted.value = null;
    said.value = t("own.used");
  });
  if (asked) asked.open();
  else {
    openLink(linkFor(about));
    visit(page.link.value);
  }
  if (keeping.value) {
    const done = await store.keep({ key: about.key, content, file: made.file, about });
    if (!done) notes.value = [...notes.value, t("own.notKept")];
    await look();
  }
}

/** Makes images known to the page's engine.
 * @param {string} key
 * @param {Uint8Array} content */
function register(key, content) {
  const engine = /** @type {import("../engine.js").Engine} */ (page.engine.value);
  engine.Dataset.open(key, [content]).free();
  keepFiles(key, [content]);
  page.menu.value = engine.menu();
}

/** Looks for the images of a link in this browser, and asks for their file where they are not kept.
 * @param {{key: string, open: () => void}} wanted */
export async function lookFor({ key, open }) {
  const found = await store.kept(key);
  await look();
  if (!found) {
    page.bringing.value = true;
    return;
  }
  try {
    register(key, found.content);
  } catch (error) {
    // What is kept is not what it was: as if it were not there.
    refused.value = refusalOf(error);
    page.bringing.value = true;
    return;
  }
  const { about, file, content } = found;
  batch(() => {
    current.value = { about, file: new Uint8Array(file), content: new Uint8Array(content) };
    page.wanted.value = null;
  });
  open();
}

export async function look() {
  keptHere.value = await store.keptKeys();
}

/** Forgets what this browser keeps; the visit goes on with the images. */
export async function forgetKept() {
  await store.forget();
  await look();
  said.value = t("own.forgotten");
}
