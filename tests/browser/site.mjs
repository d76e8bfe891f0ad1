// A static host for dist/ under a sub-path, as a course server has it, and a browser that opens it.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const PREFIX = "/courses/retort/";
/** What course pages bring along: files of npm packages, never a part of the site. */
const PACKAGES = {
  folder: fileURLToPath(new URL("../../node_modules/", import.meta.url)),
  prefix: "/packages/",
};
/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".wasm": "application/wasm",
};
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const NO_ADAPTER = ["--disable-gpu"];
/** A graphics adapter that the processor plays. */
export const SOFTWARE_ADAPTER = ["--enable-unsafe-webgpu", "--enable-unsafe-swiftshader"];
const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Pages of courses around the site, by number. */
const courses = [];

async function answerPackage(name, response) {
  try {
    if (name.startsWith("..")) throw new Error("outside");
    const content = await readFile(join(PACKAGES.folder, name));
    response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream" });
    response.end(content);
  } catch {
    response.writeHead(404);
    response.end();
  }
}

/** @param {number} maxAge seconds for which a browser may keep a file
 * @param {string[]} served names of files, in the order in which they were asked for */
async function answer(request, response, maxAge, served) {
  const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
  const [, course] = path.match(/^\/course\/(\d+)$/) ?? [];
  if (course) {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(courses[Number(course)]);
    return;
  }
  if (path.startsWith(PACKAGES.prefix)) {
    await answerPackage(normalize(path.slice(PACKAGES.prefix.length)), response);
    return;
  }
  const name = path === PREFIX ? "index.html" : normalize(path.slice(PREFIX.length));
  try {
    if (!path.startsWith(PREFIX) || name.startsWith("..")) throw new Error("outside");
    // Packed where the build has packed it, as static hosts do.
    const packed =
      request.headers["accept-encoding"]?.includes("gzip") && existsSync(join(dist, `${name}.gz`));
    const content = await readFile(join(dist, packed ? `${name}.gz` : name));
    served.push(name);
    response.writeHead(200, {
      ...(maxAge > 0 && { "cache-control": `max-age=${maxAge}` }),
      ...(packed && { "content-encoding": "gzip" }),
      "content-type": TYPES[extname(name)] ?? "application/octet-stream",
      // As static hosts for public files have it; a sandboxed frame has no origin, and reads nothing without.
      "access-control-allow-origin": "*",
    });
    response.end(content);
  } catch {
    response.writeHead(404);
    response.end();
  }
}

/** Runs in the page. Frames without an origin have no storage. */
function putTourAway() {
  try {
    localStorage.setItem("retort.tour", "seen");
  } catch {}
}

/** Runs in the page. A short run on a busy machine begins and ends between two looks of the test: so the page counts. */
function watchRuns() {
  if (globalThis.runIsOver) return;
  const selector = ".progress";
  const isGoing = () => document.querySelector(selector) !== null;
  let [begun, before] = [Number(isGoing()), 0];
  new MutationObserver((changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    begun += added.filter(
      (node) => node instanceof Element && (node.matches(selector) || node.querySelector(selector)),
    ).length;
  }).observe(document, { childList: true, subtree: true });
  for (const type of ["click", "keydown"]) {
    addEventListener(type, () => (before = begun - Number(isGoing())), true);
  }
  globalThis.runIsOver = () => begun > before && !isGoing();
}

/** Starts host and browser, with more `flags` where a test needs them; `maxAge` tells browsers to keep files, in seconds,
 * as static hosts do. `open` gives a fresh page that fails the test on errors unless it says otherwise; nothing keeps the
 * site unless it says `serviceWorkers: "allow"`. `host.connected` is whether the host answers, `host.published` what it has
 * instead of its own files, `host.served` the names of those that it was asked for. */
