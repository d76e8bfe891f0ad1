// @ts-check
/** Words of the engine that computes on a graphics adapter. */

/** @type {Record<string, string>} */
export const words = {
  "gpu.label": "Not reproducible bit for bit.",
  "gpu.about":
    "A graphics adapter adds numbers in an order of its own, so two devices agree to rounding only. Such a run has no fingerprint and proves nothing. Networks as small as these train faster on the processor; the adapter pays off with large batches and wide networks.",
  "gpu.adapter": "Adapter: {name}.",
  "gpu.unnamed": "not named by the browser",
  "gpu.back": "Use burn-flex",
};
