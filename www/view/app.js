// @ts-check
/** The page: a header, and its zones or a chapter. */

import { activity, chapter, helping, tour, veil } from "../state.js";
import { t } from "../words.js";
import { Announcer } from "./announcer.js";
import { Header } from "./header.js";
import { html } from "./html.js";
import { Later } from "./later.js";
import { lazy } from "./lazy.js";
import { Result } from "./result.js";
import { Setup } from "./setup.js";
import { Watch } from "./watch.js";

const ActivityPage = lazy(async () => (await import("../activity/activity_room.js")).ActivityPage);
const ChapterPage = lazy(async () => (await import("../chapter/load.js")).ChapterPage);

/** Goes to the zone without touching the hash, which holds the experiment.
 * @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById("watch")?.focus();
}

export function App() {
  return html`
    ${!veil.value && html`<a class="skip" href="#watch" onClick=${skip}>${t("skip")}</a>`}
    <${Header} />
    ${tour.value && !chapter.value && !activity.value && !helping.value && html`<${tour.value} />`}
    ${
      chapter.value || activity.value
        ? html`<${activity.value ? ActivityPage : ChapterPage} />`
        : html`<main class="zones">
            <${Setup} />
            ${
              veil.value
                ? html`<${veil.value} />`
                : html`
                  <${Watch} />
                  <${Result} />
                  <${Later} />
                `
            }
          </main>`
    }
    <${Announcer} />
  `;
}
