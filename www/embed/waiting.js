// @ts-check
/** When the engine, the large part, is fetched: at once, when the frame comes into sight, or on a click. */

/** @param {import("./display.js").Display["load"]} load
 * @returns {{started: Promise<void>, start: () => void}} */
export function waitFor(load) {
  /** @type {() => void} */
  let start = () => {};
  const started = new Promise((/** @type {(value: void) => void} */ resolve) => {
    start = resolve;
  });
  if (load === "eager") start();
  if (load === "visible") {
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) return;
      observer.disconnect();
      start();
    });
    observer.observe(document.documentElement);
  }
  return { started, start };
}

/** Whether the reader asked to load little. */
export function savesData() {
  const connection = /** @type {{connection?: {saveData?: boolean}}} */ (navigator).connection;
  return connection?.saveData === true || matchMedia("(prefers-reduced-data: reduce)").matches;
}
