// @ts-check
/** The glossary: an index of all terms, and the one that was asked for. */

import { useEffect } from "preact/hooks";
import { chapterAddress, isSpecial, openChapter } from "../chapter/open.js";
import { languageOf, titleOf } from "../chapter/state.js";
import { addressOf } from "../link.js";
import { link, term } from "../state.js";
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
  const [id, name] =
    "panel" in place
      ? [`panel-${place.panel}`, t(`panel.${place.panel}`)]
      : [place.control, t(NAMES[place.control] ?? `field.${place.control}`)];
  // Panels and some fields come later or belong to other settings: then the name alone says where to look.
  if (!document.getElementById(id)) return html`<span>${name}</span>`;
  return html`<a
    href="#"
    onClick=${(/** @type {MouseEvent} */ event) => {
      event.preventDefault();
      if ("panel" in place) /** @type {HTMLDetailsElement} */ (document.getElementById(id)).open = true;
      goTo("panel" in place ? `#${id} > summary` : `#${id}`);
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
    <p class="hint">${t("glossary.see")} <${See} place=${see} /></p>
    ${source && html`<p class="hint">${t("glossary.source")} <span lang="en">${source}</span></p>`}
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
