// @ts-check
/** What proves a result: a fingerprint of each net. */

import { reproducible } from "../reproduce.js";
import { inReadingOrder, roleOf } from "../roles.js";
import { record } from "../state.js";
import { optional, t } from "../words.js";
import { html } from "./html.js";
import { netName } from "./names.js";
import { Steady } from "./steady.js";
import { marked } from "./term.js";

export function Fingerprints() {
  const shown = record.value;
  const nets = shown ? inReadingOrder(shown.arms).filter((key) => shown.nets[key].final) : [];
  if (!shown) return null;
  if (nets.length === 0) return html`<${Steady} full=${false} />`;
  const all = inReadingOrder(shown.arms).length === nets.length;
  if (!reproducible(shown.engine.key)) {
    return html`<${Steady} full=${all}><h3>${t("fingerprint")}</h3>
      <p class="warning" id="no-print">${optional("gpu.fingerprint") ?? ""}</p><//>`;
  }
  return html`<${Steady} full=${all}><h3>${t("fingerprint")}</h3>
    <dl class="prints" id="prints">
      ${nets.map(
        (key) => html`<dt class=${`role-${roleOf(key)}`}>${netName(key)}</dt>
          <dd><code>${shown.nets[key].final?.fingerprint}</code></dd>`,
      )}
    </dl>
    <p class="hint">${marked(t("fingerprint.hint", { engine: `${shown.engine.key} ${shown.engine.version}`, seed: String(shown.spec.seed) }))}</p><//>`;
}
