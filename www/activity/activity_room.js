// @ts-check
/** What is fetched together when a teacher makes an activity: words, style, view. */

import { addStyle } from "../share/style.js";
import { alsoSpeak } from "../words.js";

await Promise.all([
  addStyle(new URL("../style_share.css", import.meta.url)),
  addStyle(new URL("../style_activity.css", import.meta.url)),
  alsoSpeak("activity"),
  alsoSpeak("share"),
]);

export { ActivityPage } from "./page.js";
