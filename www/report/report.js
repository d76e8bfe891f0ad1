// @ts-check
/** One page about the shown run: what was set, what came out, and what proves it. The same for paper and for a file. */

import { claimed } from "../claim.js";
import { DifferencePicture, MirroredPicture } from "../compare/bars_picture.js";
import { addressOf } from "../link.js";
import { claimOfRun, FRAME } from "../share/shared.js";
import { chosenImage, images, menu, record, shownDataset } from "../state.js";
import { classes, trueLabel } from "../view/chosen.js";
import { Distilled } from "../view/distilled.js";
import { choiceName } from "../view/field.js";
import { Fingerprints } from "../view/fingerprints.js";
import { html } from "../view/html.js";
import { CostTable, QualityTable } from "../view/result_table.js";
import { Verdict } from "../view/verdict.js";
import { className, language, number, optional, short, t } from "../words.js";
import { Picture, reportCharts } from "./charts.js";

/** @typedef {import("../engine/retort.js").Value} Value */
/** @typedef {import("../engine/retort.js").Theme} Theme */

/** A value as the form says it.
 * @param {string} key
 * @param {Value | undefined} value */
function written(key, value) {
  if (value === undefined || value === "") return "–";
  if (typeof value === "number") return key === "seed" ? String(value) : short(value, 6);
  return value
    .split(",")
    .map((each) => choiceName(key, each))
    .join(t("words.comma"));
}

/** Every setting of the run, with its default and whether it was changed. */
function settings() {
  const spec = record.value?.spec;
  return (menu.value?.fields ?? []).map((field) => {
    const value = spec?.[field.key] ?? field.default;
    return {
      key: field.key,
      name: optional(`field.${field.key}`) ?? field.key,
      value: written(field.key, value),
      default: written(field.key, field.default),
      changed: String(value) !== String(field.default),
    };
  });
}

/** The address of the run, with what it claims. */
function address() {
  const shown = record.value;
  return addressOf(claimed(shown?.link ?? "", claimOfRun(shown)), FRAME);
}

/** The name of the experiment. */
export function title() {
  const shown = record.value;
  const preset = menu.value?.presets.find(({ link }) => link === shown?.link)?.key;
  const name = (preset && optional(`preset.${preset}`)) ?? t("preset.own");
  return t("report.title", { name, data: choiceName("data", shown?.spec.data ?? "") });
}

/** @param {{all: ReturnType<typeof settings>}} props */
function Changed({ all }) {
  const changed = all.filter((each) => each.changed);
  if (changed.length === 0) return html`<h2>${t("settings")}</h2><p>${t("report.unchanged")}</p>`;
  return html`<h2>${t("settings")}</h2>
    <table>
      <caption>${t("report.changed")}</caption>
      <thead>
        <tr>
          <th scope="col">${t("report.setting")}</th>
          <th scope="col">${t("report.value")}</th>
          <th scope="col">${t("report.default")}</th>
        </tr>
      </thead>
      <tbody>
        ${changed.map((each) => html`<tr key=${each.key}><th scope="row">${each.name}</th><td><strong>${each.value}</strong></td><td>${each.default}</td></tr>`)}
      </tbody>
    </table>`;
}

/** @param {{all: ReturnType<typeof settings>}} props */
function Same({ all }) {
  const same = all.filter((each) => !each.changed);
  return html`<h2>${t("report.same")}</h2>
    <dl class="same">${same.map((each) => html`<div key=${each.key}><dt>${each.name}</dt> <dd>${each.value}</dd></div>`)}</dl>`;
}

/** @param {{date: Date, theme: Theme}} props */
export function Report({ date, theme }) {
  const [shown, info] = [record.value, shownDataset.value];
  if (!shown) return null;
  const when = new Intl.DateTimeFormat(language.value.tag, { dateStyle: "long", timeStyle: "short" }).format(
    date,
  );
  const [link, all] = [address(), settings()];
  const image = images.value;
  const index = image ? image.index(chosenImage.value) + 1 : 0;
  return html`<article>
    <header>
      <h1>${title()}</h1>
      <p class="hint">${t("report.made", { when, engine: `${shown.engine.key} ${shown.engine.version}` })}${t("words.between")}
        ${shown.source === "stored" && t("report.stored")}</p>
      <p class="link"><a href=${link}>${link}</a></p>
    </header>
    <section class="found"><${Verdict} /></section>
    <section><${Distilled} /></section>
    <section><${Changed} all=${all} /></section>
    <section class="tables"><div><${QualityTable} /></div><div><${CostTable} /></div></section>
    <section class="charts">
      ${reportCharts().map((chart) => html`<${Picture} key=${chart.name} chart=${chart} theme=${theme} />`)}
      <figure><${MirroredPicture} theme=${theme} />
        <figcaption>${t("report.bars", { index: number(index), label: className(classes.value[trueLabel.value]) })}${t("words.between")}${t("bars.unit")}</figcaption></figure>
      <figure><${DifferencePicture} theme=${theme} /><figcaption>${t("difference.unit")}</figcaption></figure>
    </section>
    <section><${Same} all=${all} /></section>
    <section><${Fingerprints} /><p class="hint">${t("report.reproduce")}</p></section>
    <footer>
      <h2>${t("report.licences")}</h2>
      <p>${info && html`${info.licence ? t("source.text", { name: choiceName("data", info.key), licence: info.licence }) : t("own.source")}${t("words.between")}<span lang="en">${info.origin}</span>. `}${t("report.software")}</p>
    </footer>
  </article>`;
}
