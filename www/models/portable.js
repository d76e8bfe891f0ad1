// @ts-check
/** Fetches the module that knows the formats of models; everybody waits for the same one. */

/** @typedef {typeof import("../portable/retort_portable.js")} Formats */

/** @type {Promise<Formats> | undefined} */
let formats;

/** @returns {Promise<Formats>} */
async function load() {
  const module = await import("../portable/retort_portable.js");
  const response = await fetch(new URL("../portable/retort_portable_bg.wasm", import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  await module.default({ module_or_path: await WebAssembly.compile(await response.arrayBuffer()) });
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
