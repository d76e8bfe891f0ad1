// @ts-check
/** Starts the page: words first, then the stored run, then the engine. */

import { effect } from "@preact/signals";
import { render } from "preact";
import { check, openLink, openVisited } from "./actions.js";
import { availableEngines, pageEngine } from "./engine.js";
import { seen } from "./help/seen.js";
import { Tour } from "./help/tour.js";
import { chooseLanguage } from "./languages.js";
import { asked, onVisit } from "./link.js";
import * as state from "./state.js";
import { loadStored, recordOf } from "./stored_run.js";
import { App } from "./view/app.js";
import { html } from "./view/html.js";
import { alsoSpeak, speak } from "./words.js";

const theme = asked("theme");
if (theme === "light" || theme === "dark") state.themeChoice.value = theme;
effect(() => {
  document.documentElement.dataset.theme = state.theme.value;
});

// Rooms that change settings themselves are fetched from here: files that name each other in a circle have no hash.
effect(() => {
  const wanted = state.wanted.value;
  if (wanted) import("./own/own_room.js").then((room) => room.lookFor(wanted)).catch(() => {});
});
effect(() => {
  const hash = state.pinsSent.value;
  if (!hash) return;
  state.pinsSent.value = "";
  import("./lab/pin_open.js").then(({ openPins }) => openPins(hash));
});

/** Parts of the query that ask for another form of the page. */
const FRAMED = /[?&](embed|view|hide|lock|load|autorun)=/;

/** What nobody expected is told, with a report that can be copied.
 * @param {ErrorEvent | PromiseRejectionEvent} event */
const unexpected = (event) => import("./trouble/trouble.js").then(({ tell }) => tell(event)).catch(() => {});
addEventListener("error", unexpected);
addEventListener("unhandledrejection", unexpected);

async function start() {
  // Before there is any worker to watch.
  const debug = asked("debug") && import("./debug/watch.js").catch(() => null);
  const stored = loadStored().catch(() => null);
  const newcomer =
    !seen() && !FRAMED.test(location.search) && !/[?&](predict|chapter|activity)=/.test(location.search);
  await speak(chooseLanguage(asked("lang"), navigator.languages));
  const loaded = await stored;
  if (newcomer) state.tour.value = Tour;
  if (loaded) {
    const { menu } = loaded;
    const record = recordOf(loaded.stored, menu);
    state.menu.value = menu;
    state.idle.value = menu.idle;
    state.spec.value = record.spec;
    state.arms.value = record.arms;
    state.keepStored(record);
  }
  const root = /** @type {HTMLElement} */ (document.getElementById("app"));
  const frame = FRAMED.test(location.search)
    ? await import("./embed/embed.js").then(({ show }) => show(root)).catch(() => null)
    : null;
  // Before anything is seen: a page that is to hide results shows none if it cannot.
  if (/[?&]predict=/.test(location.search)) await import("./predict/predict.js").then(({ show }) => show());
  await debug;
  root.replaceChildren();
  render(html`<${App} />`, root);
  // The first picture comes before the engine: it is large, and compiling it takes a core.
  if (!frame) requestAnimationFrame(() => setTimeout(arrive));
  else frame.started.then(arrive).then(frame.arrived);
  if (debug) import("./debug/debug.js").then(({ show }) => show());
  if (!frame) awaitKeys();
}

/** The first key fetches what acts on keys; what is pressed until it is there is acted on then. */
function awaitKeys() {
  /** @type {KeyboardEvent[]} */
  const early = [];
  const keep = (/** @type {KeyboardEvent} */ event) => {
    if (early.push(event) > 1) return;
    const come = import("./help/keys.js").then(({ actOn }) => early.forEach(actOn));
    come.catch(() => {}).then(() => removeEventListener("keydown", keep));
  };
  addEventListener("keydown", keep);
}

async function arrive() {
  try {
    const [engine, engines, experiment] = await Promise.all([
      pageEngine(),
      availableEngines(),
      import("./experiment.js"),
      alsoSpeak("more"),
    ]);
    state.engines.value = engines;
    state.menu.value = engine.menu();
    state.experiment.value = experiment;
    state.engine.value = engine;
    import("./trouble/trouble.js").catch(() => {});
    if (location.hash.length > 1 || !state.spec.value) openLink(location.hash, true);
    else check();
    // A frame keeps nothing over a reload, nor the site: there may be many of them.
    if (window === parent) {
      import("./keep/keep.js").then((keep) => keep.start()).catch(() => {});
      import("./offline/register.js").catch(() => {});
    }
    onVisit((hash) => {
      state.chapter.value = asked("chapter");
      state.activity.value = asked("activity");
      openVisited(hash);
    });
  } catch (error) {
    state.engineFailure.value = error instanceof Error ? error.message : String(error);
    state.arriveAgain.value = () => {
      state.engineFailure.value = "";
      arrive();
    };
  }
}

/** Without words nothing can be said but this.
 * @param {unknown} error */
function sayBroken(error) {
  const said = document.createElement("p");
  said.role = "alert";
  said.textContent = `Retort did not arrive whole. 页面未能完整载入。 (${error}) `;
  const again = document.createElement("button");
  again.textContent = "Retry · 重试";
  again.onclick = () => location.reload();
  said.append(again);
  document.body.append(said);
}

// A file of an experiment can be dropped anywhere; what reads it is fetched when one is dragged in.
addEventListener("dragenter", () => import("./share/drop.js"), { once: true });
addEventListener("dragover", (event) => event.preventDefault());
start().catch(sayBroken);
