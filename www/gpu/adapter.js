// @ts-check
/** Whether this browser lends a graphics adapter to the engine that needs one. */

import { alsoSpeak, t } from "../words.js";

/** Words of everything in this folder. */
export const ready = alsoSpeak({
  en: () => import("../text/gpu_en.js"),
  zh: () => import("../text/gpu_zh.js"),
});

/** The part of WebGPU that is asked here.
 * @typedef {{requestAdapter: () => Promise<{info?: {vendor: string, architecture: string}} | null>}} Gpu */

/** What stands in the way: no WebGPU, no adapter, or no way for a wasm file to wait for one (JavaScript Promise
 * Integration). The last try counts: an adapter may come back.
 * @returns {Promise<{name: string} | {missing: "webgpu" | "adapter" | "waiting"}>} */
export async function findAdapter() {
  const { gpu } = /** @type {{gpu?: Gpu}} */ (/** @type {unknown} */ (navigator));
  if (!gpu) return { missing: "webgpu" };
  if (!("Suspending" in WebAssembly)) return { missing: "waiting" };
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (!adapter) return { missing: "adapter" };
  const { vendor = "", architecture = "" } = adapter.info ?? {};
  return { name: [vendor, architecture].filter(Boolean).join(" ") };
}

/** Throws, in words, where there is none. */
export async function needAdapter() {
  const [found] = await Promise.all([findAdapter(), ready]);
  if ("missing" in found) throw new Error(t(`gpu.missing.${found.missing}`));
}
