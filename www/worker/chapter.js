// @ts-check
/** Computes a chapter's figure and measures in a thread of its own: some of them look at every image. */

/** @typedef {import("../protocol.js").ChapterTask} Task */
/** @typedef {import("../protocol.js").ChapterAnswer} Answer */

/** @param {Task} task */
async function measure({ module, key, points }) {
  const engine = await import("../engine/retort.js");
  await engine.default({ module_or_path: module });
  const measurement = new engine.ChapterMeasurement(key);
  /** @type {Map<string, import("../engine/retort.js").Dataset>} */
  const datasets = new Map();
  for (const { link, data, nets } of points) {
    const dataset = datasets.get(data.key) ?? engine.Dataset.open(data.key, data.files);
    datasets.set(data.key, dataset);
    measurement.addRun(link, dataset);
    for (const { role, logits, weights, cost, microsecondsPerImage, seconds, fingerprint } of nets) {
      measurement.addNet(role, logits, weights, cost, microsecondsPerImage, seconds, fingerprint);
    }
  }
  return measurement.values();
}

/** @param {Answer} answer */
const post = (answer) => postMessage(answer);

addEventListener("message", async (/** @type {MessageEvent<Task>} */ { data }) => {
  try {
    post({ type: "measured", values: await measure(data) });
  } catch (error) {
    post({ type: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
});
