// @ts-check
/** The shown run, a moment later: for views whose arithmetic takes longer than the rest of the page. While a run trains they
 * follow it in tasks of their own, so that what is done with the page is answered between. */

import { effect, signal } from "@preact/signals";
import { record } from "../state.js";

export const unhurried = signal(record.peek());
let waiting = false;

effect(() => {
  const shown = record.value;
  const before = unhurried.peek();
  // Of another run everything changes together: images, classes, logits.
  if (shown?.images !== before?.images) unhurried.value = shown;
  else if (shown !== before && !waiting) {
    waiting = true;
    // After the frame in which the rest of the page is drawn.
    requestAnimationFrame(() =>
      setTimeout(() => {
        waiting = false;
        unhurried.value = record.peek();
      }),
    );
  }
});
