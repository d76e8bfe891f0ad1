// @ts-check
/** The page in a frame, in English. */

/** @type {import("../words.js").Words} */
export const words = {
  "embed.start": "Start",
  "embed.start.hint": "Fetches the engine (0.9 MB). Until then a stored run is shown.",
  "embed.locked": "Settings are locked by whoever made this link. Running and looking are free.",
  "embed.full": "Open the full page ↗",
};
