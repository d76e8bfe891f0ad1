// The states of the page, for tests that look at every one of them. Panels are those that the page has.
import { finished, ready } from "./site.mjs";

/** A run of a second or two, and one that lasts as long as anybody looks. */
const BRIEF = "v=1&steps=20&tepochs=1";
const LONG = "v=1&steps=20000&tepochs=1";

const drop = (pattern) => (page) => page.route(pattern, (route) => route.abort());

/** Opens what is folded, in the whole page or a part of it. */
async function unfold(page, selector = "details") {
  await page.evaluate((found) => {
    for (const details of document.querySelectorAll(found)) details.open = true;
  }, selector);
  await page.waitForTimeout(500);
}

/** In a narrow window the settings are folded. */
export async function openSettings(page) {
  const summary = page.locator(".settings > summary");
  await summary.waitFor({ state: "attached" });
  if ((await summary.isVisible()) && !(await page.locator(".settings").evaluate(({ open }) => open)))
    await summary.click();
}

async function run(page) {
  await ready(page);
  await page.click("#run");
}

async function whileRunning(page) {
  await run(page);
  await page.waitForFunction(() => (document.querySelector("progress")?.value ?? 0) > 0.01);
}

async function toEnd(page) {
  await run(page);
  await finished(page);
}

/** `settings` are those of `site.open`; `enter` brings an open page into the state. A panel of zone 4 is opened by
 * `panels`, which gives a state for each.
 * @type {{key: string, settings?: object, enter: (page: import("playwright-core").Page) => Promise<unknown>}[]} */
export const STATES = [
  {
    key: "empty",
    settings: { before: drop(/\/stored\/.*\.json|\.wasm$/) },
    enter: (page) => page.waitForSelector(".problem"),
  },
  { key: "stored run", enter: ready },
  { key: "first visit", settings: { newcomer: true }, enter: ready },
  { key: "running", settings: { hash: LONG }, enter: whileRunning },
  {
    key: "paused",
    settings: { hash: LONG },
    enter: async (page) => {
      await whileRunning(page);
      await page.click("#run");
    },
  },
  { key: "finished", settings: { hash: BRIEF }, enter: toEnd },
  {
    key: "all unfolded",
    settings: { hash: BRIEF },
    enter: async (page) => {
      await toEnd(page);
      await unfold(page);
    },
  },
  {
    key: "error in a field",
    enter: async (page) => {
      await ready(page);
      await openSettings(page);
      await page.fill("#T", "1000000");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#T-problem:not(:empty)");
    },
  },
  {
    key: "no engine",
    settings: { before: drop("**/*.wasm") },
    enter: (page) => page.waitForSelector(".run-bar .problem"),
  },
  {
    key: "no images",
    settings: { hash: "v=1&data=mnist", before: drop("**/mnist10k*") },
    enter: async (page) => {
      await run(page);
      await page.waitForSelector(".run-bar .problem");
    },
  },
  {
    key: "sweep",
    settings: { hash: BRIEF },
    enter: async (page) => {
      await ready(page);
      await page.waitForSelector("#panel-sweep");
      await unfold(page, "#panel-sweep");
      await page.locator("#panel-sweep button").first().click();
      await page.waitForTimeout(1500);
    },
  },
  {
    key: "chapters",
    enter: async (page) => {
      await ready(page);
      await page.click("[aria-controls=chapters]");
      await page.waitForSelector(".chapter-list");
    },
  },
  {
    key: "chapter",
    settings: { query: "chapter=temperature" },
    enter: (page) =>
      page.waitForSelector("#chapter-run[aria-disabled=false], #chapter-run:not([aria-disabled=true])"),
  },
  {
    key: "share",
    enter: async (page) => {
      await ready(page);
      await page.click("[aria-controls=share]");
      await page.waitForSelector(".share");
    },
  },
  {
    key: "glossary",
    settings: { query: "glossary=temperature" },
    enter: (page) => page.waitForSelector("#term-title"),
  },
  { key: "prediction", settings: { query: "predict=gain" }, enter: ready },
];

/** Every panel of zone 4, open after a short run. */
export async function eachPanel(page, look) {
  await toEnd(page);
  await page.waitForSelector(".panel");
  const ids = await page.locator(".panel").evaluateAll((panels) => panels.map(({ id }) => id));
  for (const id of ids) {
    await page.evaluate((panel) => {
      document.getElementById(panel).open = true;
    }, id);
    await page.waitForSelector(`#${id} .inside > *`);
    await page.waitForTimeout(200);
    await look(id);
    await page.evaluate((panel) => {
      document.getElementById(panel).open = false;
    }, id);
  }
}

/** Opens the page in a state.
 * @param {Awaited<ReturnType<typeof import("./site.mjs").start>>} site
 * @param {typeof STATES[number]} state
 * @param {{query: string, [setting: string]: unknown}} how */
export async function openState(site, { settings = {}, enter }, how) {
  const query = [how.query, settings.query].filter(Boolean).join("&");
  const before = async (page) => {
    await settings.before?.(page);
    await how.before?.(page);
  };
  const opened = await site.open({ ...settings, ...how, query, before });
  await enter(opened.page);
  return opened;
}
