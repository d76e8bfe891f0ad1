// @ts-check
/** What numbers sound like: a higher tone is a larger number, each network has its own timbre and place. Knows no page. */

import { roleOf } from "../roles.js";

/** Hertz of 0 and of 1: four octaves, so that a tenth is about five semitones. */
const [LOWEST, HIGHEST] = [110, 1760];
/** Seconds of a tone, of the rest after it, and of the rest after a class. */
const [TONE, REST, PAUSE] = [0.16, 0.04, 0.16];
/** Seconds that a whole curve takes. */
export const CURVE = 6;

/** `pan` from -1, left, to 1, right. `loud` makes timbres equally loud: square and sawtooth carry more than a sine.
 * @typedef {{wave: OscillatorType, pan: number, loud: number}} Voice */

/** Teacher left, distilled student right, labels only in the middle.
 * @type {Record<import("../roles.js").ChartRole, Voice>} */
const VOICES = {
  teacher: { wave: "sine", pan: -0.8, loud: 1 },
  distilled: { wave: "triangle", pan: 0.8, loud: 1 },
  labels: { wave: "square", pan: 0, loud: 0.3 },
  smoothing: { wave: "sawtooth", pan: -0.4, loud: 0.35 },
  decisions: { wave: "sawtooth", pan: 0.4, loud: 0.35 },
};

/** @param {string} key "teacher" or the key of a method */
export const voiceOf = (key) => VOICES[roleOf(key)];

/** @param {number} share 0 to 1 */
export function pitchOf(share) {
  return LOWEST * (HIGHEST / LOWEST) ** Math.min(1, Math.max(0, share));
}

/** A tone that glides through its points: seconds from the start, and hertz.
 * @typedef {{key: string, points: [number, number][], seconds: number}} Tone */

/** `at` says when which class or update is heard.
 * @typedef {{tones: Tone[], marks: {at: number, label: string}[], seconds: number}} Piece */

/** Class after class, in each class network after network.
 * @param {{key: string, probabilities: number[]}[]} nets
 * @param {string[]} classes
 * @returns {Piece} */
export function barsPiece(nets, classes) {
  /** @type {Piece} */
  const piece = { tones: [], marks: [], seconds: 0 };
  classes.forEach((label, place) => {
    piece.marks.push({ at: piece.seconds, label });
    for (const { key, probabilities } of nets) {
      piece.tones.push({
        key,
        points: [[piece.seconds, pitchOf(probabilities[place])]],
        seconds: TONE,
      });
      piece.seconds += TONE + REST;
    }
    piece.seconds += PAUSE;
  });
  return piece;
}

/** All curves at once, over the same seconds.
 * @param {{key: string, points: [number, number][]}[]} curves [update, share]
 * @returns {Piece} */
export function curvesPiece(curves) {
  const farthest = Math.max(1, ...curves.flatMap(({ points }) => points.map(([update]) => update)));
  const time = (/** @type {number} */ update) => (update / farthest) * CURVE;
  const tones = curves
    .filter(({ points }) => points.length > 0)
    .map(({ key, points }) => {
      const [first, last] = [points[0], points[points.length - 1]];
      return {
        key,
        points: points.map(
          ([update, share]) => /** @type {[number, number]} */ ([time(update), pitchOf(share)]),
        ),
        seconds: Math.max(TONE, time(last[0]) - time(first[0])),
      };
    });
  const updates = [...new Set(curves.flatMap(({ points }) => points.map(([update]) => update)))];
  const marks = updates.sort((a, b) => a - b).map((update) => ({ at: time(update), label: String(update) }));
  return { tones, marks, seconds: CURVE };
}
