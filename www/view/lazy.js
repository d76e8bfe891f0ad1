// @ts-check
/** Views that are fetched when they are first shown, so that the first load does not carry them. */

import { signal } from "@preact/signals";
import { Missing, wayOut } from "./again.js";
import { html } from "./html.js";

/** A view that shows nothing until it has arrived, and a way to try again where it does not.
 * @template Props
 * @param {() => Promise<import("preact").FunctionComponent<Props>>} load
 * @returns {import("preact").FunctionComponent<Props>} */
export function lazy(load) {
  const view = signal(/** @type {{View: import("preact").FunctionComponent<Props>} | null} */ (null));
  const failed = signal(/** @type {(() => void) | null} */ (null));
  let asked = false;
  const ask = () => {
    asked = true;
    failed.value = null;
    load().then(
      (View) => {
        view.value = { View };
      },
      (error) => {
        failed.value = wayOut(error, ask);
      },
    );
  };
  return function Lazy(props) {
    if (!asked) ask();
    if (failed.value) return html`<${Missing} act=${failed.value} />`;
    return view.value && html`<${view.value.View} ...${props} />`;
  };
}
