// @ts-check
/** Fetches the files of a dataset, with progress. Sizes are checked here, contents by the engine. */

import { fetchData } from "./files.js";

/** @typedef {import("./engine/retort.js").DatasetInfo} DatasetInfo */

/** Files that are here or on their way: whoever asks meanwhile waits for the same download, and hears how far it is.
 * @type {Map<string, {files: Promise<Uint8Array[]>, listeners: Set<(share: number) => void>}>} */
const kept = new Map();

/** Keeps files that were not fetched: a user's own images.
 * @param {string} key
 * @param {Uint8Array[]} files */
export function keepFiles(key, files) {
  kept.set(key, { files: Promise.resolve(files), listeners: new Set() });
}

/** Datasets whose files were not what they should be: a browser's own copy may be as wrong. @type {Set<string>} */
const wrong = new Set();
/** Datasets that came over the network. @type {Set<string>} */
const fetched = new Set();

/** Drops files that the engine has refused, so that the next try fetches them.
 * @param {DatasetInfo} dataset */
export function dropFiles({ key }) {
  // A user's own images are not fetched, and come from nowhere else.
  if (!fetched.delete(key)) return;
  kept.delete(key);
  wrong.add(key);
}

/** @param {DatasetInfo} dataset
 * @param {(share: number) => void} onProgress
 * @returns {Promise<Uint8Array[]>} in the menu's order */
export async function datasetFiles(dataset, onProgress) {
  let found = kept.get(dataset.key);
  if (!found) {
    /** @type {Set<(share: number) => void>} */
    const listeners = new Set();
    found = { files: download(dataset, listeners), listeners };
    kept.set(dataset.key, found);
    fetched.add(dataset.key);
    // The next try begins anew.
    found.files.catch(() => kept.delete(dataset.key));
  }
  found.listeners.add(onProgress);
  try {
    return await found.files;
  } finally {
    found.listeners.delete(onProgress);
  }
}

/** @param {DatasetInfo} dataset
 * @param {Set<(share: number) => void>} listeners */
function download(dataset, listeners) {
  const total = dataset.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let received = 0;
  return Promise.all(
    dataset.files.map((file) =>
      read(file, wrong.has(dataset.key), (count) => {
        received += count;
        for (const listener of listeners) listener(received / total);
      }),
    ),
  );
}

/** @param {DatasetInfo["files"][number]} file
 * @param {boolean} anew past the browser's own copies
 * @param {(count: number) => void} onBytes
 * @returns {Promise<Uint8Array>} */
async function read({ name, bytes }, anew, onBytes) {
  const response = await fetchData(name, { cache: anew ? "reload" : "default" }).catch(({ message }) => {
    throw new Error(`${name}: ${message}`);
  });
  if (!response.ok || !response.body) throw new Error(`${name}: ${response.status}`);
  const file = new Uint8Array(bytes);
  let at = 0;
  const reader = response.body.getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    if (at + chunk.value.length > bytes) {
      await reader.cancel();
      throw new Error(`${name}: > ${bytes} B`);
    }
    file.set(chunk.value, at);
    at += chunk.value.length;
    onBytes(chunk.value.length);
  }
  if (at !== bytes) throw new Error(`${name}: ${at} B ≠ ${bytes} B`);
  return file;
}
