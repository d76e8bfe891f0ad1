// @ts-check
/** Decodes pictures and makes them small, in a thread of its own, and prepares a dataset of them. */

import { refusalOf } from "../own/refusal.js";
import { unpack } from "../own/zip.js";

/** @typedef {import("../own/hand.js").Task} Task */
/** @typedef {import("../own/hand.js").Answer} Answer */
/** @typedef {typeof import("../images/retort_images.js")} Images */

/** Milliseconds for which small images are gathered. */
const GATHER = 100;

/** @param {Answer} answer
 * @param {Transferable[]} [transfer] */
const post = (answer, transfer = []) => postMessage(answer, { transfer });

/** The pixels of a picture as they stand in its file: no profile of this screen, no colour times transparency.
 * @param {Blob} blob */
async function decoded(blob) {
  const picture = await createImageBitmap(blob, { premultiplyAlpha: "none", colorSpaceConversion: "none" });
  const { width, height } = picture;
  try {
    const canvas = new OffscreenCanvas(width, height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
      canvas.getContext("2d", { willReadFrequently: true })
    );
    context.drawImage(picture, 0, 0);
    return context.getImageData(0, 0, width, height);
  } finally {
    picture.close();
  }
}

/** @param {Images} images
 * @param {Extract<Task, {type: "shrink"}>} task */
async function shrinkAll(images, { items, side, invert }) {
  /** @type {{id: number, pixels: Uint8Array}[]} */
  let done = [];
  /** @type {number[]} */
  let failed = [];
  let since = performance.now();
  const tell = () => {
    post({ type: "shrunk", done, failed });
    [done, failed, since] = [[], [], performance.now()];
  };
  for (const { id, place } of items) {
    try {
      const blob = place.entry ? new Blob([await unpack(place.file, place.entry)]) : place.file;
      const { data, width, height } = await decoded(blob);
      done.push({ id, pixels: images.shrink(/** @type {any} */ (data), width, height, side, invert) });
    } catch {
      // No picture, a damaged one, or too large: it is named, and the others go on.
      failed.push(id);
    }
    if (performance.now() - since > GATHER) tell();
  }
  tell();
  post({ type: "over" });
}

/** @param {import("../images/retort_images.js").OwnImages} own */
function made(own) {
  const [about, file, content] = [own.about(), own.file(), own.content()];
  own.free();
  post({ type: "made", about, file, content }, [file.buffer, content.buffer]);
}

/** @param {Images} images
 * @param {Exclude<Task, {type: "load"}>} task */
async function work(images, task) {
  switch (task.type) {
    case "shrink":
      return shrinkAll(images, task);
    case "divide": {
      const { names, side, pixels, labels, share } = task;
      return made(images.OwnImages.divided(names, side, pixels, labels, share));
    }
    case "open":
      return made(images.OwnImages.open(new Uint8Array(await task.file.arrayBuffer())));
  }
}

/** @type {Promise<Images>} */
let loaded;

/** @param {WebAssembly.Module} module */
async function load(module) {
  const images = await import("../images/retort_images.js");
  await images.default({ module_or_path: module });
  post({ type: "ready", limits: images.limits() });
  return images;
}

addEventListener("message", async (/** @type {MessageEvent<Task>} */ { data: task }) => {
  try {
    if (task.type === "load") loaded = load(task.module);
    else await work(await loaded, task);
  } catch (error) {
    post({ type: "refused", why: refusalOf(error) });
  }
});
