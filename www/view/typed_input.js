// @ts-check
/** An input whose text is its own while somebody types: what the page learns meanwhile does not take it away. */

import { useState } from "preact/hooks";
import { html, typedIn } from "./html.js";

/** @param {{value: string, onCommit: (text: string) => void, onType?: (text: string) => void, [attribute: string]: unknown}} props
 *   `onCommit` gets the whole text once it is there, `onType` each state on the way */
export function TypedInput({ value, onCommit, onType, ...attributes }) {
  const [draft, setDraft] = useState(/** @type {string | null} */ (null));
  return html`<input
    ...${attributes}
    value=${draft ?? value}
    onInput=${(/** @type {Event} */ event) => {
      const text = typedIn(event);
      setDraft(text);
      onType?.(text);
    }}
    onChange=${(/** @type {Event} */ event) => {
      setDraft(null);
      onCommit(typedIn(event));
    }}
    onBlur=${() => setDraft(null)}
  />`;
}
