// @ts-check
/** Fetches the files of a dataset, with progress. Sizes are checked here, contents by the engine. */

import { fetchData } from "./files.js";

/** @typedef {import("./engine/retort.js").DatasetInfo} DatasetInfo */

/** @type {Map<string, Uint8Array[]>} */
const kept = new Map();

/** Keeps files that were not fetched: a user's own images.
 * @param {string} key
 * @param {Uint8Array[]} files */
export function keepFiles(key, files) {
  kept.set(key, files);
}

/** @param {DatasetInfo} dataset
 * @param {(share: number) => void} onProgress
 * @returns {Promise<Uint8Array[]>} in the menu's order */
export async function datasetFiles(dataset, onProgress) {
  const found = kept.get(dataset.key);
  if (found) return found;
  const total = dataset.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let received = 0;
  const files = await Promise.all(
    dataset.files.map((file) =>
      read(file, (count) => {
        received += count;
        onProgress(received / total);
      }),
    ),
  );
  kept.set(dataset.key, files);
  return files;
}

/** @param {DatasetInfo["files"][number]} file
 * @param {(count: number) => void} onBytes
 * @returns {Promise<Uint8Array>} */
async function read({ name, bytes }, onBytes) {
  const response = await fetchData(name);
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
