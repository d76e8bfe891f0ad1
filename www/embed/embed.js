// @ts-check
/** The page inside another one, or with parts hidden or locked. Fetched only where the query asks for it. */

import { signal } from "@preact/signals";
import { render } from "preact";
import { run } from "../experiment.js";
import { addStyle } from "../share/style.js";
import { engine, hold, shownView } from "../state.js";
import { html } from "../view/html.js";
import { alsoSpeak } from "../words.js";
import { readDisplay } from "./display.js";
import { Above, Below } from "./frame_view.js";
import { hide } from "./hiding.js";
import { talkToHost } from "./host.js";
import { giveKeysBack } from "./keys.js";
import { holding, lock } from "./locks.js";
import { greetSiblings } from "./siblings.js";
import { savesData, waitFor } from "./waiting.js";

/** Frames of a page that may each fetch and compile an engine without being asked. */
const UNASKED = 2;

/** A part of its own beside the page's root.
 * @param {"aside" | "footer"} tag
 * @param {"before" | "after"} place
 * @param {HTMLElement} page
 * @param {import("preact").ComponentChild} content */
function add(tag, place, page, content) {
  const part = document.createElement(tag);
  part.className = "frame-part";
  page[place](part);
  render(content, part);
}

/** Shows the page as the query says. Resolves when the engine may be fetched.
 * @param {HTMLElement} page
 * @returns {Promise<{started: Promise<void>, arrived: () => void}>} `arrived` is called when the engine is there */
export async function show(page) {
  const display = readDisplay(new URLSearchParams(location.search));
  await Promise.all([alsoSpeak("embed"), addStyle(new URL("../style_embed.css", import.meta.url))]);

  const root = document.documentElement;
  /** @param {typeof display.view} view */
  const setView = (view) => {
    root.dataset.view = view;
    shownView.value = view;
  };
  setView(display.view);
  if (display.embed) root.dataset.embed = "";
  hide(display.hide);

  const crowded = signal(false);
  const begun = signal(false);
  const { started, start: wake } = waitFor(display.load, () => crowded.value);
  started.then(() => {
    begun.value = true;
  });
  if (display.load === "auto" && window !== parent) {
    greetSiblings((count) => {
      crowded.value = count > UNASKED;
    });
  }
  const locked = display.lock === "all" || display.lock.length > 0;
  const Top = () =>
    html`<${Above} ...${{ locked, waiting: (display.load === "click" || crowded.value) && !begun.value && !engine.value, start: wake }} />`;
  if (locked || ["auto", "click"].includes(display.load)) add("aside", "before", page, html`<${Top} />`);
  if (display.embed) add("footer", "after", page, html`<${Below} />`);
  if (locked) lock(page, display);

  /** @type {() => void} */
  let arrived = () => {};
  const arrival = new Promise((/** @type {(value: void) => void} */ resolve) => {
    arrived = resolve;
  });
  // What the link itself brings has been opened by then.
  if (locked) {
    arrival.then(() => {
      hold.value = holding(display);
    });
  }
  if (display.autorun && !savesData()) arrival.then(() => run());
  if (window !== parent) {
    talkToHost(display, { arrived: arrival, wake, setView });
    giveKeysBack();
  }
  return { started, arrived };
}
