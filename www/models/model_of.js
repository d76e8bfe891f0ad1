// @ts-check
/** A network of the shown run as a model file, for who asks from outside the page. */

import { DISTILLED, inReadingOrder } from "../roles.js";
import { engine, record } from "../state.js";
import { onnxOf } from "./formats.js";

/** @param {string} [wanted] the teacher or an arm; the distilled student where nobody says
 * @returns {Promise<{net: string, format: "onnx", bytes: ArrayBuffer, link: string, fingerprint: string}
 *   | {code: "no-model" | "bad-value", message: string}>} */
export async function modelOf(wanted) {
  const [shown, built] = [record.peek(), engine.peek()];
  const trained = shown ? inReadingOrder(shown.arms).filter((key) => shown.nets[key].weights) : [];
  if (!shown || !built || trained.length === 0) {
    return { code: "no-model", message: "no network has been trained here: send run, and wait for result" };
  }
  const net = wanted ?? DISTILLED;
  if (!trained.includes(net)) {
    return { code: "bad-value", message: `net: ${net} is not trained; there are ${trained.join(", ")}` };
  }
  const { weights, final } = shown.nets[net];
  const network = new built.TrainedNet(shown.link, net, /** @type {Float32Array} */ (weights));
  try {
    const bytes = await onnxOf({ key: net, net: network });
    if (!bytes) return { code: "no-model", message: `net: ${net} is a search and no network` };
    const { link } = shown;
    return { net, format: "onnx", bytes, link, fingerprint: final?.fingerprint ?? "" };
  } finally {
    network.free();
  }
}
