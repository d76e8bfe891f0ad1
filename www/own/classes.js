// @ts-check
/** Sorts pictures into classes by the folders that they stand in. Knows no page. */

/** Where a picture is: a file, or a place in an archive.
 * @typedef {{file: Blob, entry?: import("./zip.js").Entry}} Place */
/** @typedef {{path: string, place: Place}} Found */
/** @typedef {{id: number, path: string, place: Place, pixels?: Uint8Array}} Item */
/** @typedef {{id: number, name: string, items: Item[]}} Class */

const PICTURE = /\.(png|jpe?g|webp)$/i;
/** Kinds of files that a name may have where the browser knows no name. */
const TYPES = ["image/png", "image/jpeg", "image/webp"];

/** Whether a path names a picture that somebody wants: systems leave hidden files behind.
 * @param {string} path
 * @param {string} [type] */
export function isPicture(path, type = "") {
  const hidden = path.split("/").some((step) => step.startsWith(".") || step === "__MACOSX");
  return !hidden && (PICTURE.test(path) || TYPES.includes(type));
}

/** Control characters, and those that turn the direction of what follows: the engine refuses them. */
const INVISIBLE = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A name that a class may have.
 * @param {string} text
 * @param {number} longest */
export function tidy(text, longest) {
  return [...text.replace(INVISIBLE, "").trim()].slice(0, longest).join("").trim();
}

/** The folder that a picture stands in; empty where there is none.
 * @param {string} path */
const folderOf = (path) => path.split("/").at(-2) ?? "";

/** Code units, so that the order is the same in every language.
 * @param {string} a
 * @param {string} b */
const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

let last = 0;
export function nextId() {
  last += 1;
  return last;
}

/** Adds pictures to classes. More than the limits allow is left out, evenly over the classes, and counted.
 * @param {Class[]} before
 * @param {Found[]} found
 * @param {{most: number, mostClasses: number, longest: number, unnamed: string}} limits `unnamed`: for pictures in no folder
 * @returns {{classes: Class[], leftOut: {classes: string[], images: number}}} */
export function withPictures(before, found, { most, mostClasses, longest, unnamed }) {
  const classes = before.map((each) => ({ ...each, items: [...each.items] }));
  const sorted = found.toSorted((a, b) => order(a.path, b.path));
  /** @type {Map<string, Found[]>} */
  const byName = new Map();
  for (const each of sorted) {
    const name = tidy(folderOf(each.path), longest) || unnamed;
    byName.set(name, [...(byName.get(name) ?? []), each]);
  }
  /** @type {string[]} */
  const refused = [];
  let images = 0;
  const free = most - classes.reduce((sum, { items }) => sum + items.length, 0);
  const names = [...byName.keys()].toSorted(order);
  const kept = names.filter((name) => {
    if (classes.some((each) => each.name === name)) return true;
    if (classes.length >= mostClasses) {
      refused.push(name);
      return false;
    }
    classes.push({ id: nextId(), name, items: [] });
    return true;
  });
  const share = shares(
    kept.map((name) => byName.get(name)?.length ?? 0),
    Math.max(0, free),
  );
  kept.forEach((name, at) => {
    const mine = byName.get(name) ?? [];
    const into = classes.find((each) => each.name === name);
    into?.items.push(...mine.slice(0, share[at]).map((each) => ({ id: nextId(), ...each })));
    images += mine.length - share[at];
  });
  return { classes, leftOut: { classes: refused, images } };
}

/** How many each may bring when all together may bring `free`: whoever brings little brings all of it.
 * @param {number[]} counts
 * @param {number} free */
export function shares(counts, free) {
  const given = counts.map(() => 0);
  let left = free;
  const places = counts.map((_, at) => at).toSorted((a, b) => counts[a] - counts[b]);
  places.forEach((at, index) => {
    given[at] = Math.min(counts[at], Math.floor(left / (places.length - index)));
    left -= given[at];
  });
  return given;
}
