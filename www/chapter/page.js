// @ts-check
/** A chapter: its text, its figure, what the document says beside what was measured, and three questions. */

import { useEffect } from "preact/hooks";
import { openLink } from "../actions.js";
import { Going } from "../lab/going.js";
import { chapter, engine, link } from "../state.js";
import { html } from "../view/html.js";
import { language, list, NONE, number, percent, t } from "../words.js";
import { Figure } from "./figure.js";
import { ChapterLink } from "./list.js";
import { focusWanted, isSpecial, openPlayground, playgroundAddress } from "./open.js";
import * as run from "./run.js";
import { Spans } from "./spans.js";
import { fetchChapter, languageOf, order, stored, text } from "./state.js";
import { interval, written } from "./units.js";

/** @typedef {import("../engine/retort.js").ChapterReport} ChapterReport */

/** @param {{chapterKey: string}} props */
function Buttons({ chapterKey }) {
  const going = run.running.value === chapterKey;
  const closed = !engine.value || (run.running.value !== "" && !going);
  const seed = run.nextSeed(chapterKey).value;
  const again = (run.own.value[chapterKey]?.length ?? 0) > 0;
  const address = engine.value?.chapterPlan(chapterKey).link ?? link.value;
  const failed = run.failure.value?.key === chapterKey ? run.failure.value.reason : "";
  return html`<div class="row">
      <button
        id="chapter-run"
        type="button"
        class=${going ? "" : "primary"}
        aria-disabled=${closed}
        onClick=${() => {
          if (going) run.stop();
          else if (!closed) run.start(chapterKey, seed);
        }}
      >
        ${going ? t("chapter.stop") : t(again ? "chapter.again" : "chapter.run", { seed: String(seed) })}
      </button>
      <a
        href=${playgroundAddress(address)}
        onClick=${(/** @type {MouseEvent} */ event) => {
          if (isSpecial(event)) return;
          event.preventDefault();
          openPlayground(address);
        }}
        >${t("chapter.playground")}</a
      >
    </div>
    ${going && html`<${Going} share=${run.share.value} secondsLeft=${run.secondsLeft.value} fetched=${run.fetched.value} label=${t("chapter.progress")} />`}
    <p class="hint" role="status">
      ${going ? t("chapter.going", { share: percent(Math.floor(run.share.value * 4) / 4, 0) }) : again ? t(stored.value ? "chapter.done" : "chapter.done.alone") : ""}
    </p>
    ${failed && html`<p class="problem">${t("chapter.failed", { reason: failed })}</p>`}`;
}

/** Said where teachers were not trained here. @param {{chapterKey: string}} props */
function Storage({ chapterKey }) {
  const { key, seed, teachers } = run.storage.value;
  if (key !== chapterKey || teachers.length === 0) return null;
  const idle = run.running.value === "";
  const anew = idle && teachers.some(({ outcome }) => outcome === "used");
  return html`<div id="storage">
    ${teachers.map(
      (told) => html`<p class="hint" key=${told.link}>
        ${told.outcome === "used" ? t("teacher.stored", told) : t("teacher.refused")}
      </p>`,
    )}
    ${anew && html`<button id="anew" type="button" class="plain" onClick=${() => run.start(chapterKey, seed, { anew: true })}>${t("teacher.anew")}</button>`}
  </div>`;
}

