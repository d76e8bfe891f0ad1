// @ts-check
/** What is fetched together once the first picture stands: words, style, views. */

import { addStyle } from "../share/style.js";
import { ready } from "./words.js";

await Promise.all([
  ready,
  addStyle(new URL("../style_compare.css", import.meta.url)),
  addStyle(new URL("../style_print.css", import.meta.url)),
]);

export { Tools } from "./tools.js";
