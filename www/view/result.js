// @ts-check
/** Zone 3: what came out, how sure that is, and where it comes from. */

import { useState } from "preact/hooks";
import { studentBatch } from "../estimate.js";
import { claim, menu, record, reveal, shownDataset } from "../state.js";
import { alsoSpeak, number, t } from "../words.js";
import { choiceName } from "./field.js";
import { Fingerprints } from "./fingerprints.js";
import { html } from "./html.js";
import { lazy } from "./lazy.js";
import { CostTable, QualityTable } from "./result_table.js";
import { StaleBadge } from "./stale_badge.js";
import { Verdict } from "./verdict.js";

const Seal = lazy(async () => (await import("../share/load.js")).Seal);

/** What makes the comparison fair, and what would not be. */
function Fairness() {
  const spec = record.value?.spec;
  if (!spec) return null;
  const [steps, batch, count] = [spec.steps, studentBatch(spec), spec.unlabelled].map((each) => number(each));
  const arms = record.value?.arms ?? [];
  const compares = menu.value?.methods.some(({ key, usesFeatures }) => usesFeatures && arms.includes(key));
  return html`
    <p class="hint">${t(spec.unlabelled > 0 ? "fair.unlabelled" : "fair", { steps, batch, count })}</p>
    ${
      arms.includes("born-again") &&
      Number(spec.generations) > 1 &&
      html`<p class="hint">${t("fair.born-again", { steps, count: number(Number(spec.generations)) })}</p>`
    }
    ${arms.includes("mutual") && html`<p class="hint">${t("fair.mutual")}</p>`}
    ${compares && html`<p class="hint">${t("fair.features")}</p>`}
  `;
}

/** Confusion and calibration: fetched when they are looked at. */
function Closer() {
  const [View, setView] = useState(/** @type {{view: import("preact").FunctionComponent} | null} */ (null));
  /** @param {Event} event */
  async function open(event) {
    if (!(/** @type {HTMLDetailsElement} */ (event.currentTarget).open) || View) return;
    // It can be opened before the engine has come, with which its words come.
    const [{ Closer: view }] = await Promise.all([import("./closer.js"), alsoSpeak("more")]);
    setView({ view });
  }
  return html`<details id="closer" onToggle=${open}>
    <summary>${t("closer")}</summary>
    ${View && html`<${View.view} />`}
  </details>`;
}

function Source() {
  const info = shownDataset.value;
  if (!info) return null;
  return html`<h3>${t("source")}</h3>
    <p class="hint">
      ${info.licence ? t("source.text", { name: choiceName("data", info.key), licence: info.licence }) : t("own.source")}${t("words.between")}<span lang="en">${info.origin}</span>
    </p>`;
}

export function Result() {
  return html`
    <section class="zone result" id="result" tabindex="-1" aria-labelledby="result-title">
      <h2 id="result-title">${t("zone.result")}</h2>
      <${StaleBadge} brief />
      ${claim.value && html`<${Seal} />`}
      ${reveal.value && html`<${reveal.value} />`}
      <${Verdict} />
      <${QualityTable} />
      <${CostTable} />
      <${Fairness} />
      ${record.value && html`<${Closer} />`}
      <${Fingerprints} />
      <${Source} />
    </section>
  `;
}
