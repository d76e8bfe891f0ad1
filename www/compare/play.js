// @ts-check
/** Plays the viewing temperature: the same value that slider, field and chart move, so all of them follow. It ends with
 * Escape, with its button, and with any touch of the temperature. */

import { effect, signal } from "@preact/signals";
import { view } from "../actions.js";
import { viewingTemperature } from "../state.js";
import { LARGEST, SMALLEST } from "../view/viewing_temperature.js";
import { nextStop, phaseOf, temperatureAt } from "./sweep.js";

const ENDS = { smallest: SMALLEST, largest: LARGEST };
/** Milliseconds from the small end to the large one and back: slow enough to follow one class. */
const PERIOD = 14_000;
/** Milliseconds between two pictures. */
const APART = 50;
/** Where it stops when it goes by steps. */
const STOPS = [0.25, 0.5, 1, 2, 4, 8, 16, 20];
/** What counts as touching the temperature. */
const TOUCHED = ".instrument, .temperature";

export const playing = signal(false);

const still = matchMedia("(prefers-reduced-motion: reduce)");
/** Whether the reader wants nothing to move by itself: then the temperature goes by steps. */
export const bySteps = signal(still.matches);
still.addEventListener("change", ({ matches }) => {
  bySteps.value = matches;
  if (matches) stop();
});

let rising = true;
let phase = 0;
let before = 0;
let frame = 0;
/** The temperature that was set here last; another one comes from the reader. */
let ours = 0;

/** @param {number} temperature */
function set(temperature) {
  ours = temperature;
  view(temperature);
}

/** @param {number} now */
function draw(now) {
  frame = requestAnimationFrame(draw);
  if (now - before < APART) return;
  // A tab that was out of sight goes on where it was.
  phase += Math.min(now - before, 2 * APART) / PERIOD;
  before = now;
  set(temperatureAt(phase, ENDS));
}

/** @param {KeyboardEvent} event */
function key(event) {
  if (event.key !== "Escape") return;
  event.preventDefault();
  stop();
}

/** Also the focus is a touch: a field whose text changes by itself cannot be typed into.
 * @param {Event} event */
function touch(event) {
  if (event.target instanceof Element && event.target.closest(TOUCHED)) stop();
}

effect(() => {
  if (viewingTemperature.value !== ours && playing.peek()) stop();
});

export function stop() {
  if (!playing.peek()) return;
  playing.value = false;
  cancelAnimationFrame(frame);
  removeEventListener("keydown", key);
  removeEventListener("pointerdown", touch, true);
  removeEventListener("focusin", touch, true);
}

export function play() {
  if (playing.peek()) return;
  ours = viewingTemperature.peek();
  phase = phaseOf(ours, ENDS);
  before = performance.now();
  playing.value = true;
  addEventListener("keydown", key);
  addEventListener("pointerdown", touch, true);
  addEventListener("focusin", touch, true);
  frame = requestAnimationFrame(draw);
}

/** One step, for those who do not want things to move. */
export function step() {
  const next = nextStop(viewingTemperature.peek(), rising, STOPS);
  rising = next.rising;
  set(next.temperature);
}
