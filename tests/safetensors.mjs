// @ts-check
/** Reads safetensors files, as far as `retort export --answers` writes them: 32-bit floats. */

import { readFileSync } from "node:fs";

/** @param {string} path
 * @returns {Record<string, {shape: number[], values: Float32Array}>} */
export function readTensors(path) {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const { __metadata__, ...tensors } = JSON.parse(bytes.toString("utf8", 8, start));
  const read = ([name, { dtype, shape, data_offsets: place }]) => {
    if (dtype !== "F32") throw new Error(`${path}: ${name} is ${dtype}, not F32`);
    const [from, to] = place.map((/** @type {number} */ offset) => start + offset);
    // A copy: numbers begin anywhere in the file.
    return [name, { shape, values: new Float32Array(Uint8Array.from(bytes.subarray(from, to)).buffer) }];
  };
  return Object.fromEntries(Object.entries(tensors).map(read));
}
