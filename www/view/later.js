// @ts-check
/** Zone 4, which is fetched when the page can be used. */

import { useEffect, useState } from "preact/hooks";
import { engine, shownView } from "../state.js";
import { Missing, wayOut } from "./again.js";
import { html } from "./html.js";

export function Later() {
  const [part, setPart] = useState(/** @type {{view: import("preact").FunctionComponent} | null} */ (null));
  // A single panel inside another page stays a single panel, unless it is one of these.
  const ready = engine.value !== null && ["full", "sweep"].includes(shownView.value);
  const [failed, setFailed] = useState(/** @type {{act: () => void} | null} */ (null));
  const ask = () => {
    setFailed(null);
    import("../lab/lab.js")
      .then(async ({ prepare, Lab }) => {
        await prepare();
        setPart({ view: Lab });
      })
      .catch((error) => setFailed({ act: wayOut(error, ask) }));
  };
  useEffect(() => {
    if (ready) ask();
  }, [ready]);
  if (failed) return html`<${Missing} act=${failed.act} />`;
  return part && html`<${part.view} />`;
}
