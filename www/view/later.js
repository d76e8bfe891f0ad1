// @ts-check
/** Zone 4, which is fetched when the page can be used. Where it does not arrive the page is whole without it. */

import { useEffect, useState } from "preact/hooks";
import { engine } from "../state.js";
import { html } from "./html.js";

export function Later() {
  const [part, setPart] = useState(/** @type {{view: import("preact").FunctionComponent} | null} */ (null));
  const ready = engine.value !== null;
  useEffect(() => {
    const { view = "full" } = document.documentElement.dataset;
    // A single panel inside another page stays a single panel.
    if (!ready || view !== "full") return;
    import("../lab/lab.js")
      .then(async ({ prepare, Lab }) => {
        await prepare();
        setPart({ view: Lab });
      })
      .catch(() => {});
  }, [ready]);
  return part && html`<${part.view} />`;
}
