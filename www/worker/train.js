// @ts-check
/** The worker: loads the engine that it is told, then runs one session after the other. */

import { makeRunLoop } from "./run_loop.js";

/** @typedef {import("../protocol.js").Request} Request */
/** @typedef {import("../protocol.js").Start} Start */
/** @typedef {import("../protocol.js").FailureCode} FailureCode */
/** @typedef {typeof import("../engine/retort.js")} OrdinaryEngine */
/** @typedef {typeof import("../engine-webgpu/retort.js")} WebGpuEngine */
/** @typedef {OrdinaryEngine | WebGpuEngine} Engine */

/** @type {Promise<Engine>} */
let engine;
/** Of its wasm.
 * @type {WebAssembly.Memory | undefined} */
let memory;
const hop = new MessageChannel();

/** A turn of the event loop. A timer would be held back to 4 ms here, and to a second in background tabs. */
function breathe() {
  return new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
    hop.port1.onmessage = () => resolve();
    hop.port2.postMessage(null);
  });
}

/** @param {Engine} loaded
 * @param {Start} start */
async function open(loaded, { link, role, data, teacher, stored, first }) {
  const dataset = loaded.Dataset.open(data.key, data.files);
  try {
    if (teacher) {
      const student =
        "prepare" in loaded
          ? await loaded.StudentSession.open(link, dataset, role, teacher)
          : new loaded.StudentSession(link, dataset, role, teacher);
      if (first) student.beginWith(first);
      return student;
    }
    if (stored) return await loaded.TeacherSession.resumed(link, dataset, stored.weights);
    return "prepare" in loaded
      ? await loaded.TeacherSession.open(link, dataset)
      : new loaded.TeacherSession(link, dataset);
  } finally {
    dataset.free();
  }
}

/** The browser gave no graphics adapter. */
class NoAdapter extends Error {}

/** @param {unknown} error
 * @returns {FailureCode} */
function codeOf(error) {
  if (error instanceof NoAdapter) return "adapter";
  if (error instanceof RangeError) return "memory";
  // A panic ends in the `unreachable` instruction, a refused growth of memory too.
  if (error instanceof WebAssembly.RuntimeError) return "wasm";
  return "data";
}

/** @param {import("../protocol.js").EngineKey} key
 * @returns {Promise<Engine>} */
function engineFile(key) {
  switch (key) {
    case "ndarray":
      return import("../engine-ndarray/retort.js");
    case "webgpu":
      return import("../engine-webgpu/retort.js");
    default:
      return import("../engine/retort.js");
  }
}

/** @param {Extract<Request, {type: "load"}>} request */
async function load({ engine: key, module }) {
  const loaded = await engineFile(key);
  ({ memory } = await loaded.default({ module_or_path: module }));
  if ("prepare" in loaded) {
    await loaded.prepare().catch((/** @type {Error} */ { message }) => {
      throw new NoAdapter(message);
    });
  }
  postMessage({ type: "ready" });
  return loaded;
}

/** @type {ReturnType<typeof makeRunLoop> | undefined} */
let loop;

addEventListener("message", async (/** @type {MessageEvent<Request>} */ { data: request }) => {
  if (request.type === "load") {
    engine = load(request);
    return;
  }
  try {
    const loaded = await engine;
    loop ??= makeRunLoop({
      open: (start) => open(loaded, start),
      post: (event, transfer = []) =>
        postMessage({ ...event, memory: memory?.buffer.byteLength }, { transfer }),
      breathe,
      now: () => performance.now(),
    });
    await loop(request);
  } catch (error) {
    const role = request.type === "start" ? request.role : "";
    const message = error instanceof Error ? error.message : String(error);
    postMessage({ type: "failed", run: request.run, role, code: codeOf(error), message });
  }
});
