// @ts-check
/** Optional: after one visit the site works without network. Fetched after the page, never needed by it.
 *
 * A file whose name has a hash never changes: the copy is as good as the host's. All others (pages, data) are asked of
 * the host first, so a new build is seen at once; their copies are for when it does not answer. Each build reads only
 * copies of its own files, by path and hash, so two builds never mix; copies that no build reads are thrown away. */

/** What is fetched at once, and what is kept once it has been used: path -> first 12 hexadecimal digits of the SHA-256.
 * Filled in by the build; empty on the development server.
 * @type {Record<string, string>} */
const FIRST = {};
/** @type {Record<string, string>} */
const USED = {};

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const scope = worker.registration.scope;
/** Sites in other folders of the same host have their own. */
const CACHE = `retort ${scope}`;
/** Milliseconds until a copy stands in for a host that does not answer. */
const PATIENCE = 4_000;
/** Files that are fetched at the same time. */
const LINES = 4;

/** @param {string} path
 * @returns {string | undefined} */
const hashOf = (path) => FIRST[path] ?? USED[path];
/** @param {string} path */
const isImmutable = (path) => path.includes(`-${hashOf(path)}.`);
/** The name of a copy.
 * @param {string} path */
const keyOf = (path) => new URL(isImmutable(path) ? path : `${path}?${hashOf(path)}`, scope).href;

/** The file of this build that an address names.
 * @param {string} address
 * @returns {string | null} */
function pathOf(address) {
  const { origin, pathname } = new URL(address);
  const home = new URL(scope);
  if (origin !== home.origin || !pathname.startsWith(home.pathname)) return null;
  const path = pathname.slice(home.pathname.length) || "index.html";
  return hashOf(path) ? path : null;
}

/** Keeps a copy if its bytes are those of this build: a captive portal answers everything, with something else.
 * @param {string} path
 * @param {Response} response
 * @returns {Promise<boolean>} */
async function keep(path, response) {
  if (!response.ok) return false;
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).subarray(0, 6);
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hash !== hashOf(path)) return false;
  // A response of our own: one that was redirected may not answer a navigation.
  const headers = new Headers(response.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  const cache = await caches.open(CACHE);
  await cache.put(keyOf(path), new Response(bytes, { headers }));
  return true;
}

/** Fetches a file for later, unless there is a copy.
 * @param {string} path
 * @returns {Promise<boolean>} whether there is one now */
async function fetchCopy(path) {
  const cache = await caches.open(CACHE);
  if (await cache.match(keyOf(path))) return true;
  // Hosts redirect the name of the first page to its folder.
  const address = new URL(path === "index.html" ? "./" : path, scope);
  // What the page has just fetched is in the browser's own cache.
  return keep(path, await fetch(address, { cache: isImmutable(path) ? "force-cache" : "no-cache" }));
}

async function install() {
  const { connection } = /** @type {{connection?: {saveData?: boolean}}} */ (navigator);
  // The earlier build, if there is one, stays until the reader has bytes to spare.
  if (connection?.saveData) throw new Error("the reader saves data");
  const waiting = Object.keys(FIRST);
  const take = async () => {
    for (let path = waiting.pop(); path; path = waiting.pop()) {
      if (!(await fetchCopy(path))) throw new Error(`${path} is not that of this build`);
    }
  };
  await Promise.all(Array.from({ length: LINES }, take));
}

/** Once no page of the earlier build is open any more. */
async function activate() {
  if (Object.keys(FIRST).length === 0) {
    await caches.delete(CACHE);
    await worker.registration.unregister();
    return;
  }
  const keys = new Set([...Object.keys(FIRST), ...Object.keys(USED)].map(keyOf));
  const cache = await caches.open(CACHE);
  const old = (await cache.keys()).filter(({ url }) => !keys.has(url));
  await Promise.all(old.map((request) => cache.delete(request)));
  // The host is asked while the worker starts.
  await worker.registration.navigationPreload?.enable();
  await worker.clients.claim();
}

/** @param {string} path
 * @param {FetchEvent} event */
async function fromCopy(path, event) {
  const cache = await caches.open(CACHE);
  const copy = await cache.match(keyOf(path));
  if (copy) return copy;
  const response = await fetch(event.request);
  event.waitUntil(keep(path, response.clone()));
  return response;
}

/** @param {string} path
 * @param {FetchEvent} event */
async function fromHost(path, event) {
  const cache = await caches.open(CACHE);
  const copy = await cache.match(keyOf(path));
  const ask = async () => (await event.preloadResponse) ?? fetch(event.request);
  /** @type {Promise<Response>} */
  const answer = ask();
  if (!copy) {
    const response = await answer;
    event.waitUntil(keep(path, response.clone()));
    return response;
  }
  answer.catch(() => {});
  const late = new Promise((/** @type {(value?: undefined) => void} */ resolve) =>
    setTimeout(resolve, PATIENCE),
  );
  const response = await Promise.race([answer, late]).catch(() => undefined);
  return response && response.status < 500 ? response : copy;
}

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  if (!path || request.method !== "GET" || request.headers.has("range")) return;
  event.respondWith(isImmutable(path) ? fromCopy(path, event) : fromHost(path, event));
});

/** A page tells what it had fetched before there was a worker. */
worker.addEventListener("message", (event) => {
  /** @type {unknown} */
  const data = event.data;
  if (!Array.isArray(data)) return;
  const paths = data.map((address) => (URL.canParse(address) ? pathOf(address) : null));
  const used = paths.filter((path) => path !== null && path in USED);
  event.waitUntil(
    Promise.all(used.map((path) => fetchCopy(/** @type {string} */ (path)).catch(() => false))),
  );
});
