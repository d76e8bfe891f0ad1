// @ts-check
/** Files that were chosen or dropped, as pictures: folders are walked through, archives looked into. */

import { isPicture } from "./classes.js";
import { Refusal } from "./refusal.js";
import { entries } from "./zip.js";

/** @typedef {import("./classes.js").Found} Found */
/** What somebody brought: pictures, or the one file of prepared images.
 * @typedef {{pictures: Found[], others: number, prepared: Blob | null}} Gathered */

/** Files of a folder, and depth of folders in folders. */
const MOST_FILES = 50_000;
const DEEPEST = 12;

/** @param {File} file
 * @param {string} path
 * @param {Gathered} into */
async function take(file, path, into) {
  if (/\.(zip|npz)$/i.test(path)) {
    const inside = await entries(file);
    // NumPy's archives hold arrays: those are prepared images.
    if (inside.some(({ name }) => name.endsWith(".npy"))) {
      into.prepared = file;
      return;
    }
    for (const entry of inside) {
      if (isPicture(entry.name)) into.pictures.push({ path: entry.name, place: { file, entry } });
      else into.others += 1;
    }
  } else if (isPicture(path, file.type)) into.pictures.push({ path, place: { file } });
  else into.others += 1;
}

/** @returns {Gathered} */
const nothing = () => ({ pictures: [], others: 0, prepared: null });

/** @param {Iterable<File>} files of an input
 * @returns {Promise<Gathered>} */
export async function fromFiles(files) {
  const into = nothing();
  let count = 0;
  for (const file of files) {
    count += 1;
    if (count > MOST_FILES) throw new Refusal("files", count, MOST_FILES);
    await take(file, file.webkitRelativePath || file.name, into);
  }
  return into;
}

/** @param {(FileSystemEntry | File | null)[]} dropped
 * @returns {Promise<Gathered>} */
export async function fromDrop(dropped) {
  const into = nothing();
  let count = 0;
  /** @param {FileSystemEntry} entry
   * @param {string} path
   * @param {number} depth */
  async function walk(entry, path, depth) {
    count += 1;
    if (count > MOST_FILES) throw new Refusal("files", count, MOST_FILES);
    if (depth > DEEPEST) throw new Refusal("depth", depth, DEEPEST);
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) =>
        /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject),
      );
      await take(file, path, into);
      return;
    }
    const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
    for (;;) {
      /** @type {FileSystemEntry[]} */
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (some.length === 0) return;
      for (const each of some) await walk(each, `${path}/${each.name}`, depth + 1);
    }
  }
  for (const each of dropped) {
    if (each instanceof File) await take(each, each.name, into);
    else if (each) await walk(each, each.name, 0);
  }
  return into;
}
