// @ts-check
/** The test images of a dataset as plain numbers, copied out once: nothing of the engine's memory is kept for pictures. */

/** `pixels` and `labels` of all images, one after the other.
 * @typedef {{count: number, width: number, height: number, pixels: Uint8Array<ArrayBuffer>,
 *   labels: Uint8Array<ArrayBuffer>}} TestImages */

/** @param {typeof import("./engine/retort.js").Dataset} Dataset
 * @param {{key: string, files: Uint8Array[]}} data
 * @param {string} link whose students see the images
 * @returns {TestImages} */
export function readTestImages(Dataset, { key, files }, link) {
  const original = Dataset.open(key, files);
  const dataset = original.seen(link);
  original.free();
  const { width, height, testCount: count } = dataset;
  const size = width * height;
  const pixels = new Uint8Array(count * size);
  const labels = new Uint8Array(count);
  for (let at = 0; at < count; at += 1) {
    pixels.set(dataset.testImage(at), at * size);
    labels[at] = dataset.testLabel(at);
  }
  dataset.free();
  return { count, width, height, pixels, labels };
}

/** @param {TestImages} found
 * @returns {import("./run_record.js").Images} */
export function asImages({ count, width, height, pixels, labels }) {
  const size = width * height;
  return {
    count,
    width,
    height,
    pixels: (at) => pixels.subarray(at * size, (at + 1) * size),
    label: (at) => labels[at],
    index: (at) => at,
  };
}
