// @ts-check
/** Locked controls: shown and reached by keyboard, with the reason, but not to be changed. */

import { spec } from "../state.js";

/** The id of the sentence that says why. */
export const REASON = "lock-reason";
const LOCKED = "data-locked";
/** What would change a control without its keys. Pointers do not reach it: style_embed.css. */
const GESTURES = ["click", "beforeinput", "paste", "drop"];
/** Keys that only move around. */
const HARMLESS = ["Tab", "Escape", "Shift", "Control", "Alt", "Meta"];

/** @param {string[] | "all"} keys
 * @returns {(field: Element) => boolean} */
function isLocked(keys) {
  if (keys === "all") return () => true;
  return (field) => {
    // A preset sets every value, also the locked ones.
    if (field.querySelector("#preset")) return true;
    return keys.some((key) => field.querySelector(`:scope > #${CSS.escape(key)}-label`));
  };
}

/** Locks these fields of the form, now and however often they are drawn again.
 * @param {HTMLElement} page
 * @param {string[] | "all"} keys */
export function lock(page, keys) {
  const locked = isLocked(keys);
  const apply = () => {
    for (const field of page.querySelectorAll(".fields .field")) {
      if (locked(field)) field.querySelectorAll("input, select, button").forEach(mark);
    }
  };
  new MutationObserver(apply).observe(page, { childList: true, subtree: true });
  apply();
  for (const gesture of GESTURES) page.addEventListener(gesture, refuse, true);
  page.addEventListener("keydown", refuseKey, true);
  for (const change of ["input", "change"]) page.addEventListener(change, undo, true);
}

/** @param {Element} control */
function mark(control) {
  if (control.hasAttribute(LOCKED)) return;
  control.setAttribute(LOCKED, "");
  control.setAttribute("aria-disabled", "true");
  const described = control.getAttribute("aria-describedby");
  control.setAttribute("aria-describedby", described ? `${REASON} ${described}` : REASON);
  if (control instanceof HTMLInputElement && control.type === "number") control.readOnly = true;
}

/** @param {Event} event
 * @returns {HTMLElement | null} */
function lockedTarget(event) {
  const { target } = event;
  if (!(target instanceof Element)) return null;
  // The label of a box changes the box.
  const control = target.closest("label")?.querySelector(`[${LOCKED}]`) ?? target.closest(`[${LOCKED}]`);
  return control instanceof HTMLElement ? control : null;
}

/** @param {Event} event */
function refuse(event) {
  if (!lockedTarget(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** @param {KeyboardEvent} event */
function refuseKey(event) {
  const control = lockedTarget(event);
  const isText = control instanceof HTMLInputElement && control.readOnly;
  if (!control || isText || HARMLESS.includes(event.key) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** For changes that come by no gesture, as those of assistive technology.
 * @param {Event} event */
function undo(event) {
  if (!lockedTarget(event)) return;
  event.stopImmediatePropagation();
  if (spec.value) spec.value = { ...spec.value };
}
