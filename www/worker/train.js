// @ts-check
/** The worker: loads the engine that it is told, then runs one session after the other. */

import { makeRunLoop, release } from "./run_loop.js";

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

/** A lock under this worker's name, which the browser takes back at its death, however it dies: the page waits for that.
 * @type {Promise<unknown>} */
const alive = new Promise((resolve) => {
  const hold = () => new Promise(() => resolve(undefined));
  // Without a name, or where locks are closed, nobody waits.
  if (self.name && navigator.locks) navigator.locks.request(self.name, hold).catch(resolve);
  else resolve(undefined);
});
alive.then(() => postMessage({ type: "ready" }));

/** A turn of the event loop. A timer would be held back to 4 ms here, and to a second in background tabs. */
function breathe() {
  return new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
    hop.port1.onmessage = () => resolve();
    hop.port2.postMessage(null);
  });
}

/** @param {Engine} loaded
 * @param {Start} start */
async function open(loaded, { link, role, data, teacher, stored, first, checkpoint }) {
  const dataset = loaded.Dataset.open(data.key, data.files);
  try {
    if (checkpoint) {
      return teacher
        ? await loaded.StudentSession.continued(link, dataset, role, teacher, checkpoint)
        : await loaded.TeacherSession.continued(link, dataset, checkpoint);
    }
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
    release(dataset);
  }
}

/** The browser gave no graphics adapter. */
class NoAdapter extends Error {}

/** @param {unknown} error
 * @param {Engine | undefined} loaded
 * @returns {{code: FailureCode, message: string}} */
function failureOf(error, loaded) {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof NoAdapter) return { code: "adapter", message };
  // A panic ends in the `unreachable` instruction, a refused growth of memory too.
  const refused = error instanceof WebAssembly.RuntimeError ? (loaded?.refusedBytes() ?? 0) : 0;
  if (refused > 0 || error instanceof RangeError) return { code: "memory", message: String(refused) };
  return { code: error instanceof WebAssembly.RuntimeError ? "wasm" : "data", message };
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
  return loaded;
}

/** @type {ReturnType<typeof makeRunLoop> | undefined} */
let loop;

addEventListener("message", async (/** @type {MessageEvent<Request>} */ { data: request }) => {
  if (request.type === "load") {
    engine = load(request);
    return;
  }
  /** @type {Engine | undefined} */
  let loaded;
  try {
    const here = await engine;
    loaded = here;
    loop ??= makeRunLoop({
      open: (start) => open(here, start),
      noteOf: (checkpoint) => here.checkpointAbout(checkpoint).note,
      post: (event, transfer = []) =>
        postMessage({ ...event, memory: memory?.buffer.byteLength }, { transfer }),
      breathe,
      now: () => performance.now(),
    });
    await loop(request);
  } catch (error) {
    const role = request.type === "start" ? request.role : "";
    postMessage({ type: "failed", run: request.run, role, ...failureOf(error, loaded) });
  }
});
