// @ts-check
/** The page's colours and type, as the charts need them. The style sheet is their only source. */

/** Colours of the root by what they depend on: reading them makes the browser work out all styles that have changed.
 * @type {Map<string, Omit<import("./engine/retort.js").Theme, "scale">>} */
const known = new Map();
for (const query of ["(prefers-contrast: more)", "(forced-colors: active)", "(prefers-color-scheme: dark)"])
  globalThis.matchMedia?.(query).addEventListener("change", () => known.clear());

/** @param {number} scale device pixels per CSS pixel
 * @param {Element} [from] whose colours they are
 * @returns {import("./engine/retort.js").Theme} */
export function chartTheme(scale, from = document.documentElement) {
  if (from !== document.documentElement) return { ...read(from), scale };
  const key = `${document.documentElement.dataset.theme} ${document.documentElement.lang}`;
  const found = known.get(key) ?? read(from);
  known.set(key, found);
  return { ...found, scale };
}

/** @param {Element} from */
function read(from) {
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
  };
}
