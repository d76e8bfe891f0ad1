// @ts-check
/** What the page knows, as signals. Views read them, actions (actions.js) write them. */

import { computed, signal } from "@preact/signals";
import { DISTILLED, LABELS } from "./roles.js";
import { logitsOf } from "./run_record.js";
import { best } from "./softmax.js";

/** @typedef {import("./engine/retort.js").Menu} Menu */
/** @typedef {import("./engine/retort.js").Spec} Spec */
/** @typedef {import("./engine/retort.js").Problem} Problem */
/** @typedef {import("./engine/retort.js").DatasetInfo} DatasetInfo */
/** @typedef {import("./run_record.js").RunRecord} RunRecord */

/** The page's own engine, once it has arrived.
 * @type {import("@preact/signals").Signal<import("./engine.js").Engine | null>} */
export const engine = signal(null);
/** What runs experiments, once it has arrived with the engine: nobody can run one before.
 * @type {import("@preact/signals").Signal<typeof import("./experiment.js") | null>} */
export const experiment = signal(null);
/** Keys of the engines that this site has; null before they are known. */
export const engines = signal(/** @type {string[] | null} */ (null));
/** Why the engine did not arrive. */
export const engineFailure = signal("");
/** Fetches it once more. */
export const arriveAgain = signal(() => {});

export const menu = signal(/** @type {Menu | null} */ (null));
/** The settings on the page, and their link. */
export const spec = signal(/** @type {Spec | null} */ (null));
export const link = signal("");
export const arms = signal(/** @type {string[]} */ ([]));
/** Fields that do nothing beside the others as they are. */
export const idle = signal(/** @type {string[]} */ ([]));
/** The result that a link said it gives, with the link without it; a file says the courses of the nets, too.
 * @type {import("@preact/signals").Signal<(import("./engine/retort.js").Claim & {link: string,
 *   whole?: import("./share/file.js").Courses}) | null>} */
export const claim = signal(null);
/** Drawings that came with a link or were kept for one: cells of strokes.
 * @type {import("@preact/signals").Signal<import("./engine/retort.js").Drawing[]>} */
export const drawings = signal([]);
/** Whether locked settings stand against these; it says so to the reader. Null where nothing is locked.
 * @type {import("@preact/signals").Signal<((given: Record<string, unknown>) => boolean) | null>} */
export const hold = signal(null);
/** What was wrong with the link or the last edit of a field, until that field is edited again. */
export const problems = signal(/** @type {Problem[]} */ ([]));

/** Key of the chapter that is open, and whether the list of chapters is. */
export const chapter = signal(new URLSearchParams(location.search).get("chapter"));
export const choosing = signal(false);
/** Whether a teacher makes an activity: what the address says, or null. */
export const activity = signal(new URLSearchParams(location.search).get("activity"));

/** The one panel that a page inside another one shows, or "full". */
export const shownView = signal("full");
/** The term of the glossary that is asked for, and whether help is open. */
export const term = signal(new URLSearchParams(location.search).get("glossary"));
export const helping = signal(term.value !== null);
/** What greets who is here for the first time.
 * @type {import("@preact/signals").Signal<import("preact").FunctionComponent | null>} */
export const tour = signal(null);

/** What offers the run that was kept over a reload.
 * @type {import("@preact/signals").Signal<import("preact").FunctionComponent | null>} */
export const offer = signal(null);

/** Whether the share panel is open. */
export const sharing = signal(false);

/** Networks from the reader's files, for the runs to come; one that is not of the model in the settings waits.
 * @typedef {{file: string, model: string, weights: Float32Array}} Given
 * @type {import("@preact/signals").Signal<{teacher?: Given, student?: Given}>} */
export const given = signal({});
/** Those of them that the next run takes. */
export const taken = computed(() => {
  const { teacher, student } = given.value;
  return {
    teacher: teacher?.model === spec.value?.teacher ? teacher : undefined,
    student: student?.model === spec.value?.student ? student : undefined,
  };
});

/** Whether the room for own images is open. */
export const bringing = signal(false);
/** Own images that a link or a file asks for and that are not here, and how to open it again.
 * @type {import("@preact/signals").Signal<{key: string, open: () => void} | null>} */
export const wanted = signal(null);

/** The run that is shown. */
export const record = signal(/** @type {RunRecord | null} */ (null));
/** What Reset goes back to.
 * @type {RunRecord | null} */
let stored = null;

/** @param {RunRecord} given the stored run, to be shown now and after a reset */
export function keepStored(given) {
  stored = given;
  showStored();
}

