// @ts-check
/** Goes to a place of the page: unfolds what it is folded into, scrolls there, and gives it the focus. */

/** @param {string} selector
 * @returns {boolean} whether the page has such a place now */
export function goTo(selector) {
  const place = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  if (!place) return false;
  for (let at = place.closest("details"); at; at = at.parentElement?.closest("details") ?? null)
    at.open = true;
  // Text takes the focus too, so that reading and Tab go on from there.
  if (place.tabIndex < 0) place.tabIndex = -1;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  return true;
}
