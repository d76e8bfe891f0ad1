// @ts-check
/** Views that are fetched when they are first shown, so that the first load does not carry them. */

import { signal } from "@preact/signals";
import { html } from "./html.js";

/** A view that shows nothing until it has arrived; a failed try is repeated when it is next shown.
 * @template Props
 * @param {() => Promise<import("preact").FunctionComponent<Props>>} load
 * @returns {import("preact").FunctionComponent<Props>} */
export function lazy(load) {
  const view = signal(/** @type {{View: import("preact").FunctionComponent<Props>} | null} */ (null));
  let asked = false;
  return function Lazy(props) {
    if (!asked) {
      asked = true;
      load().then(
        (View) => {
          view.value = { View };
        },
        () => {
          asked = false;
        },
      );
    }
    return view.value && html`<${view.value.View} ...${props} />`;
  };
}
