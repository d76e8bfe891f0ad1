// @ts-check
/** Plays a piece. Nothing sounds that the reader did not start, and Escape ends it. */

import { signal } from "@preact/signals";
import { voiceOf } from "./notes.js";

/** @typedef {import("./notes.js").Piece} Piece */

/** Seconds in which a tone swells and fades: without it every tone begins and ends with a crack. */
const FADE = 0.02;
/** Seconds between the press and the first tone. */
export const AHEAD = 0.1;

/** What is heard now; empty while nothing is. */
export const heard = signal("");
export const sounding = signal(false);
export const failed = signal(false);
/** 0 to 1. */
export const volume = signal(0.3);

/** @type {AudioContext | null} */
let context = null;
/** @type {GainNode | null} */
let master = null;
/** @type {ReturnType<typeof setTimeout>[]} */
let timers = [];

/** @param {KeyboardEvent} event */
function key(event) {
  if (event.key !== "Escape") return;
  event.preventDefault();
  stop();
}

/** @param {number} loud 0 to 1 */
export function setVolume(loud) {
  volume.value = loud;
  if (context && master) master.gain.setTargetAtTime(loud, context.currentTime, FADE);
}

export function stop() {
  timers.forEach(clearTimeout);
  timers = [];
  removeEventListener("keydown", key);
  context?.close().catch(() => {});
  context = null;
  master = null;
  sounding.value = false;
  heard.value = "";
}

/** Plans one tone.
 * @param {BaseAudioContext} audio
 * @param {AudioNode} into
 * @param {Piece["tones"][number]} tone */
export function add(audio, into, { key: net, points, seconds }) {
  const { wave, pan, loud } = voiceOf(net);
  const start = audio.currentTime + AHEAD;
  const [oscillator, envelope, place] = [
    audio.createOscillator(),
    audio.createGain(),
    audio.createStereoPanner(),
  ];
  oscillator.type = wave;
  place.pan.value = pan;
  const [[first, pitch]] = points;
  oscillator.frequency.setValueAtTime(pitch, start + first);
  for (const [at, hertz] of points.slice(1))
    oscillator.frequency.exponentialRampToValueAtTime(hertz, start + at);
  const [from, to] = [start + first, start + first + seconds];
  envelope.gain.setValueAtTime(0, from);
  envelope.gain.linearRampToValueAtTime(loud, from + FADE);
  envelope.gain.setValueAtTime(loud, to);
  envelope.gain.linearRampToValueAtTime(0, to + FADE);
  oscillator.connect(envelope).connect(place).connect(into);
  oscillator.start(from);
  oscillator.stop(to + 2 * FADE);
}

/** @param {Piece} piece
 * @param {(label: string) => string} say what the reader sees at a mark */
export function play(piece, say) {
  stop();
  failed.value = false;
  try {
    const audio = new AudioContext();
    context = audio;
    master = audio.createGain();
    master.gain.value = volume.peek();
    // Several voices together stay below the loudest that the device can do.
    const limit = audio.createDynamicsCompressor();
    master.connect(limit).connect(audio.destination);
    for (const tone of piece.tones) add(audio, master, tone);
  } catch {
    stop();
    failed.value = true;
    return;
  }
  addEventListener("keydown", key);
  sounding.value = true;
  timers = piece.marks.map(({ at, label }) =>
    setTimeout(
      () => {
        heard.value = say(label);
      },
      (AHEAD + at) * 1000,
    ),
  );
  timers.push(setTimeout(stop, (AHEAD + piece.seconds) * 1000 + 200));
}
