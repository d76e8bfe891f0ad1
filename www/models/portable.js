// @ts-check
/** Fetches the module that knows the formats of models; everybody waits for the same one. */

import { compile } from "../compile.js";

/** @typedef {typeof import("../portable/retort_portable.js")} Formats */

/** @type {Promise<Formats> | undefined} */
let formats;

/** Compiled: workers get it from the page, as they do the engine. */
export const compiledFormats = () => compile(new URL("../portable/retort_portable_bg.wasm", import.meta.url));

/** @param {WebAssembly.Module | Promise<WebAssembly.Module>} compiled
 * @returns {Promise<Formats>} */
async function load(compiled) {
  const module = await import("../portable/retort_portable.js");
  await module.default({ module_or_path: await compiled });
  return module;
}

/** A failed try does not stand in the way of the next.
 * @param {WebAssembly.Module} [compiled] in a worker */
export function modelFormats(compiled) {
  formats ??= load(compiled ?? compiledFormats());
  formats.catch(() => {
    formats = undefined;
  });
  return formats;
}
