// @ts-check
/** Whether this browser lends a graphics adapter to the engine that needs one. Imports nothing: whoever fetches engines
 * asks here. */

/** The part of WebGPU that is asked here.
 * @typedef {{requestAdapter: () => Promise<{info?: {vendor: string, architecture: string}} | null>}} Gpu */

/** What stands in the way: no WebGPU, no way for a wasm file to wait for it (JavaScript Promise Integration), or no
 * adapter.
 * @returns {Promise<{name: string} | {missing: "webgpu" | "waiting" | "adapter"}>} */
export async function findAdapter() {
  const { gpu } = /** @type {{gpu?: Gpu}} */ (/** @type {unknown} */ (navigator));
  if (!gpu) return { missing: "webgpu" };
  if (!("Suspending" in WebAssembly)) return { missing: "waiting" };
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (!adapter) return { missing: "adapter" };
  const { vendor = "", architecture = "" } = adapter.info ?? {};
  return { name: [vendor, architecture].filter(Boolean).join(" ") };
}

/** Throws where there is none; the message is a key of the page's words. */
export async function needAdapter() {
  const found = await findAdapter();
  if ("missing" in found) throw new Error(`gpu.missing.${found.missing}`);
}
