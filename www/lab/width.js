// @ts-check
/** The width of an element in CSS pixels, followed: SVG text keeps its size when the window changes. */

import { useEffect, useState } from "preact/hooks";

/** @param {{current: Element | null}} box
 * @param {number} first width before it is known */
export function useWidth(box, first) {
  const [width, setWidth] = useState(first);
  useEffect(() => {
    if (!box.current) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry.contentRect.width)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return Math.max(200, width);
}
