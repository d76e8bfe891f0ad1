// @ts-check
/** The engine's charts that are on the page now, and what each shows: for whoever wants to keep a picture. */

import { signal } from "@preact/signals";

/** @type {import("@preact/signals").Signal<Record<string, {data: () => object, caption: string}>>} */
export const shownCharts = signal({});

/** @param {string} name
 * @param {() => object} data
 * @param {string} caption
 * @returns {() => void} takes it off the list */
export function showsChart(name, data, caption) {
  shownCharts.value = { ...shownCharts.peek(), [name]: { data, caption } };
  return () => {
    const { [name]: gone, ...others } = shownCharts.peek();
    if (gone?.data === data) shownCharts.value = others;
  };
}
