// @ts-check
/** Help: the first steps, the keys, the glossary, and how to go without network. */

import { makeActivity } from "../activity/open.js";
import { Offline } from "../offline/note.js";
import { html } from "../view/html.js";
import { t } from "../words.js";
import { Glossary } from "./glossary.js";
import { LOCAL, SHORTCUTS } from "./keys.js";
import { closeHelp } from "./open.js";
import { Steps } from "./tour.js";

/** @param {{caps: string[]}} props */
function Caps({ caps }) {
  return html`${caps.map((cap, at) => html`${at > 0 && " "}<kbd key=${cap}>${cap}</kbd>`)}`;
}

function Keys() {
  return html`<section aria-labelledby="keys-title">
    <h3 id="keys-title">${t("keys.title")}</h3>
    <p class="hint">${t("keys.about")}</p>
    <dl class="keys">
      ${SHORTCUTS.map(({ key, cap }) => html`<dt key=${key}><${Caps} caps=${["Alt", "Shift", cap]} /></dt><dd>${t(`keys.${key}`)}</dd>`)}
      ${LOCAL.map(({ key, caps }) => html`<dt key=${key}><${Caps} caps=${caps} /></dt><dd>${t(`keys.${key}`)}</dd>`)}
    </dl>
  </section>`;
}

export function Panel() {
  return html`<div
    class="help"
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      closeHelp();
    }}
  >
    <h2>${t("help")}</h2>
    <${Glossary} />
    <section aria-labelledby="steps-title">
      <h3 id="steps-title">${t("tour.title")}</h3>
      <${Steps} about />
    </section>
    <${Keys} />
    <section aria-labelledby="teachers-title">
      <h3 id="teachers-title">${t("help.teachers")}</h3>
      <p class="hint">${t("help.teachers.about")}</p>
      <button type="button" id="help-activity" onClick=${makeActivity}>${t("help.activity")}</button>
    </section>
    <${Offline} />
    <button type="button" class="plain strong" id="help-close" onClick=${closeHelp}>${t("help.close")}</button>
  </div>`;
}