/** Shows the stored run in place of any other. */
export function showStored() {
  record.value = stored;
  chosenImage.value = 0;
}

/** What stands in place of all results until the reader has said what he expects, and what stands above them then.
 * @type {import("@preact/signals").Signal<import("preact").FunctionComponent | null>} */
export const veil = signal(null);
/** @type {import("@preact/signals").Signal<import("preact").FunctionComponent | null>} */
export const reveal = signal(null);

/** The link of pinned runs that was opened last. */
export const pinsSent = signal("");

/** What is shown of the outputs in place of the mirrored bars.
 * @type {import("@preact/signals").Signal<import("preact").FunctionComponent | null>} */
export const instead = signal(null);

/** Whether the shown run took over the teacher of an earlier one. */
export const teacherKept = signal(false);
/** What became of a stored teacher that the shown run asked for. */
export const teacherStorage = signal(/** @type {import("./protocol.js").Storage | null} */ (null));
/** Share of a dataset that has arrived, while it is on its way. */
export const fetched = signal(/** @type {number | null} */ (null));
/** How far the run is. */
export const progress = signal({
  share: 0,
  secondsLeft: /** @type {number | null} */ (null),
  imagesPerSecond: /** @type {number | null} */ (null),
});
/** Why the run could not start: a dataset that did not arrive, an engine that did not compile. */
export const startFailure = signal("");

/** Viewing temperature: equal to the training temperature while the chain is closed. */
export const chained = signal(true);
export const ownTemperature = signal(4);
export const viewingTemperature = computed(() =>
  chained.value ? (record.value?.spec.T ?? ownTemperature.value) : ownTemperature.value,
);

/** @typedef {"all" | "teacher-student" | "students" | "rounded"} Filter */
export const filter = signal(/** @type {Filter} */ ("all"));
/** Place of the chosen image among the record's images. */
export const chosenImage = signal(0);
export const axis = signal(/** @type {"updates" | "seconds"} */ ("updates"));

export const themeChoice = signal(/** @type {"auto" | "light" | "dark"} */ ("auto"));
const darkMedia = matchMedia("(prefers-color-scheme: dark)");
const prefersDark = signal(darkMedia.matches);
darkMedia.addEventListener("change", ({ matches }) => {
  prefersDark.value = matches;
});
export const theme = computed(() =>
  themeChoice.value === "auto" ? (prefersDark.value ? "dark" : "light") : themeChoice.value,
);

/** @param {string | undefined} key
 * @returns {DatasetInfo | undefined} */
export function datasetOf(key) {
  return menu.value?.datasets.find((each) => each.key === key);
}

/** The dataset of the shown run, which may differ from the one in the settings. */
export const shownDataset = computed(() => datasetOf(record.value?.spec.data));

/** Keys of the settings that differ from those of the shown run. The stored run names those that the first words know;
 * all others had their default values. */
export const changed = computed(() => {
  const [now, then] = [spec.value, record.value?.spec];
  if (!now || !then) return [];
  const defaults = new Map(menu.value?.fields.map((field) => [field.key, field.default]));
  return Object.keys(now).filter((key) => String(now[key]) !== String(then[key] ?? defaults.get(key)));
});

/** The shown results belong to other settings than those on the page. Without the engine there is no new link yet. */
export const stale = computed(
  () =>
    record.value !== null &&
    spec.value !== null &&
    (record.value.link !== link.value || (!engine.value && changed.value.length > 0)),
);

export const busy = computed(() => {
  const state = record.value?.state;
  return state === "preparing" || state === "running" || state === "paused";
});

/** The images of the shown run: the same object until another run is shown. */
export const images = computed(() => record.value?.images);
const allImages = computed(() => Array.from({ length: images.value?.count ?? 0 }, (_, at) => at));

/** Methods whose student ends with few bits a number. */
export const ROUNDED = ["quantisation-aware", "post-training-quantised"];

/** Places of the images that pass the filter. */
export const shownImages = computed(() => {
  const all = allImages.value;
  if (filter.value === "all") return all;
  const shown = record.value;
  const classes = shownDataset.value?.classes.length ?? 0;
  if (!shown) return [];
  const others = { students: [LABELS], rounded: ROUNDED }[String(filter.value)] ?? ["teacher"];
  return all.filter((at) => {
    const [own, ...answers] = [DISTILLED, ...others].map((key) => logitsOf(shown.nets[key], at, classes));
    return own && answers.some((other) => other && best(other) !== best(own));
  });
});
