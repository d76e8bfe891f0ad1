// @ts-check
/** What is fetched together when help is opened: words, style, views. */

import { addStyle } from "../share/style.js";
import { alsoSpeak } from "../words.js";

await Promise.all([alsoSpeak("glossary"), addStyle(new URL("../style_help.css", import.meta.url))]);

export { Panel } from "./panel.js";