/** @param {{report: ChapterReport | null, own: ChapterReport | null, names: Record<string, string>, lang: string | undefined}} props */
function Measures({ report, own, names, lang }) {
  const rows = (report ?? own)?.measures ?? [];
  if (rows.length === 0) return null;
  return html`<h3>${t("chapter.measures")}</h3>
  <div class="scroll free" tabindex="0" role="region" aria-label=${t("chapter.measures")}>
    <table class="figures measures">
      <thead>
        <tr>
          <th scope="col">${t("chapter.measure")}</th>
          <th scope="col">${t("chapter.document")}</th>
          <th scope="col">${t("chapter.stored")}</th>
          <th scope="col">${t("chapter.own")}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ key, unit, claimed }, at) => html`<tr key=${key}>
            <th scope="row" lang=${lang}>${names[`measure.${key}`] ?? key}</th>
            <td>${claimed === null ? NONE : written(claimed, unit)}</td>
            <td>${interval(report?.measures[at]?.mean, unit)}</td>
            <td class="own">${interval(own?.measures[at]?.mean, unit)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** The words for the marks in the figure. Without a stored run the reader's own is not beside anything.
 * @param {ChapterReport | null} report
 * @param {ChapterReport | null} own */
function marks(report, own) {
  if (!report) return "chapter.marks.only";
  return own ? "chapter.marks.own" : "chapter.marks";
}

/** Where the numbers come from. @param {{report: ChapterReport | null, own: ChapterReport | null}} props */
function Source({ report, own }) {
  const seeds = (/** @type {ChapterReport} */ { seeds }) => list(seeds.map(String));
  return html`
    ${report && html`<p class="hint">${t("chapter.source", { seeds: seeds(report), version: number(report.version) })}${t("words.between")}${report.link && html`<code>#${report.link}</code>`} ${t("fingerprint")} <code>${report.fingerprints[0]}</code></p>`}
    ${own && html`<p class="hint">${t(own.seeds.length > 1 ? "chapter.source.own" : "chapter.source.own.one", { seeds: seeds(own) })}${t("words.between")}<code>${own.fingerprints.at(-1)}</code></p>`}
  `;
}

/** @param {{chapterKey: string}} props */
function Neighbours({ chapterKey }) {
  const at = order.value.indexOf(chapterKey);
  const [before, after] = [order.value[at - 1], order.value[at + 1]];
  return html`<nav class="row neighbours" aria-label=${t("chapter.neighbours")}>
    ${before && html`<span>${t("chapter.before")}${t("words.between")}<${ChapterLink} chapterKey=${before} /></span>`}
    ${after && html`<span>${t("chapter.after")}${t("words.between")}<${ChapterLink} chapterKey=${after} /></span>`}
  </nav>`;
}

export function ChapterPage() {
  const key = chapter.value ?? "";
  const spoken = language.value.key;
  useEffect(() => {
    fetchChapter(key, spoken).catch(() => {});
  }, [key, spoken]);
  // An address that names only the chapter has the chapter's own experiment.
  const ready = engine.value !== null;
  useEffect(() => {
    if (ready && order.value.includes(key) && location.hash.length < 2) {
      openLink(engine.value?.chapterPlan(key).link ?? "", true);
    }
  }, [ready, key]);
  const shown = text.value?.key === key;
  useEffect(() => {
    if (!shown || !focusWanted.value) return;
    focusWanted.value = false;
    document.getElementById("chapter-title")?.focus();
  }, [shown, key]);
  if (ready && !order.value.includes(key)) {
    return html`<main class="chapter" id="watch"><p class="problem" role="alert">${t("chapter.unknown", { key })}</p></main>`;
  }
  if (text.value?.key !== key) return html`<main class="chapter" id="watch" aria-busy="true" />`;
  const { title, paragraphs, claim, questions, names } = text.value.text;
  const own = run.ownReport(key);
  const report = stored.value;
  const measured = (/** @type {string} */ name) => {
    const found = [own, report].map((each) => each?.measures.find((measure) => measure.key === name));
    const known = found.find((measure) => measure?.mean);
    return known ? interval(known.mean, known.unit) : "";
  };
  const number = order.value.indexOf(key) + 1;
  const lang = languageOf(key);
  return html`<main class="chapter" id="watch" tabindex="-1" aria-labelledby="chapter-title">
    <article>
      <p class="hint">${t("chapter.number", { number, count: order.value.length })}</p>
      <h2 id="chapter-title" tabindex="-1" lang=${lang}>${title}</h2>
      ${paragraphs.map((spans) => html`<p class="told" lang=${lang}><${Spans} spans=${spans} measured=${measured} /></p>`)}
      <p class="said"><strong>${t("chapter.says")}</strong>${t("words.between")}<span lang=${lang}><${Spans} spans=${claim} measured=${measured} /></span></p>
      <${Buttons} chapterKey=${key} />
      <${Storage} chapterKey=${key} />
      <div lang=${lang}><${Figure} stored=${report} own=${own} names=${names} /></div>
      ${(report || own) && html`<p class="hint">${t(marks(report, own))}</p>`}
      <${Measures} report=${report} own=${own} names=${names} lang=${lang} />
      <${Source} report=${report} own=${own} />
      <h3>${t("chapter.questions")}</h3>
      <ol class="questions">
        ${questions.map(
          ({ question, answer }, at) => html`<li key=${at} lang=${lang}>
            <details>
              <summary><${Spans} spans=${question} measured=${measured} /></summary>
              <p><${Spans} spans=${answer} measured=${measured} /></p>
            </details>
          </li>`,
        )}
      </ol>
      <${Neighbours} chapterKey=${key} />
    </article>
  </main>`;
}
