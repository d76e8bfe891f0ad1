// @ts-check
/** Keys: those of the whole page, and what is said about them and about those of single controls. */

import { view } from "../actions.js";
import { chosenImage, helping, shownImages, viewingTemperature } from "../state.js";

/** @param {string} id */
const press = (id) => () => {
  const button = /** @type {HTMLButtonElement | null} */ (document.getElementById(id));
  button?.click();
};

/** @param {number} factor */
const warm = (factor) => () => {
  const T = Math.min(20, Math.max(0.25, viewingTemperature.value * factor));
  view(Number(T.toPrecision(2)));
};

/** @param {number} by */
const leaf = (by) => () => {
  const shown = shownImages.value;
  const next = shown[shown.indexOf(chosenImage.value) + by];
  if (next !== undefined) chosenImage.value = next;
};

/** With Alt and Shift, so that no letter alone does anything; by its place on the keyboard, as Alt changes the letter.
 * @type {{key: string, code: string, cap: string, act: () => void, inText?: boolean}[]} */
export const SHORTCUTS = [
  { key: "run", code: "KeyR", cap: "R", act: press("run") },
  { key: "step", code: "KeyS", cap: "S", act: press("step") },
  { key: "reset", code: "Digit0", cap: "0", act: press("reset") },
  { key: "sharper", code: "BracketLeft", cap: "[", act: warm(1 / 1.25) },
  { key: "softer", code: "BracketRight", cap: "]", act: warm(1.25) },
  // In a text these two select words.
  { key: "before", code: "ArrowLeft", cap: "←", act: leaf(-1), inText: true },
  { key: "after", code: "ArrowRight", cap: "→", act: leaf(1), inText: true },
  {
    key: "help",
    code: "KeyH",
    cap: "H",
    act: () => {
      helping.value = !helping.value;
    },
  },
];

/** Keys of controls that have the focus. */
export const LOCAL = [
  { key: "slider", caps: ["←", "→", "Home", "End"] },
  { key: "images", caps: ["←", "→", "↑", "↓", "Home", "End"] },
  { key: "table", caps: ["←", "→", "↑", "↓"] },
  { key: "escape", caps: ["Esc"] },
];

/** @param {KeyboardEvent} event */
export function actOn(event) {
  if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
  const found = SHORTCUTS.find(({ code }) => code === event.code);
  const text = event.target instanceof Element && event.target.closest("input, textarea, select");
  if (!found || (found.inText && text)) return;
  event.preventDefault();
  found.act();
}

addEventListener("keydown", actOn);
