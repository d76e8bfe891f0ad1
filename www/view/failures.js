// @ts-check
/** Nets that did not come to an end, why, and what can be done. Everything else stays as it is. */

import { record } from "../state.js";
import { t } from "../words.js";
import { html } from "./html.js";
import { netName } from "./names.js";

export function Failures() {
  const failed = Object.values(record.value?.nets ?? {}).filter(({ failure }) => failure);
  if (failed.length === 0) return null;
  return html`<ul class="problem">
    ${failed.map(
      ({ key, failure }) =>
        html`<li>${t(`failure.${failure?.code}`, { net: netName(key), reason: failure?.message ?? "" })}</li>`,
    )}
  </ul>`;
}
