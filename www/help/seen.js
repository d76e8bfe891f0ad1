// @ts-check
/** Whether the reader has put the tour away before, as far as this browser remembers anything for the page. */

const KEY = "retort.tour";

/** @returns {boolean} */
export function seen() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    // Closed storage: every visit is the first.
    return false;
  }
}

export function remember() {
  try {
    localStorage.setItem(KEY, "seen");
  } catch {
    // It is put away for this visit.
  }
}
