// @ts-check
/** QR codes as numbers: which modules are dark. */

import { correction, generate } from "lean-qr";

/** @typedef {{size: number, get: (x: number, y: number) => boolean}} Code */

/** Light modules around the code, as ISO/IEC 18004 asks for. */
export const QUIET = 4;

/** The code of a text, or null where it is too long for one.
 * @param {string} text
 * @returns {Code | null} */
export function qrModules(text) {
  try {
    // A quarter of the code may be covered up to M; a screen or a sheet of paper hides less.
    return generate(text, { minCorrectionLevel: correction.L, maxCorrectionLevel: correction.M });
  } catch {
    return null;
  }
}

/** The dark modules as an SVG path, one rectangle a run of them, inside the quiet zone.
 * @param {Code} code */
export function qrPath({ size, get }) {
  const runs = [];
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const from = x;
      while (x < size && get(x, y)) x += 1;
      if (x > from) runs.push(`M${from + QUIET} ${y + QUIET}h${x - from}v1h${from - x}z`);
    }
  }
  return runs.join("");
}
