// @ts-check
/** The glossary: an index of all terms, and the one that was asked for. */

import { useEffect } from "preact/hooks";
import { chapterAddress, isSpecial, openChapter } from "../chapter/open.js";
import { languageOf, titleOf } from "../chapter/state.js";
import { addressOf } from "../link.js";
import { chapter, link, term } from "../state.js";
import { html } from "../view/html.js";
import { optional, t } from "../words.js";
import { goTo } from "./go.js";
import { openTerm, wanted } from "./open.js";
import { TERMS } from "./terms.js";

/** @typedef {import("./terms.js").Place} Place */

/** Ids of the page that have no label of their own: what they are called. */
const NAMES = /** @type {Record<string, string>} */ ({
  "view-T-slider": "view.T",
  run: "do.run",
  result: "zone.result",
  closer: "closer",
  prints: "fingerprint",
});

/** Opens a panel of zone 4, which may still be on its way.
 * @param {string} key */
async function openPanel(key) {
  for (let tries = 0; tries < 100; tries += 1) {
    const panel = /** @type {HTMLDetailsElement | null} */ (document.getElementById(`panel-${key}`));
    if (panel) {
      panel.open = true;
      goTo(`#panel-${key} > summary`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** @param {{place: Place}} props */
function See({ place }) {
  if ("chapter" in place) {
    const key = place.chapter;
    return html`<a
      href=${chapterAddress(key)}
      lang=${languageOf(key)}
      onClick=${(/** @type {MouseEvent} */ event) => {
        if (isSpecial(event)) return;
        event.preventDefault();
        openChapter(key);
      }}
      >${titleOf(key)}</a
    >`;
  }
  const panel = "panel" in place;
  const name = panel ? t(`panel.${place.panel}`) : t(NAMES[place.control] ?? `field.${place.control}`);
  // A chapter has no controls, and some fields belong to other settings: then the name alone says where to look.
  const here = panel ? chapter.value === null : document.getElementById(place.control);
  if (!here) return html`<span>${name}</span>`;
  return html`<a
    href="#"
    onClick=${(/** @type {MouseEvent} */ event) => {
      event.preventDefault();
      if (panel) openPanel(place.panel);
      else goTo(`#${place.control}`);
    }}
    >${name}</a
  >`;
}

/** @param {{of: string}} props */
function Entry({ of }) {
  const { formula, source, see } = TERMS[of];
  useEffect(() => {
    if (!wanted.value) return;
    wanted.value = false;
    goTo("#term-title");
  }, [of, wanted.value]);
  return html`<article class="entry" aria-labelledby="term-title">
    <h4 id="term-title" tabindex="-1">${t(`term.${of}`)}</h4>
    ${formula && html`<p class="symbols">${formula}</p>`}
    <p>${t(`term.${of}.about`)}</p>
    <p class="hint">${t("glossary.see")}${t("words.between")}<${See} place=${see} /></p>
    ${source && html`<p class="hint">${t("glossary.source")}${t("words.between")}<span lang="en">${source}</span></p>`}
  </article>`;
}

export function Glossary() {
  const asked = term.value ?? "";
  const shown = Object.hasOwn(TERMS, asked) ? asked : "temperature";
  return html`<section aria-labelledby="glossary-title">
    <h3 id="glossary-title">${t("glossary.title")}</h3>
    <div class="glossary">
      <${Entry} of=${shown} />
      <ul>
        ${Object.keys(TERMS).map(
          (key) => html`<li key=${key}>
            <a
              href=${addressOf(link.value, { glossary: key })}
              aria-current=${key === shown ? "true" : undefined}
              onClick=${(/** @type {MouseEvent} */ event) => {
                if (isSpecial(event)) return;
                event.preventDefault();
                openTerm(key);
              }}
              >${optional(`term.${key}`)}</a
            >
          </li>`,
        )}
      </ul>
    </div>
  </section>`;
}
