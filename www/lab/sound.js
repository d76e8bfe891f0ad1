// @ts-check
/** A sound from its picture: for each row a sine in the middle of its band, as loud as the row is bright. */

/** Rows and columns of a picture of sound; the settings of `cargo xtask spoken-digits`. */
export const ROWS = 28;
const COLUMNS = 28;
/** Seconds from one column to the next. */
const STEP = 661 / 22_050;
/** Lowest and highest frequency in Hz, and decibels from black to white. */
const ENDS = [80, 8000];
const DEPTH = 48;

/** Seconds of a picture. */
export const LENGTH = COLUMNS * STEP;

/** Middle of a band in Hz; the highest band is row 0. Bands are equally wide on the mel scale.
 * @param {number} row */
export function frequency(row) {
  const [low, high] = ENDS.map((hertz) => 2595 * Math.log10(1 + hertz / 700));
  const mel = low + ((high - low) / (ROWS + 1)) * (ROWS - row);
  return 700 * (10 ** (mel / 2595) - 1);
}

/** Samples of the sound, at most 1 in size.
 * @param {ArrayLike<number>} pixels grey values 0 to 255, row by row
 * @param {number} width of the picture; the sound is its right-hand end
 * @param {number} rate samples a second */
export function samples(pixels, width, rate) {
  const sound = new Float32Array(Math.round(LENGTH * rate));
  for (let row = 0; row < ROWS; row++) {
    const start = row * width + width - COLUMNS;
    const loudness = Array.from({ length: COLUMNS }, (_, at) => amplitude(pixels[start + at]));
    const turn = (2 * Math.PI * frequency(row)) / rate;
    for (let at = 0; at < sound.length; at++) {
      const place = Math.min(COLUMNS - 1, at / rate / STEP);
      const [before, share] = [Math.floor(place), place % 1];
      const after = Math.min(COLUMNS - 1, before + 1);
      // Each band begins elsewhere in its wave, so that they do not all peak together.
      sound[at] +=
        (loudness[before] * (1 - share) + loudness[after] * share) * Math.sin(turn * at + row * row);
    }
  }
  const loudest = sound.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return loudest > 0 ? sound.map((value) => (0.8 * value) / loudest) : sound;
}

/** @param {number} grey */
const amplitude = (grey) => (grey > 0 ? 10 ** (((grey / 255 - 1) * DEPTH) / 20) : 0);
