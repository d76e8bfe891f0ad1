// @ts-check
/** The network as code that runs elsewhere, to copy or to keep. */

import { useRef, useState } from "preact/hooks";
import { downloadText } from "../lab/download.js";
import { html, Select } from "../view/html.js";
import { t } from "../words.js";

/** @type {Record<string, string>} */
const EXTENSIONS = { pytorch: "py", burn: "rs", javascript: "mjs" };

/** @param {{content: import("./formats.js").Packed}} props */
export function Code({ content }) {
  const languages = Object.keys(content.code);
  const [chosen, choose] = useState(languages[0]);
  const [said, say] = useState("");
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const text = content.code[chosen];
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      say(t("models.copied"));
    } catch {
      // No permission: the text is selected, and the older way needs none.
      say(t(document.execCommand("copy") ? "models.copied" : "models.byHand"));
    }
  };
  return html`
    <div class="row">
      <label for="model-language">${t("models.language")}</label>
      <${Select}
        id="model-language"
        value=${chosen}
        options=${languages.map((value) => ({ value, label: t(`models.language.${value}`) }))}
        onChange=${(/** @type {string} */ value) => {
          choose(value);
          say("");
        }}
      />
      <button type="button" id="model-copy" onClick=${copy}>${t("models.copy")}</button>
      <button type="button" id="model-keep" onClick=${() => downloadText(`${content.stem}.${EXTENSIONS[chosen]}`, text, "text/plain")}>
        ${t("models.keep")}
      </button>
    </div>
    <textarea ref=${field} class="code" readonly rows="14" spellcheck=${false} aria-label=${t(`models.language.${chosen}`)} value=${text}></textarea>
    <p class="hint">${t(`models.language.${chosen}.about`)}</p>
    <p class="hint" role="status">${said}</p>
  `;
}
