// @ts-check
/** Fetches the module that knows the formats of models; everybody waits for the same one. */

import { compile } from "../compile.js";

/** @typedef {typeof import("../portable/retort_portable.js")} Formats */

/** @type {Promise<Formats> | undefined} */
let formats;

/** @returns {Promise<Formats>} */
async function load() {
  const module = await import("../portable/retort_portable.js");
  const compiled = await compile(new URL("../portable/retort_portable_bg.wasm", import.meta.url));
  await module.default({ module_or_path: compiled });
  return module;
}

/** A failed try does not stand in the way of the next. */
export function modelFormats() {
  formats ??= load();
  formats.catch(() => {
    formats = undefined;
  });
  return formats;
}
