// @ts-check
/** Long work on the page's own thread, in small pieces. */

/** Milliseconds of work between two turns of the event loop. */
const PIECE = 8;

/** Gives a function to be awaited between pieces: it waits a turn where the last one is long ago. */
export function turns() {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < PIECE) return;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  };
}
