// @ts-check
/** What is fetched together when chapters are looked at: words, style, views. */

import { addStyle } from "../share/style.js";
import { alsoSpeak } from "../words.js";

const words = { en: () => import("../text/chapter_en.js"), zh: () => import("../text/chapter_zh.js") };
await Promise.all([
  addStyle(new URL("../style_chapter.css", import.meta.url)),
  addStyle(new URL("../style_print.css", import.meta.url)),
  alsoSpeak(words),
]);

export { ChapterList } from "./list.js";
export { ChapterPage } from "./page.js";
