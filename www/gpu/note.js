// @ts-check
/** Beside the choice of the engine: what the graphics adapter changes, and the way back where there is none. */

import { useEffect, useState } from "preact/hooks";
import { edit } from "../actions.js";
import { engines } from "../state.js";
import { html } from "../view/html.js";
import { alsoSpeak, t } from "../words.js";
import { findAdapter } from "./adapter.js";

await alsoSpeak("gpu");

export function Note() {
  const [found, setFound] = useState(/** @type {Awaited<ReturnType<typeof findAdapter>> | null} */ (null));
  useEffect(() => {
    findAdapter().then(setFound);
  }, []);
  const absent = engines.value?.includes("webgpu") === false;
  const missing = found && "missing" in found ? found.missing : absent ? "file" : null;
  return html`<div id="gpu-note">
    <p class="warning"><strong>${t("gpu.label")}</strong> ${t("gpu.about")}</p>
    ${found && "name" in found && html`<p class="hint" id="gpu-adapter">${t("gpu.adapter", { name: found.name || t("gpu.unnamed") })}</p>`}
    <div role="status">
      ${
        missing &&
        html`<p class="problem" id="gpu-missing">${t(`gpu.missing.${missing}`)}</p>
          <button type="button" id="gpu-back" onClick=${() => edit("engine", "flex")}>${t("gpu.back")}</button>`
      }
    </div>
  </div>`;
}
