// @ts-check
/** The page's colours and type, as the charts need them. The style sheet is their only source. */

/** @param {number} scale device pixels per CSS pixel
 * @param {Element} [from] whose colours they are
 * @returns {import("./engine/retort.js").Theme} */
export function chartTheme(scale, from = document.documentElement) {
  const style = getComputedStyle(from);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: colour("ink"),
    muted: colour("muted"),
    hairline: colour("hairline"),
    paper: colour("paper"),
    teacher: colour("teacher"),
    student: colour("distilled"),
    baseline: colour("labels"),
    variant: colour("variant"),
    sans: colour("sans"),
    fontSize: 13,
    scale,
  };
}
