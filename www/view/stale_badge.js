// @ts-check
/** Results of other settings are never shown without saying so. */

import { changed, stale } from "../state.js";
import { list, optional, t } from "../words.js";
import { html } from "./html.js";

/** @param {{brief?: boolean}} props `brief` where the whole sentence stands nearby */
export function StaleBadge({ brief }) {
  if (!stale.value) return null;
  const names = changed.value.map((key) => optional(`field.${key}`) ?? key);
  return html`<p class="stale">
    <strong>${t("stale")}</strong>${!brief && ` ${t("stale.why", { fields: list(names) })}`}
  </p>`;
}
