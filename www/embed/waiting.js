// @ts-check
/** When the engine, the large part, is fetched: at once, when the frame comes into sight, or on a click. */

/** Milliseconds in which other frames of the page answer. */
const ANSWER = 200;

/** @param {import("./display.js").Display["load"]} load
 * @param {() => boolean} isCrowded whether so many stand on the page that "auto" means a click
 * @returns {{started: Promise<void>, start: () => void}} */
export function waitFor(load, isCrowded) {
  /** @type {() => void} */
  let start = () => {};
  const started = new Promise((/** @type {(value: void) => void} */ resolve) => {
    start = resolve;
  });
  if (load === "eager") start();
  if (load === "visible" || load === "auto") {
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) return;
      observer.disconnect();
      if (load === "visible") start();
      else setTimeout(() => !isCrowded() && start(), ANSWER);
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
