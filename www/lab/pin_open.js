// @ts-check
/** Opens pins that came from outside: their first run becomes the experiment on the page, and their panel opens. */

import { openLink } from "../actions.js";
import { claimed, claimText } from "../claim.js";
import { engine } from "../state.js";
import { outcome, receiveFile, receiveLink, showPanel } from "./pin_receive.js";
import { pins } from "./pin_state.js";

/** @param {() => void} receive
 * @param {boolean} free whether they come with the address, so that no lock holds them */
function open(receive, free) {
  const before = pins.peek().length;
  receive();
  const first = pins.peek()[before];
  if (outcome.value?.taken && first) {
    openLink(`#${claimed(first.link, first.claim ? claimText(first.claim) : "")}`, free);
  }
  showPanel();
}

/** @param {string} hash */
export const openPins = (hash) => open(() => receiveLink(hash), true);

/** @param {string} text
 * @returns {boolean} whether the engine is there to check it */
export function openFile(text) {
  if (!engine.peek()) return false;
  open(() => receiveFile(text), false);
  return true;
}
