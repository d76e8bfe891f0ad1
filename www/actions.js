// @ts-check
/** What a reader can do: edit settings, open a link, change how the page looks. */

import { batch } from "@preact/signals";
import { claimText } from "./claim.js";
import { follow, keepClaim, show, visit } from "./link.js";
import * as state from "./state.js";
import { speak } from "./words.js";

/** @typedef {import("./engine/retort.js").Opened} Opened */
/** @typedef {import("./engine/retort.js").Problem} Problem */
/** @typedef {import("./engine/retort.js").Value} Value */

/** @param {Opened} opened
 * @param {Problem[]} [others] problems that stand beside the new ones
 * @param {boolean} [free] whether no lock holds it
 * @returns {boolean} whether it was taken */
function take(opened, others = [], free = false) {
  if (!free && state.hold.value?.(opened.spec)) return false;
  batch(() => {
    state.spec.value = opened.spec;
    state.link.value = opened.link;
    state.arms.value = opened.arms;
    state.idle.value = opened.idle;
    state.problems.value = [...others, ...opened.problems];
    if (opened.claim) {
      state.claim.value = { ...opened.claim, link: opened.link };
      keepClaim(opened.link, claimText(opened.claim));
    }
    if (opened.drawings.length > 0) {
      const came = new Set(opened.drawings.map((each) => JSON.stringify(each)));
      const others = state.drawings.value.filter((each) => !came.has(JSON.stringify(each)));
      state.drawings.value = [...opened.drawings, ...others];
    }
  });
  // The address stays: it holds the link that waits for its images.
  if (!missing(opened)) follow(opened.link);
  return true;
}

/** The word for own images that a link asks for and that are not here.
 * @param {Opened} opened */
export function missing({ problems }) {
  return problems.find(({ reason }) => reason === "own-images-are-not-here")?.given;
}

/** Asks for own images. The page looks for them, or shows where to open their file.
 * @param {string} key
 * @param {() => void} open opens what asked for them once more */
export function want(key, open) {
  state.wanted.value = { key, open };
}

/** Opens the text of a link; whatever is wrong with it is named on the page.
 * @param {string} hash
 * @param {boolean} [free] whether it comes from who has locked the page, or from the address
 * @returns {boolean} false where a lock holds the experiment */
export function openLink(hash, free = false) {
  const engine = state.engine.value;
  if (!engine) return true;
  const pinned = /^#?pins=/.test(hash);
  const opened = engine.openLink(pinned ? "" : hash);
  if (!take(opened, [], free)) return false;
  if (pinned) state.pinsSent.value = hash;
  const key = missing(opened);
  if (key) want(key, () => openLink(hash, free));
  else state.wanted.value = null;
  return true;
}

/** Checks what was edited before the engine was there. */
export function check() {
  const [engine, spec] = [state.engine.value, state.spec.value];
  if (engine && spec) take(engine.checkSpec(spec));
}

/** Opens the link of the address unless it is the one that is open.
 * @param {string} hash */
export function openVisited(hash) {
  if (hash.slice(1) !== state.link.value) openLink(hash, true);
}

/** @param {string} key
 * @param {Value} value */
export function edit(key, value) {
  const [spec, engine] = [state.spec.value, state.engine.value];
  if (!spec) return;
  const edited = { ...spec, [key]: value };
  // Without the engine nothing can be checked: that follows as soon as it is there.
  if (!engine) state.spec.value = edited;
  else
    take(
      engine.checkSpec(edited),
      state.problems.value.filter((problem) => problem.key !== key),
    );
}

/** Loads the values of a preset. Nothing is locked.
 * @param {string} key */
export function choosePreset(key) {
  const preset = state.menu.value?.presets.find((each) => each.key === key);
  if (!preset) return;
  batch(() => {
    state.spec.value = preset.spec;
    state.link.value = preset.link;
    state.problems.value = [];
    check();
  });
  // Before the engine has read it, a link in the address would close the form; it is written on arrival.
  if (state.engine.value) visit(state.link.value);
}

export function newSeed() {
  edit("seed", crypto.getRandomValues(new Uint32Array(1))[0] % 1_000_000);
}

/** Follows the training temperature, or lets go at the temperature that is shown.
 * @param {boolean} closed */
export function chain(closed) {
  batch(() => {
    state.ownTemperature.value = state.viewingTemperature.value;
    state.chained.value = closed;
  });
}

/** @param {number} temperature */
export function view(temperature) {
  batch(() => {
    state.chained.value = false;
    state.ownTemperature.value = temperature;
  });
}

/** @param {import("./state.js").Filter} filter */
export function setFilter(filter) {
  batch(() => {
    state.filter.value = filter;
    const [first] = state.shownImages.value;
    if (first !== undefined && !state.shownImages.value.includes(state.chosenImage.value)) {
      state.chosenImage.value = first;
    }
  });
}

/** @param {import("./words.js").Language} language */
export async function setLanguage(language) {
  await speak(language);
  show(state.link.value, { lang: language.key });
}

/** @param {"auto" | "light" | "dark"} choice */
export function setTheme(choice) {
  state.themeChoice.value = choice;
  show(state.link.value, { theme: choice === "auto" ? null : choice });
}
