// @ts-check
/** Nets whose worker was lost, why, and what can be done. Everything else stays as it is. */

import { experiment, record } from "../state.js";
import { number, t } from "../words.js";
import { html } from "./html.js";
import { netName } from "./names.js";

/** What a net of an engine without memory wanted.
 * @param {string} bytes */
const size = (bytes) => number(Math.ceil(Number(bytes) / 1e6));

/** @param {import("../run_record.js").Net} net */
function failure({ key, failure: found }) {
  const { code, message } = found ?? { code: "", message: "" };
  const reason = code === "memory" ? size(message) : message;
  return t(`failure.${code}`, { net: netName(key), reason });
}

/** @param {import("../run_record.js").Net} net */
function again({ key, again: found }) {
  const { update, reason } = found ?? { update: null, reason: "" };
  if (reason) return t("again.refused", { net: netName(key), reason });
  return update === null
    ? t("again.lost", { net: netName(key) })
    : t("again.on", { net: netName(key), update: number(update) });
}

export function Failures() {
  const nets = Object.values(record.value?.nets ?? {});
  const failed = nets.filter((net) => net.failure);
  const lost = nets.filter((net) => net.again && !net.failure);
  // A training that left the numbers would leave them again.
  const curable = failed.some((net) => net.failure?.code !== "diverged");
  return html`<div role="status">
    ${lost.length > 0 && html`<ul class="hint" id="again">${lost.map((net) => html`<li key=${net.key}>${again(net)}</li>`)}</ul>`}
    ${failed.length > 0 && html`<ul class="problem">${failed.map((net) => html`<li key=${net.key}>${failure(net)}</li>`)}</ul>`}
    ${curable && html`<button type="button" id="retry" onClick=${experiment.value?.retry}>${t("do.retry")}</button>`}
  </div>`;
}
