// @ts-check
/** Teachers that take long were trained beforehand: their list and weights are fetched when a run asks for one. */

import { fetchFile } from "./files.js";

/** Weights of the teacher with this key and its fingerprint; undefined where it has to be trained here.
 * @param {string} key what `teacherKey` says of a link
 * @param {number} version of the engine
 * @returns {Promise<import("./protocol.js").StoredTeacher | undefined>} */
export async function fetchStored(key, version) {
  try {
    const { engine, teachers } = await import("./teachers/index.js");
    const found = teachers[key];
    if (!found || version !== engine) return undefined;
    const bytes = await (await fetchFile(found.file)).arrayBuffer();
    if (bytes.byteLength !== found.bytes) return undefined;
    const view = new DataView(bytes);
    const weights = Float32Array.from({ length: found.bytes / 4 }, (_, at) => view.getFloat32(4 * at, true));
    return { weights, fingerprint: found.fingerprint };
  } catch {
    return undefined;
  }
}
