// @ts-check
/** What is fetched together when somebody brings own images: words, style, views. */

import { addStyle } from "../share/style.js";
import { alsoSpeak } from "../words.js";
import { fromDrop } from "./gather.js";
import { bring } from "./state.js";

await Promise.all([addStyle(new URL("../style_own.css", import.meta.url)), alsoSpeak("own")]);

export { Panel } from "./panel.js";
export { lookFor } from "./state.js";

/** @param {(FileSystemEntry | File | null)[]} dropped */
export const bringDropped = (dropped) => bring(() => fromDrop(dropped));
