// @ts-check
/** Share: the experiment as a link, as code for a course page, as a QR code, as a file. */

import { useRef, useState } from "preact/hooks";
import { makeActivity } from "../activity/open.js";
import { drawingsIn } from "../drawings.js";
import { reproducible } from "../reproduce.js";
import { drawings, link, menu, record, spec } from "../state.js";
import { html, Select } from "../view/html.js";
import { number, optional, t } from "../words.js";
import { copy } from "./copy.js";
import { FilePart } from "./file_view.js";
import { FORMATS } from "./formats.js";
import { QrCode } from "./qr_view.js";
import { addresses, currentClaim } from "./shared.js";

/** Chat programs cut longer links. */
const LONG = 2_000;

function title() {
  const preset = menu.value?.presets.find((each) => each.link === link.value)?.key;
  const name = (preset && optional(`preset.${preset}`)) ?? t("preset.own");
  return `${t("share.title")}${name}`;
}

export function Panel() {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [chosen, choose] = useState("link");
  const [said, say] = useState("");
  const parts = addresses(title());
  const known = Object.keys(FORMATS).filter((each) => FORMATS[each](parts) !== "");
  const format = known.includes(chosen) ? chosen : "link";
  const text = FORMATS[format](parts);
  const claimed = currentClaim() !== "";

  const onCopy = async () => {
    if (field.current) say(t((await copy(field.current)) ? "share.copied" : "share.byHand"));
  };
  return html`
    <div class="share">
      <div class="share-text">
        <div class="row">
          <label for="share-format">${t("share.as")}</label>
          <${Select}
            id="share-format"
            value=${format}
            options=${known.map((value) => ({ value, label: t(`share.${value}`) }))}
            onChange=${(/** @type {string} */ value) => {
              choose(value);
              say("");
            }}
          />
          <button type="button" class="primary" id="share-copy" onClick=${onCopy}>${t("share.copy")}</button>
        </div>
        <textarea
          id="share-link"
          ref=${field}
          readonly
          rows=${["link", "locked", "predict", "preview"].includes(format) ? 2 : 6}
          aria-label=${t(`share.${format}`)}
          aria-describedby="share-about"
          value=${text}
          spellcheck=${false}
        ></textarea>
        <p class="hint" id="share-about">${t(`share.${format}.about`)}${t("words.between")}${t("share.length", { count: number(text.length) })}</p>
        ${location.protocol === "file:" && html`<p class="warning" id="share-file">${t("share.file")}</p>`}
        ${text.length > LONG && html`<p class="warning">${t("share.long", { limit: number(LONG) })}</p>`}
        ${spec.value?.data.startsWith("own-") && html`<p class="warning" id="share-images">${t("share.images")}</p>`}
        <p class="hint">${t(reproducible(String(spec.value?.engine)) ? (claimed ? "share.claimed" : "share.unclaimed") : "share.unproven")}</p>
        ${drawings.value.length > 0 && html`<p class="hint" id="share-drawings">${t("share.drawings", { fit: number(drawingsIn(parts.link)), count: number(drawings.value.length) })}</p>`}
        <p class="hint" role="status">${said}</p>
        <div class="row">
          <button type="button" id="share-activity" onClick=${makeActivity}>${t("share.activity")}</button>
          <p class="hint">${t("share.activity.about")}</p>
        </div>
      </div>
      <${QrCode} text=${["locked", "predict", "preview"].includes(format) ? text : parts.link} />
      <${FilePart} record=${record.value} />
    </div>
  `;
}
