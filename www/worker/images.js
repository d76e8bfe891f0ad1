// @ts-check
/** Opens a dataset in a thread of its own and hands on its test images: unpacking and checking a large one takes longer
 * than the page may stand still. */

import { readTestImages } from "../test_images.js";

/** @typedef {{module: WebAssembly.Module, data: {key: string, files: Uint8Array[]}, link: string}} Task */
/** @typedef {import("../test_images.js").TestImages | {reason: string}} Answer */

addEventListener("message", async (/** @type {MessageEvent<Task>} */ { data: { module, data, link } }) => {
  try {
    const engine = await import("../engine/retort.js");
    await engine.default({ module_or_path: module });
    const found = readTestImages(engine.Dataset, data, link);
    postMessage(found, { transfer: [found.pixels.buffer, found.labels.buffer] });
  } catch (error) {
    postMessage({ reason: error instanceof Error ? error.message : String(error) });
  }
});
