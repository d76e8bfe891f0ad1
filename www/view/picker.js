// @ts-check
/** Choose a test image: one stop for the Tab key, arrows inside. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { setFilter } from "../actions.js";
import { chosenImage, filter, images, ROUNDED, record, shownImages } from "../state.js";
import { className, number, t } from "../words.js";
import { classes, trueLabel } from "./chosen.js";
import { html, Select } from "./html.js";
import { Thumb } from "./thumb.js";

/** Images in sight at once. */
const PAGE = 18;
const FILTERS = ["all", "teacher-student", "students", "rounded"];
/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

export function Picker() {
  const group = useRef(/** @type {HTMLElement | null} */ (null));
  const [focus, setFocus] = useState(false);
  const [turned, setTurned] = useState(0);
  const shown = images.value;
  const places = shownImages.value;
  const chosen = places.indexOf(chosenImage.value);
  const pages = Math.max(1, Math.ceil(places.length / PAGE));
  const page = Math.min(turned, pages - 1);

  // The page follows the chosen image, not the other way round.
  useEffect(() => {
    if (chosen >= 0) setTurned(Math.floor(chosen / PAGE));
  }, [chosen, places]);
  useLayoutEffect(() => {
    if (!focus) return;
    setFocus(false);
    /** @type {HTMLElement | null | undefined} */ (
      group.current?.querySelector("[aria-checked=true]")
    )?.focus();
  });
  if (!shown) return null;

  /** @param {KeyboardEvent} event */
  function move(event) {
    const next =
      event.key === "Home"
        ? 0
        : event.key === "End"
          ? places.length - 1
          : chosen + (STEPS[event.key] ?? Number.NaN);
    if (Number.isNaN(next) || places.length === 0) return;
    event.preventDefault();
    const to = Math.min(places.length - 1, Math.max(0, next));
    chosenImage.value = places[to];
    setTurned(Math.floor(to / PAGE));
    setFocus(true);
  }

  const sheet = places.slice(page * PAGE, (page + 1) * PAGE);
  const stop = sheet.includes(chosenImage.value) ? chosenImage.value : sheet[0];
  return html`
    <div class="picker">
      <div class="row pager">
        <h3>${t("one.title")}</h3>
        <p class="hint">
          ${t("picker.chosen", { index: number(shown.index(chosenImage.value) + 1), label: className(classes.value[trueLabel.value]) })}
        </p>
        ${
          pages > 1 &&
          html`<span class="together">
            <button type="button" class="plain" disabled=${page === 0} onClick=${() => setTurned(page - 1)}>${t("picker.earlier")}</button>
            <button type="button" class="plain" disabled=${page === pages - 1} onClick=${() => setTurned(page + 1)}>${t("picker.later")}</button>
          </span>`
        }
        <label class="unseen" for="filter">${t("filter")}</label>
        <${Select}
          id="filter"
          value=${filter.value}
          options=${FILTERS.filter((value) => value !== "rounded" || ROUNDED.some((key) => record.value?.nets[key])).map((value) => ({ value, label: t(`filter.${value}`) }))}
          onChange=${setFilter}
        />
      </div>
      <div class="sheet" role="radiogroup" aria-label=${t("picker")} ref=${group} onKeyDown=${move}>
        ${sheet.map((at) => {
          const label = t("picker.image", {
            index: number(shown.index(at) + 1),
            label: className(classes.value[shown.label(at)]),
          });
          return html`<button
            type="button"
            role="radio"
            key=${at}
            aria-checked=${at === chosenImage.value}
            aria-label=${label}
            title=${label}
            tabindex=${at === stop ? 0 : -1}
            onClick=${() => {
              chosenImage.value = at;
            }}
          >
            <${Thumb} images=${shown} at=${at} />
          </button>`;
        })}
      </div>
      ${places.length === 0 && html`<p class="hint">${t("picker.none")}</p>`}
    </div>
  `;
}
