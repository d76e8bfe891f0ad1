// @ts-check
/** The sweep that the page's settings and the form say, its results so far, and what is shown of it. */

import { batch, computed, effect, signal } from "@preact/signals";
import { DISTILLED, inReadingOrder, LABELS, TEACHER } from "../roles.js";
import * as page from "../state.js";
import { checkSweep, placeOf, pointAt } from "./check.js";
import { bestOf, measured, summary } from "./points.js";
import * as pool from "./pool.js";
import { turns } from "./turns.js";
import { proposed, splitValues } from "./values.js";

/** @typedef {import("./check.js").SweepError} SweepError */
/** @typedef {import("./check.js").Built} Built */
/** @typedef {import("./lines.js").Line} Line */
/** @typedef {import("./points.js").Measure} Measure */
/** @typedef {{key: string, text: string}} TypedAxis */
/** @typedef {{axes: TypedAxis[], seeds: number}} Form */

/** @type {Form} */
const FIRST = { axes: [{ key: "T", text: "1, 2, 4, 8, 16" }], seeds: 3 };

/** @param {unknown} given what the browser kept
 * @returns {Form} */
function soundForm(given) {
  const { axes, seeds } = /** @type {Partial<Form>} */ (given ?? {});
  const isText = (/** @type {unknown} */ text) => typeof text === "string" && text.length < 20_000;
  const sound =
    Array.isArray(axes) &&
    axes.length <= 8 &&
    axes.every((axis) => isText(axis?.key) && isText(axis?.text)) &&
    Number.isSafeInteger(seeds);
  return sound ? { axes, seeds: Number(seeds) } : FIRST;
}

export const form = signal(soundForm(pool.loadForm()));
effect(() => pool.keepForm(form.value));

/** The sweep that is being computed: the form waits until it is over. */
export const running = signal(/** @type {Built | null} */ (null));
/** The last one that was computed or opened: its results are not lost when settings change. */
export const last = signal(/** @type {{link: string, form: Form} | null} */ (null));
/** Runs that came to no end, by their links. */
export const failed = signal(/** @type {string[]} */ ([]));
export const startFailure = signal("");
export const progress = signal({ share: 0, secondsLeft: /** @type {number | null} */ (null) });

export const fieldOf = (/** @type {string} */ key) =>
  page.menu.value?.fields.find((field) => field.key === key);

effect(() => {
  if (page.menu.value) pool.load(page.menu.value.engine.version);
});

/** The sweep of the settings and the form, checked; null while it is not sound, with the reason. */
export const built = signal(/** @type {Built | null} */ (null));
export const error = signal(/** @type {SweepError | null} */ (null));
let checks = 0;

/** What the form says, for a sweep around the page's settings. */
export const wanted = computed(() => ({
  link: page.link.value,
  axes: form.value.axes.map(({ key, text }) => ({ key, values: splitValues(fieldOf(key), text) })),
  seeds: form.value.seeds,
}));

effect(() => {
  const [engine, menu, asked] = [page.engine.value, page.menu.value, wanted.value];
  // What is being computed stays in sight until it is over.
  if (!engine || !menu || running.value) return;
  checks += 1;
  const number = checks;
  checkSweep(engine, menu, asked, turns()).then((found) => {
    if (number !== checks) return;
    batch(() => {
      built.value = "built" in found ? found.built : null;
      error.value = "error" in found ? found.error : null;
    });
  });
});

/** The result of each run, in order; undefined where there is none. */
export const results = computed(() => {
  pool.version.value;
  return built.value?.links.map((link) => pool.lines.get(link)) ?? [];
});
export const done = computed(() => results.value.filter((line) => line !== undefined).length);

/** Numbers of the runs that have neither a result nor failed. */
export const missing = computed(() =>
  (built.value?.links ?? []).flatMap((link, at) =>
    results.value[at] || failed.value.includes(link) ? [] : [at],
  ),
);

