// @ts-check
/** Brings the words beside the outputs. */

import { alsoSpeak } from "../words.js";

export const ready = alsoSpeak({
  en: () => import("../text/compare_en.js"),
  zh: () => import("../text/compare_zh.js"),
});
