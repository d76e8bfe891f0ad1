// @ts-check
/** Brings the words beside the outputs. */

import { alsoSpeak } from "../words.js";

export const ready = alsoSpeak("compare");
