// @ts-check
/** Name, chapters, language, theme, share, help. */

import { setLanguage, setTheme } from "../actions.js";
import { LANGUAGES } from "../languages.js";
import { bringing, choosing, helping, sharing, themeChoice } from "../state.js";
import { language, t } from "../words.js";
import { html, Select } from "./html.js";
import { lazy } from "./lazy.js";

const Chapters = lazy(async () => (await import("../chapter/load.js")).ChapterList);
const Help = lazy(async () => (await import("../help/room.js")).Panel);
const Own = lazy(async () => (await import("../own/own_room.js")).Panel);
const Share = lazy(async () => (await import("../share/load.js")).Panel);

export function Header() {
  const languages = LANGUAGES.map(({ key, name }) => ({ value: key, label: name }));
  const themes = ["auto", "light", "dark"].map((value) => ({ value, label: t(`theme.${value}`) }));
  return html`
    <header class="top">
      <h1>Retort</h1>
      <p class="tagline">${t("tagline")}</p>
      <div class="tools">
        <button
          type="button"
          class="plain strong"
          aria-expanded=${choosing.value}
          aria-controls="chapters"
          onClick=${() => {
            choosing.value = !choosing.value;
          }}
        >
          ${t("chapters")}
        </button>
        <${Select}
          id="lang"
          label=${t("language")}
          value=${language.value.key}
          options=${languages}
          onChange=${(/** @type {string} */ key) => setLanguage(LANGUAGES.find((each) => each.key === key) ?? LANGUAGES[0])}
        />
        <${Select} id="theme" label=${t("theme")} value=${themeChoice.value} options=${themes} onChange=${setTheme} />
        <button
          type="button"
          class="plain strong"
          aria-expanded=${sharing.value}
          aria-controls="share"
          onClick=${() => {
            sharing.value = !sharing.value;
          }}
        >
          ${t("share")}
        </button>
        <button
          type="button"
          id="help-button"
          class="plain strong"
          aria-expanded=${helping.value}
          aria-controls="help"
          onClick=${() => {
            helping.value = !helping.value;
          }}
        >
          ${t("help")}
        </button>
      </div>
      <div id="chapters" hidden=${!choosing.value}>${choosing.value && html`<${Chapters} />`}</div>
      <div id="own" hidden=${!bringing.value}>${bringing.value && html`<${Own} />`}</div>
      <div id="help" hidden=${!helping.value}>${helping.value && html`<${Help} />`}</div>
      <div id="share" hidden=${!sharing.value}>${sharing.value && html`<${Share} />`}</div>
    </header>
  `;
}
