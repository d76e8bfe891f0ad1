// @ts-check
/** Panel: a trained network leaves the page, as a file, as a page of its own, as code; or one comes in. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { edit } from "../actions.js";
import { download } from "../lab/download.js";
import { useNets } from "../lab/nets.js";
import { DISTILLED, TEACHER } from "../roles.js";
import { addStyle } from "../share/style.js";
import { busy, ROUNDED, record, spec } from "../state.js";
import { html, Select } from "../view/html.js";
import { netName } from "../view/names.js";
import { alsoSpeak, number, t } from "../words.js";
import { Code } from "./code.js";
import { FORMATS, LARGEST_NETRON, netronAddress, packed } from "./formats.js";
import { Incoming } from "./incoming.js";
import { Python } from "./python.js";

/** The words and the style of this panel, fetched with it. */
export const ready = Promise.all([
  alsoSpeak("models"),
  addStyle(new URL("../style_models.css", import.meta.url)),
]);

/** @typedef {import("./formats.js").Packed} Packed */

/** The network in every format, once the module for them is there.
 * @param {import("../lab/nets.js").Built | undefined} built */
function usePacked(built) {
  const [found, keep] = useState(
    /** @type {{of: unknown, packed?: Packed | null, failure?: string} | null} */ (null),
  );
  useEffect(() => {
    if (!built) return undefined;
    let wanted = true;
    packed(built).then(
      (value) => wanted && keep({ of: built, packed: value }),
      (error) =>
        wanted && keep({ of: built, failure: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [built]);
  return found?.of === built ? found : null;
}

/** @param {{content: Packed}} props */
function Files({ content }) {
  return html`<ul class="model-files">
    ${FORMATS.map((format) => {
      const name = `${content.stem}.${format.extension}`;
      const blob = format.write(content);
      if (!blob)
        return html`<li key=${format.key}><span class="hint">${t(`models.${format.key}.none`)}</span></li>`;
      return html`<li key=${format.key}>
        <button type="button" id=${`model-${format.key}`} onClick=${() => download(name, blob)}>
          ${t(`models.${format.key}`)}
        </button>
        <span class="hint">${t(`models.${format.key}.about`)}${t("words.between")}${t("models.bytes", { bytes: number(blob.size) })}</span>
      </li>`;
    })}
    <li>
      ${
        content.onnx.length <= LARGEST_NETRON
          ? html`<a id="model-netron" href=${netronAddress(content)} target="_blank" rel="noopener noreferrer">${t("models.netron")}</a>`
          : html`<span>${t("models.netron.large", { limit: number(LARGEST_NETRON / 1e6) })}</span>`
      }
      <span class="hint">${t("models.netron.about")}</span>
    </li>
  </ul>`;
}

/** How to get a network of 8 bits, where the run has none.
 * @param {{rounded: boolean}} props */
function Rounding({ rounded }) {
  const arms = String(spec.value?.arms ?? "");
  if (rounded) return html`<p class="hint">${t("models.rounded")}</p>`;
  if (ROUNDED.some((key) => arms.split(",").includes(key)))
    return html`<p class="hint">${t("models.rounded.choose")}</p>`;
  return html`<div class="row">
    <button type="button" id="model-round" disabled=${busy.value} onClick=${() => edit("arms", `${arms},${ROUNDED[0]}`)}>
      ${t("models.rounded.add")}
    </button>
    <p class="hint">${t("models.rounded.none")}</p>
  </div>`;
}

function Outgoing() {
  const nets = useNets();
  const [chosen, choose] = useState(DISTILLED);
  const built = nets.find(({ key }) => key === chosen) ?? nets.find(({ key }) => key !== TEACHER) ?? nets[0];
  const found = usePacked(useMemo(() => built, [built?.net]));
  if (!built) return html`<p class="hint">${t("models.run")}</p>`;
  const options = nets.map(({ key }) => ({ value: key, label: netName(key) }));
  return html`
    <div class="field">
      <label for="model-net">${t("models.net")}</label>
      <${Select} id="model-net" value=${built.key} options=${options} onChange=${choose} />
    </div>
    ${found?.failure && html`<p class="problem" role="alert">${t("models.failed", { reason: found.failure })}</p>`}
    ${found?.packed === null && html`<p class="hint">${t("models.search")}</p>`}
    ${!found && html`<p class="hint" role="status">${t("models.loading")}</p>`}
    ${
      found?.packed &&
      html`
        <${Files} content=${found.packed} />
        <${Rounding} rounded=${ROUNDED.includes(built.key)} />
        <h4>${t("models.code")}</h4>
        <${Code} content=${found.packed} />
      `
    }
  `;
}

export function Models() {
  return html`
    <h4>${t("models.out")}</h4>
    ${record.value && html`<${Outgoing} />`}
    <h4>${t("models.experiment")}</h4>
    <${Python} />
    <h4>${t("models.in")}</h4>
    <${Incoming} />
  `;
}
