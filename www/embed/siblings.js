// @ts-check
/** Whether other frames of this playground stand on the same page. Frames that may not look into each other can still
 * greet each other: each new one greets all, and is answered. Nothing else is said, and nothing else is believed. */

/** Frames of a page that are greeted. */
const MOST = 100;

/** @param {unknown} other */
function isSibling(other) {
  for (let at = 0; at < Math.min(parent.length, MOST); at += 1) {
    if (parent[at] === other && other !== window) return true;
  }
  return false;
}

/** @param {(count: number) => void} onCount told how many there are, this one included, whenever another is heard */
export function greetSiblings(onCount) {
  const known = new Set();
  const greet = (/** @type {Window} */ other) => other.postMessage({ retortSibling: 1 }, "*");
  addEventListener("message", ({ source, data }) => {
    if (data?.retortSibling !== 1 || known.has(source) || !isSibling(source)) return;
    known.add(source);
    greet(/** @type {Window} */ (source));
    onCount(known.size + 1);
  });
  for (let at = 0; at < Math.min(parent.length, MOST); at += 1) {
    if (parent[at] !== window) greet(parent[at]);
  }
}
