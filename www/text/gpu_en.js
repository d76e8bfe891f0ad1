// @ts-check
/** Words of the engine that computes on a graphics adapter. */

/** @type {Record<string, string>} */
export const words = {
  "gpu.label": "Not reproducible bit for bit.",
  "gpu.about":
    "A graphics adapter adds numbers in an order of its own, so two devices agree to rounding only. Such a run has no fingerprint and proves nothing. Networks as small as these train faster on the processor; the adapter pays off with large batches and wide networks.",
  "gpu.adapter": "Adapter: {name}.",
  "gpu.unnamed": "not named by the browser",
  "gpu.missing.webgpu": "This browser has no WebGPU here. Choose the engine burn-flex: it runs everywhere.",
  "gpu.missing.adapter":
    "This browser gives no graphics adapter. Choose the engine burn-flex: it runs everywhere.",
  "gpu.missing.waiting":
    "In this browser WebAssembly cannot wait for a graphics adapter (JavaScript Promise Integration). Choose the engine burn-flex: it runs everywhere.",
  "gpu.back": "Use burn-flex",
  "gpu.fingerprint":
    "None: computed on a graphics adapter, so not reproducible bit for bit. Another device gives nearly the same numbers.",
};
