// @ts-check
/** The words beside the outputs: play, difference, sound. In English. */

/** @type {import("../words.js").Words} */
export const words = {
  "compare.as": "Show the outputs as",
  "compare.bars": "Bars",
  "compare.difference": "Difference",
  "play.play": "Play T",
  "play.pause": "Pause T",
  "play.step": "Next T",
  "play.how":
    "Moves the viewing temperature from 0.25 to 20 and back. Escape, or any touch of the temperature, stops it.",
  "play.steps": "Takes the viewing temperature to the next of 0.25, 0.5, 1, 2, 4, 8, 16, 20, and back down.",
  "difference.label":
    "Student minus teacher: what each student gives to each class more or less than the teacher, in percentage points, at the viewing temperature",
  "difference.unit":
    "Student minus teacher, in percentage points: right of the line the student gives more, left of it less.",
  "difference.moved": "Probability that lies on other classes than the teacher’s, in points: {values}.",

  sound: "Hear",
  "sound.bars": "Hear the bars",
  "sound.curves": "Hear the accuracy curves",
  "sound.stop": "Stop",
  "sound.net": "Networks",
  "sound.all": "All",
  "sound.volume": "Volume",
  "sound.silent": "Silent.",
  "sound.none": "There is something to hear when a network has answered the test images.",
  "sound.failed": "This browser plays no sounds here.",
  "sound.class": "Class {class}: {values}",
  "sound.update": "Update {update}: {values}",
  "sound.about":
    "The higher the tone, the larger the number: 0 % sounds at 110 Hz, 100 % four octaves above. Bars: class after class, network after network, at T = {T}. Curves: from the first update to the last in six seconds, all networks at once; the teacher holds its final value. Escape stops.",
  "sound.voice": "{net}: {place}, {wave}",
  "sound.left": "left",
  "sound.right": "right",
  "sound.middle": "middle",
  "sound.sine": "soft (sine)",
  "sound.triangle": "hollow (triangle)",
  "sound.square": "reedy (square)",
  "sound.sawtooth": "buzzing (sawtooth)",
  "sound.end": ".",
};
