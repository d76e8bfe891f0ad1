// @ts-check
/** What is fetched together when something is shared or checked: words, style, views. */

import { addStyle } from "./style.js";
import { ready } from "./words.js";

await Promise.all([ready, addStyle(new URL("../style_share.css", import.meta.url))]);

export { Claim, Seal } from "./claim_view.js";
export { Panel } from "./panel.js";
