// @ts-check
/** Brings the words of the views in this folder. */

import { alsoSpeak } from "../words.js";

export const ready = alsoSpeak("share");
