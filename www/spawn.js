// @ts-check
/** Starts workers. */

import { firstToSpeak } from "./first_to_speak.js";
import { scriptUrl } from "./trusted.js";

/** A sandboxed frame has no origin, so no address is its own, except that of a blob; and Chromium starts only classic
 * workers from one. This one fetches the module and hands on what it was told meanwhile.
 * @param {string} module */
const classic = (module) => `
  const early = [];
  const keep = ({ data }) => early.push(data);
  addEventListener("message", keep);
  import(${JSON.stringify(module)}).then(() => {
    removeEventListener("message", keep);
    for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
  }, (error) => setTimeout(() => { throw error; }));
`;

/** Addresses of classic workers by that of their module, each made once.
 * @type {Map<string, string>} */
const blobs = new Map();

/** @param {URL} module
 * @param {string} [name]
 * @returns {import("./runner.js").Hand} */
export function spawnFrom({ href, protocol }, name = "") {
  // In the page that is one file a worker is a blob already, and complete: it imports nothing.
  if (protocol === "blob:") blobs.set(href, href);
  if (origin === "null" && !blobs.has(href)) {
    blobs.set(href, URL.createObjectURL(new Blob([classic(href)], { type: "text/javascript" })));
  }
  const blob = blobs.get(href);
  const worker = new Worker(scriptUrl(blob ?? href), blob ? { name } : { name, type: "module" });
  return /** @type {import("./runner.js").Hand} */ (worker);
}

/** @returns {import("./first_to_speak.js").Twin} */
function trainer() {
  const name = navigator.locks ? `retort-${crypto.randomUUID()}` : "";
  return {
    worker: spawnFrom(new URL("./worker/train.js", import.meta.url), name),
    // Browsers say nothing of one that was killed, but take back the lock that it holds under its name.
    watch(lost) {
      if (name) navigator.locks.request(name, lost).catch(() => {});
    },
  };
}

/** A worker that trains. However it ends, `onerror` is called. */
export const spawn = () => firstToSpeak(trainer);
