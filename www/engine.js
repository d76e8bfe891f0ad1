// @ts-check
/** Fetches and compiles the engine. The page keeps one instance for checking, pictures and charts; workers get the
 * compiled module and make their own. */

/** @typedef {typeof import("./engine/retort.js")} Engine */

/** @param {"flex" | "ndarray"} key
 * @returns {URL} */
function address(key) {
  return key === "ndarray"
    ? new URL("./engine-ndarray/retort_bg.wasm", import.meta.url)
    : new URL("./engine/retort_bg.wasm", import.meta.url);
}

/** @param {URL} url */
async function compile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  // Some hosts serve .wasm as another type, which streaming refuses.
  const typed = response.headers.get("content-type")?.startsWith("application/wasm");
  return typed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** @type {Map<string, Promise<WebAssembly.Module>>} */
const modules = new Map();

/** The compiled module, once an engine. A failed try does not stand in the way of the next.
 * @param {"flex" | "ndarray"} key */
export function engineModule(key) {
  let found = modules.get(key);
  if (!found) {
    found = compile(address(key));
    modules.set(key, found);
    found.catch(() => modules.delete(key));
  }
  return found;
}

/** The keys of the engines that this site was built with.
 * @returns {Promise<string[]>} */
export async function availableEngines() {
  const response = await fetch(new URL("./engines.json", import.meta.url));
  return response.ok ? response.json() : ["flex"];
}

/** @returns {Promise<Engine>} */
export async function pageEngine() {
  const [engine, module] = await Promise.all([import("./engine/retort.js"), engineModule("flex")]);
  await engine.default({ module_or_path: module });
  return engine;
}
