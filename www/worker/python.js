// @ts-check
/** Makes the folder for PyTorch in a thread of its own: the teacher is trained for it, and every student begins. */

import { modelFormats } from "../models/portable.js";

/** @typedef {{module: WebAssembly.Module, formats: WebAssembly.Module, link: string, data: {key: string, files: Uint8Array[]}, site?: string}} Task */
/** @typedef {{type: "finished", zip: Uint8Array} | {type: "failed", reason: string}} Answer */

/** @param {Task} task */
async function make({ module, formats, link, data, site }) {
  const engine = await import("../engine/retort.js");
  const [{ pythonFolder }] = await Promise.all([
    modelFormats(formats),
    engine.default({ module_or_path: module }),
  ]);
  const dataset = engine.Dataset.open(data.key, data.files);
  const { numbers, ...experiment } = engine.pythonExperiment(link, dataset, site);
  return pythonFolder(experiment, numbers);
}

/** @param {Answer} answer
 * @param {Transferable[]} [transfer] */
const post = (answer, transfer = []) => postMessage(answer, { transfer });

addEventListener("message", async (/** @type {MessageEvent<Task>} */ { data }) => {
  try {
    const zip = await make(data);
    post({ type: "finished", zip }, [zip.buffer]);
  } catch (error) {
    post({ type: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
});
