// @ts-check
/** What is fetched together when chapters are looked at: words, style, views. */

import { addStyle } from "../share/style.js";
import { alsoSpeak } from "../words.js";

await Promise.all([
  addStyle(new URL("../style_chapter.css", import.meta.url)),
  addStyle(new URL("../style_print.css", import.meta.url)),
  alsoSpeak("chapter"),
]);

export { ChapterList } from "./list.js";
export { ChapterPage } from "./page.js";
