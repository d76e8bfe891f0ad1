// @ts-check
/** What is fetched together once the first picture stands: words, style, views. */

import { addStyle } from "../share/style.js";
import { alsoSpeak } from "../words.js";

await Promise.all([
  alsoSpeak({
    en: () => import("../text/compare_en.js"),
    zh: () => import("../text/compare_zh.js"),
  }),
  addStyle(new URL("../style_compare.css", import.meta.url)),
]);

export { Tools } from "./tools.js";
