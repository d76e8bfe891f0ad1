// @ts-check
/** The page in a frame, in English. */

/** @type {import("../words.js").Words} */
export const words = {
  "embed.start": "Start",
  "embed.start.hint": "Fetches the engine (0.9 MB). Until then a stored run is shown.",
  "embed.locked": "Settings are locked by whoever made this link. Running and looking are free.",
  "embed.refused":
    "Not opened: it would change settings that are locked here. On the full page, without locks, it can be opened.",
  "embed.full": "Open the full page ↗",
};
