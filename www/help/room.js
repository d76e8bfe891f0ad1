// @ts-check
/** What is fetched together when help is opened: words, style, views. */

import { alsoSpeak } from "../words.js";
import { ready } from "./tour.js";

await Promise.all([ready, alsoSpeak("glossary")]);

export { Panel } from "./panel.js";