export async function start(flags = [], { maxAge = 0 } = {}) {
  const host = {
    connected: true,
    published: /** @type {Map<string, string>} */ (new Map()),
    served: /** @type {string[]} */ ([]),
  };
  const server = createServer((request, response) => {
    if (!host.connected) return request.socket.destroy();
    const text = host.published.get(new URL(request.url, "http://host").pathname.slice(PREFIX.length));
    if (text === undefined) return answer(request, response, maxAge, host.served);
    const name = request.url.includes(".js") ? ".js" : ".html";
    response.writeHead(200, { "content-type": TYPES[name] });
    response.end(text);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const home = `http://127.0.0.1:${server.address().port}${PREFIX}`;
  const executablePath = process.env.RETORT_BROWSER ?? BROWSERS.find(existsSync);
  const graphics = flags === SOFTWARE_ADAPTER ? [] : NO_ADAPTER;
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...graphics, ...flags] });

  /** `newcomer`: as at the first visit, with the first steps above the page. */
  async function open({
    query = "lang=en",
    hash = "",
    width = 1440,
    height = 900,
    before,
    newcomer,
    ...context
  } = {}) {
    const viewport = { width, height };
    const fresh = await browser.newContext({ viewport, serviceWorkers: "block", ...context });
    const page = await fresh.newPage();
    const errors = [];
    page.on("pageerror", ({ message }) => errors.push(message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("request", (request) => {
      const { origin } = new URL(home);
      if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url()))
        errors.push(`left the site: ${request.url()}`);
    });
    await page.addInitScript(watchRuns);
    if (!newcomer) await page.addInitScript(putTourAway);
    await before?.(page);
    await page.goto(`${home}?${query}${hash && `#${hash}`}`);
    await page.waitForSelector(".zones, .chapter, .activity");
    return { page, errors };
  }

  /** Opens a course page, of another origin, with this body; `{home}` in it is the address of the site. */
  async function course(body, { before } = {}) {
    const page = await (await browser.newContext({ viewport: { width: 1000, height: 800 } })).newPage();
    page.setDefaultTimeout(60_000);
    await page.addInitScript(watchRuns);
    const errors = [];
    page.on("pageerror", ({ message }) => errors.push(message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    courses.push(
      `<!doctype html><html lang="en"><link rel="icon" href="data:,">${body.replaceAll("{home}", home)}`,
    );
    const address = `${new URL(home).origin.replace("127.0.0.1", "localhost")}/course/${courses.length - 1}`;
    await before?.(page);
    await page.goto(address);
    return { page, errors };
  }

  /** A page without an address, for a test that looks at how the first one arrives. */
  async function blank() {
    const page = await (await browser.newContext({ serviceWorkers: "block" })).newPage();
    await page.addInitScript(watchRuns);
    return page;
  }

  /** Opens a page that somebody else serves. What it wants from third hosts does not come, and is no error. */
  async function visit(address, context = {}) {
    const page = await (
      await browser.newContext({ viewport: { width: 1000, height: 800 }, ...context })
    ).newPage();
    page.setDefaultTimeout(60_000);
    await page.addInitScript(watchRuns);
    // Other people's pages may have errors of their own.
    const errors = [];
    const { origin } = new URL(home);
    page.on("pageerror", ({ message, stack }) => stack?.includes(origin) && errors.push(message));
    page.on("console", (message) => {
      if (message.type() === "error" && message.location().url.startsWith(origin))
        errors.push(message.text());
    });
    await page.route(
      ({ hostname }) => !["127.0.0.1", "localhost"].includes(hostname),
      (route) => route.abort(),
    );
    await page.goto(address);
    return { page, errors };
  }

  async function stop() {
    await browser.close();
    server.close();
  }
  return { home, host, browser, open, course, blank, visit, stop };
}

/** Waits until Run, or what stands for it, can be pressed. */
export function ready(page, run = "#run") {
  return page.waitForSelector(`${run}:not(:disabled)`);
}

/** Runs the experiment to its end. */
export async function runToEnd(page, timeout = 60_000) {
  await page.evaluate(watchRuns);
  await page.click("#run");
  await finished(page, timeout);
}

/** Waits until the run that the last click or key has started is over. */
export async function finished(page, timeout = 60_000) {
  await page.evaluate(watchRuns);
  await page.waitForFunction(() => globalThis.runIsOver(), null, { timeout });
}

/** What a run came to: the table of results without its measured times, and the fingerprints. */
export async function results(page) {
  const quality = await page.locator(".results").first().locator("tbody tr").allInnerTexts();
  const prints = await page.locator(".prints code").allInnerTexts();
  return { quality, prints };
}
