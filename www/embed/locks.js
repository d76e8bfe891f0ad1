// @ts-check
/** Locked controls: shown and reached by keyboard, with the reason, but not to be changed. */

import { signal } from "@preact/signals";
import { spec } from "../state.js";

/** The id of the sentence that says why. */
export const REASON = "lock-reason";
const LOCKED = "data-locked";
/** What would change a control without its keys. Pointers do not reach it: style_embed.css. */
const GESTURES = ["click", "beforeinput", "paste", "drop"];
/** Keys that only move around. */
const HARMLESS = ["Tab", "Escape", "Shift", "Control", "Alt", "Meta"];

/** Whether something has just been kept out. */
export const refused = signal(false);

/** @typedef {Pick<import("./display.js").Display, "lock" | "free">} Lock */

/** @param {Lock} display
 * @returns {(key: string) => boolean} whether a control is locked */
const locks = ({ lock: keys, free }) => {
  return (key) => (keys === "all" ? !free.includes(key) : keys.includes(key));
};

/** Keeps out what would change locked settings by another way than their controls: a file, a pin, images, a chapter.
 * @param {Lock} display
 * @returns {(given: Record<string, unknown>) => boolean} whether it is kept out */
export function holding(display) {
  const isLockedKey = locks(display);
  return (given) => {
    const now = spec.peek();
    const locked = Object.keys(given).filter(isLockedKey);
    refused.value = now !== null && locked.some((key) => String(given[key]) !== String(now[key]));
    return refused.value;
  };
}

/** @param {Lock} display
 * @returns {(field: Element) => boolean} */
function isLocked({ lock: keys, free }) {
  const holds = (/** @type {Element} */ field, /** @type {string[]} */ some) =>
    some.some((key) => field.querySelector(`:scope > #${CSS.escape(key)}-label`));
  return (field) => {
    // A preset sets every value, also the locked ones.
    if (field.querySelector("#preset")) return true;
    return keys === "all" ? !holds(field, free) : holds(field, keys);
  };
}

/** Locks fields of the form, now and however often they are drawn again.
 * @param {HTMLElement} page
 * @param {Lock} display */
export function lock(page, display) {
  const locked = isLocked(display);
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
