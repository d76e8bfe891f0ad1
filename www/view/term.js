// @ts-check
/** Words that the glossary explains, as links to it: `[word|term]` in a text. */

import { openTerm } from "../help/open.js";
import { addressOf } from "../link.js";
import { link } from "../state.js";
import { html } from "./html.js";

/** @param {{of: string, title?: string, children: import("./html.js").Children}} props */
export function Term({ of, title, children }) {
  // A frame has no place for a glossary.
  if (document.documentElement.dataset.embed !== undefined)
    return html`<span title=${title}>${children}</span>`;
  return html`<a
    class="term"
    title=${title}
    href=${addressOf(link.value, { glossary: of })}
    onClick=${(/** @type {MouseEvent} */ event) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      openTerm(of);
    }}
    >${children}</a
  >`;
}

/** @param {string} text */
export function marked(text) {
  const parts = text.split(/\[([^\]|]+)\|([\w-]+)\]/);
  return parts.map((part, at) =>
    at % 3 === 0 ? part : at % 3 === 1 ? html`<${Term} of=${parts[at + 1]}>${part}<//>` : null,
  );
}
