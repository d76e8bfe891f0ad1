// @ts-check
/** The width of an element in CSS pixels, followed: SVG text keeps its size when the window changes. */

import { useLayoutEffect, useState } from "preact/hooks";

/** @param {number} first width before it is known
 * @returns {[(element: Element | null) => void, number]} the element's `ref`, and its width */
export function useWidth(first) {
  // A state, and not a ref: the element may come later than the component.
  const [box, follow] = useState(/** @type {Element | null} */ (null));
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    if (!box) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry.contentRect.width)));
    observer.observe(box);
    return () => observer.disconnect();
  }, [box]);
  return [follow, Math.max(200, width)];
}