/** The students of the results, in reading order. */
export const nets = computed(() => {
  const keys = new Set(results.value.flatMap((line) => Object.keys(line?.arms ?? {})));
  return inReadingOrder([...keys]).filter((key) => key !== TEACHER);
});

/** How many runs of this sweep came to no end. */
export const lost = computed(
  () => built.value?.links.filter((link) => failed.value.includes(link)).length ?? 0,
);

const asked = signal(/** @type {Measure} */ ({ what: "gain", net: DISTILLED }));

/** What is shown: as asked, as far as the results have it. */
export const measure = computed(() => {
  const students = nets.value;
  const compared = students.filter((key) => key !== LABELS);
  const what = asked.value.what === "gain" && compared.length > 0 && students.includes(LABELS);
  const choice = what ? compared : students;
  const net = choice.includes(asked.value.net) ? asked.value.net : (choice[0] ?? DISTILLED);
  return /** @type {Measure} */ ({ what: what ? "gain" : "accuracy", net });
});

/** @param {Partial<Measure>} part */
export function ask(part) {
  asked.value = { ...asked.value, ...part };
}

/** Axes of the picture, and the value at which each further axis is held. */
const view = signal({ across: 0, down: 1, held: /** @type {Record<string, number>} */ ({}) });

/** @param {string} key of an axis that the picture does not show
 * @param {number} value its number */
export function hold(key, value) {
  view.value = { ...view.value, held: { ...view.value.held, [key]: value } };
}

export const held = computed(() => {
  const axes = built.value?.axes ?? [];
  return axes.map(({ key, values }) => Math.min(view.value.held[key] ?? 0, values.length - 1));
});

/** The points of the picture, those of the second axis within those of the first. */
export const shownPoints = computed(() => {
  const axes = built.value?.axes ?? [];
  const [first, second] = axes;
  const all = (first?.values ?? [""]).flatMap((_, across) =>
    (second?.values ?? [""]).map((_, down) =>
      pointAt([across, down, ...held.value.slice(2)].slice(0, axes.length), axes),
    ),
  );
  return all;
});

/** Values of a point, seed by seed.
 * @param {number} point
 * @param {Measure} of */
export function valuesAt(point, of) {
  const seeds = built.value?.seeds ?? 0;
  return results.value.slice(point * seeds, (point + 1) * seeds).map((line) => measured(line, of));
}

/** @param {Float64Array} before
 * @param {Float64Array} after */
export const pair = (before, after) => page.engine.value?.pairedGain(before, after) ?? null;

/** @param {number} point
 * @param {Measure} of */
export const summaryAt = (point, of) =>
  summary(
    valuesAt(point, of).filter((value) => value !== null),
    pair,
  );

/** The best point of the picture. */
export const best = computed(() => {
  const points = shownPoints.value;
  return bestOf(
    points.map((point) => valuesAt(point, measure.value)),
    pair,
  );
});

/** For each axis the number of the value that a point has. */
export const placeAt = (/** @type {number} */ point) => placeOf(point, built.value?.axes ?? []);

/** @param {number} at
 * @param {Partial<TypedAxis>} part */
export function editAxis(at, part) {
  const [menu, spec] = [page.menu.value, page.spec.value];
  const field = part.key === undefined ? undefined : fieldOf(part.key);
  const text = field && menu && spec ? { text: proposed(field, spec, menu) } : {};
  const axes = form.value.axes.map((axis, place) => (place === at ? { ...axis, ...text, ...part } : axis));
  form.value = { ...form.value, axes };
}

/** @param {number} count */
export function setAxes(count) {
  const { axes } = form.value;
  const free = ["T", "labels", "alpha"].filter((key) => !axes.some((axis) => axis.key === key));
  batch(() => {
    form.value = {
      ...form.value,
      axes: Array.from({ length: count }, (_, at) => axes[at] ?? { key: free[at - axes.length], text: "" }),
    };
    for (let at = axes.length; at < count; at += 1) editAxis(at, { key: form.value.axes[at].key });
  });
}
