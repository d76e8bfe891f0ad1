// @ts-check
/** One class: its name, how many images it has, and the images, of which each can be taken out. */

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { html } from "../view/html.js";
import { Thumb } from "../view/thumb.js";
import { TypedInput } from "../view/typed_input.js";
import { number, t } from "../words.js";
import * as room from "./state.js";

/** Images in sight at once. */
const PAGE = 18;

/** @typedef {import("./classes.js").Class} Class */

/** @param {{of: Class, count: {train: number, test: number, thin: boolean}}} props */
export function ClassCard({ of, count }) {
  const { id, name, items } = of;
  const [turned, setTurned] = useState(0);
  const sheet = useRef(/** @type {HTMLElement | null} */ (null));
  /** Place of the image that takes the focus after another one has gone. */
  const next = useRef(/** @type {number | null} */ (null));
  const ready = useMemo(() => items.filter(({ pixels }) => pixels), [items]);
  const size = room.side.value;
  const pictures = useMemo(
    () => ({
      count: ready.length,
      width: size,
      height: size,
      pixels: (/** @type {number} */ at) => /** @type {Uint8Array} */ (ready[at].pixels),
      label: () => 0,
      index: (/** @type {number} */ at) => at,
    }),
    [ready, size],
  );
  const pages = Math.max(1, Math.ceil(ready.length / PAGE));
  const page = Math.min(turned, pages - 1);
  const shown = ready.slice(page * PAGE, (page + 1) * PAGE);
  useLayoutEffect(() => {
    if (next.current === null) return;
    const buttons = sheet.current?.querySelectorAll("button") ?? [];
    const to = buttons[Math.min(next.current, buttons.length - 1)];
    next.current = null;
    if (to) to.focus();
    else document.getElementById(`own-name-${id}`)?.focus();
  });

  const field = `own-name-${id}`;
  return html`<div class="own-class" role="group" aria-label=${name || t("own.class")}>
    <div class="row">
      <label class="unseen" for=${field}>${t("own.name")}</label>
      <${TypedInput}
        id=${field}
        type="text"
        value=${name}
        maxlength=${room.LIMITS.name}
        aria-invalid=${name === "" || undefined}
        onCommit=${(/** @type {string} */ text) => room.rename(id, text)}
      />
      <button type="button" class="plain" onClick=${() => {
        room.removeClass(id);
        document.getElementById("own-title")?.focus();
      }}>
        ${t("own.removeClass")}<span class="unseen"> ${name}</span>
      </button>
    </div>
    <p class=${count.thin ? "warning" : "hint"}>${t("own.counts", { train: number(count.train), test: number(count.test) })}</p>
    <div class="sheet" ref=${sheet}>
      ${shown.map(({ id: item, path }, place) => {
        const label = t("own.removeImage", { name, path: path.split("/").at(-1) ?? "" });
        return html`<button
          type="button"
          key=${item}
          aria-label=${label}
          title=${label}
          onClick=${() => {
            next.current = place;
            room.removeImage(id, item);
          }}
        >
          <${Thumb} images=${pictures} at=${page * PAGE + place} />
        </button>`;
      })}
    </div>
    ${
      pages > 1 &&
      html`<div class="row pager">
        <button type="button" class="plain" disabled=${page === 0} onClick=${() => setTurned(page - 1)}>${t("picker.earlier")}</button>
        <span class="hint">${t("own.page", { page: number(page + 1), pages: number(pages) })}</span>
        <button type="button" class="plain" disabled=${page === pages - 1} onClick=${() => setTurned(page + 1)}>${t("picker.later")}</button>
      </div>`
    }
  </div>`;
}
