// @ts-check
/** Fetches and compiles the engine. The page keeps one instance for checking, pictures and charts; workers get the
 * compiled module and make their own. */

import { compile } from "./compile.js";

/** @typedef {typeof import("./engine/retort.js")} Engine */

/** @typedef {import("./protocol.js").EngineKey} EngineKey */

/** A module with the type of a function that takes a v128: valid where there is simd128, which old processors lack too. */
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 123, 0];
const hasSimd = WebAssembly.validate(Uint8Array.from(SIMD));

/** @type {Record<EngineKey, () => URL>} */
const addresses = {
  // The same operations in the same order, so the same bits.
  flex: () =>
    hasSimd
      ? new URL("./engine/retort_bg.wasm", import.meta.url)
      : new URL("./engine-scalar/retort_bg.wasm", import.meta.url),
  ndarray: () => new URL("./engine-ndarray/retort_bg.wasm", import.meta.url),
  webgpu: () => new URL("./engine-webgpu/retort_bg.wasm", import.meta.url),
};

/** @param {EngineKey} key */
async function arrive(key) {
  // Nothing is fetched for an adapter that is not there.
  if (key === "webgpu") await import("./gpu/adapter.js").then(({ needAdapter }) => needAdapter());
  if (key !== "flex" && !(await availableEngines()).includes(key)) throw new Error("gpu.missing.file");
  return compile(addresses[key]()).catch((error) => {
    throw hasSimd ? error : new Error("failure.simd");
  });
}

/** @type {Map<string, Promise<WebAssembly.Module>>} */
const modules = new Map();

/** The compiled module, once an engine. A failed try does not stand in the way of the next.
 * @param {EngineKey} key */
export function engineModule(key) {
  let found = modules.get(key);
  if (!found) {
    found = arrive(key);
    modules.set(key, found);
    found.catch(() => modules.delete(key));
  }
  return found;
}

/** The keys of the engines that this site was built with and this browser can run.
 * @returns {Promise<string[]>} */
export async function availableEngines() {
  if (!hasSimd) return ["flex"];
  const response = await fetch(new URL("./engines.json", import.meta.url));
  return response.ok ? response.json() : ["flex"];
}

/** @returns {Promise<Engine>} */
export async function pageEngine() {
  const [engine, module] = await Promise.all([import("./engine/retort.js"), engineModule("flex")]);
  await engine.default({ module_or_path: module });
  return engine;
}
