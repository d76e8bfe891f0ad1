// @ts-check
/** What a teacher has chosen for an activity, and the activity that comes of it. The experiment is the page's own. */

import { computed, effect, signal } from "@preact/signals";
import { chapters } from "../chapters/list.js";
import { LANGUAGES } from "../languages.js";
import { addressOf } from "../link.js";
import { fingerprints } from "../reproduce.js";
import { FRAME } from "../share/shared.js";
import * as page from "../state.js";
import { language } from "../words.js";
import { chapterQuestions } from "./chapter_questions.js";
import { threeQuestions } from "./questions.js";
import { resultsOf, storedResults } from "./results.js";
import { speechOf } from "./speech.js";

/** @typedef {"gain" | "accuracy" | "none"} Prediction */
/** @typedef {"all" | "free" | "none"} Locked */
/** @typedef {"none" | "full" | "bars" | "curves" | "result"} Shown */

/** Controls that stay open where the others are locked. */
const FREE = ["T", "alpha", "seed"];

/** Key of the language of the activity. */
export const spoken = signal(language.peek().key);
/** Key of the chapter whose questions are asked; empty for questions about a run. */
export const chosenChapter = signal("");
export const prediction = signal(/** @type {Prediction} */ ("gain"));
export const locked = signal(/** @type {Locked} */ ("all"));
/** What a frame on the course page shall show, or "none" for a link alone. */
export const chosenView = signal(/** @type {Shown} */ ("none"));
/** What it can show: who is to predict reads the settings first, and sees the prediction beside the result. */
export const views = computed(
  () =>
    /** @type {Shown[]} */ (
      prediction.value === "none" ? ["none", "full", "bars", "curves", "result"] : ["none", "full"]
    ),
);
/** What it shows. */
export const shown = computed(() => (views.value.includes(chosenView.value) ? chosenView.value : "full"));

const speech = signal(/** @type {import("./speech.js").Speech | null} */ (null));
effect(() => {
  const wanted = LANGUAGES.find(({ key }) => key === spoken.value) ?? LANGUAGES[0];
  speechOf(wanted).then((found) => {
    if (wanted.key === spoken.peek()) speech.value = found;
  });
});

const stored = signal(/** @type {import("./results.js").Stored[]} */ ([]));
storedResults().then(
  (found) => {
    stored.value = found;
  },
  // Without them the teacher runs the experiment here.
  () => {},
);

/** Words and numbers of the chosen chapter.
 * @type {import("@preact/signals").Signal<{key: string, language: string, text: import("../chapters/list.js").ChapterText,
 *   report: import("../engine/retort.js").ChapterReport | null} | null>} */
const chapter = signal(null);
effect(() => {
  const [key, tongue] = [chosenChapter.value, spoken.value];
  const entry = chapters[key];
  chapter.value = null;
  if (!entry) return;
  Promise.all([
    (entry.texts[tongue] ?? entry.texts.en)(),
    entry.stored ? fetch(entry.stored).then((response) => (response.ok ? response.json() : null)) : null,
  ]).then(
    ([{ text }, report]) => {
      if (key === chosenChapter.peek() && tongue === spoken.peek()) {
        chapter.value = { key, language: tongue, text, report };
      }
    },
    () => {},
  );
});

/** Results of the experiment, for questions about a run. */
export const results = computed(() => {
  const print = (/** @type {import("../run_record.js").RunRecord} */ record) => {
    const nets = fingerprints(record);
    return nets && page.engine.value ? page.engine.value.runFingerprint(nets) : "";
  };
  return resultsOf(page.link.value, page.record.value, stored.value, print);
});

/** @param {boolean} framed */
function address(framed) {
  return addressOf(page.link.value, {
    ...FRAME,
    chapter: null,
    glossary: null,
    theme: null,
    lang: spoken.value,
    predict: prediction.value === "none" ? null : prediction.value,
    lock: locked.value === "none" ? null : "all",
    free: locked.value === "free" ? FREE.join() : null,
    embed: framed ? "1" : null,
    view: framed && shown.value !== "full" ? shown.value : null,
  });
}

/** The activity; null until its words and its numbers are there.
 * @type {import("@preact/signals").ReadonlySignal<import("./sheet.js").Activity | null>} */
export const activity = computed(() => {
  const spokenNow = speech.value;
  if (!spokenNow || spokenNow.language.key !== spoken.value) return null;
  const { say, known, number } = spokenNow;
  const common = {
    link: address(false),
    embed: shown.value === "none" ? null : address(true),
    predicts: prediction.value !== "none",
    speech: spokenNow,
  };
  if (chosenChapter.value) {
    const open = chapter.value;
    if (open?.key !== chosenChapter.value) return null;
    const seeds = number(open.report?.seeds.length ?? 0);
    const source = open.report ? say("activity.source.chapter", { seeds, version: open.report.version }) : "";
    return { ...common, ...chapterQuestions(open.text, open.report, spokenNow), source };
  }
  const found = results.value;
  if (!found) return null;
  const preset = page.menu.value?.presets.find(({ link }) => link === page.link.value)?.key;
  const title = (preset && known(`preset.${preset}`)) ?? say("activity.title");
  const about = (preset && known(`preset.${preset}.about`)) ?? "";
  const { key, version } = found.engine;
  const source = say("activity.source", {
    seed: String(page.spec.value?.seed),
    engine: `${key} ${version}`,
    fingerprint: found.fingerprint || "–",
  });
  return {
    ...common,
    title,
    about: about ? [about] : [],
    questions: threeQuestions(found, spokenNow),
    source,
  };
});
