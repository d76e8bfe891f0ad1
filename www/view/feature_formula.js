// @ts-check
/** What further students minimise: beside the loss of the distilled one, with the numbers of an update. */

import { isFixed, last } from "../run_record.js";
import { menu, record } from "../state.js";
import { NONE, number, short, t } from "../words.js";
import { html } from "./html.js";
import { netName } from "./names.js";

/** What stands beside β, from the papers' programs; 1 where nothing does.
 * @type {Record<string, string>} */
const FACTORS = { hints: "100", "attention-transfer": "1000", "hidden-cosine": "1/7" };

const known = (/** @type {number | null | undefined} */ value) => (value == null ? NONE : number(value, 4));

/** Labels and, unless it is left out, their weight.
 * @param {boolean} weighted */
const labelled = (weighted) =>
  html`<i>L</i> = ${weighted && html`<i>α</i> · `}<span class="role-labels">CE</span> + `;

/** @param {string} from whom the student learns from, in words
 * @param {string} [role] */
const divergence = (from, role = "") =>
  html`<span class="together">KL(<span class=${role}>${from}<sub><i>T</i></sub></span> ‖ ${t("formula.student")}<sub><i>T</i></sub>)</span>`;

/** The symbols of a loss.
 * @param {string} key of the method
 * @param {boolean} compares whether it compares inner values */
function symbols(key, compares) {
  const softWeight = html`(1 − <i>α</i>) · <i>T</i>² · `;
  if (key === "mutual") return html`${labelled(false)}<i>T</i>² · ${divergence(t("formula.peer"))}`;
  if (key === "decoupled")
    return html`${labelled(true)}${softWeight}<span class="together">(TCKD + <i>ω</i> · NCKD)</span>`;
  const kl =
    key === "born-again" ? divergence(t("formula.before")) : divergence(t("formula.teacher"), "role-teacher");
  return html`${labelled(true)}${softWeight}${kl}${compares && html` + ${FACTORS[key] && `${FACTORS[key]} · `}<i>β</i> · <span class="together">${t("formula.inner")}</span>`}`;
}

/** @param {{arms: string[]}} props keys of methods */
export function FeatureFormula({ arms }) {
  const shown = record.value;
  if (!shown) return null;
  const { alpha, T } = shown.spec;
  const methods = menu.value?.methods ?? [];
  const fixed = isFixed(shown.spec);
  return html`${arms.map((key) => {
    const compares = methods.some((method) => method.key === key && method.usesFeatures);
    const net = shown.nets[key];
    const live = net?.progress && net.progress.total !== null ? net.progress : null;
    const loss = live ?? last(net)?.loss;
    const soft =
      key === "mutual"
        ? `${short(T * T, 4)} · ${known(loss?.soft)}`
        : `${number(1 - alpha, 2)} · ${short(T * T, 4)} · ${known(loss?.soft)}`;
    const line = [
      key === "mutual" ? known(loss?.hard) : `${number(alpha, 2)} · ${known(loss?.hard)}`,
      soft,
      ...(compares
        ? [
            `${FACTORS[key] ? `${FACTORS[key]} · ` : ""}${short(Number(shown.spec.beta), 4)} · ${known(loss?.feature)}`,
          ]
        : []),
    ].join(" + ");
    return html`<div class="formula" key=${key}>
      <p class="hint">${t(compares ? "formula.feature" : `formula.${key}`, { net: netName(key) })}</p>
      <p class="symbols" role=${compares ? "math" : undefined} aria-label=${compares ? t("formula.feature.spoken") : undefined}>${symbols(key, compares)}</p>
      ${fixed && html`<p class="figures">${line} = <strong>${known(loss?.total)}</strong></p>`}
    </div>`;
  })}`;
}
