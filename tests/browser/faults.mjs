// What breaks on purpose: workers that are killed, and the kept runs of a page as its storage has them.

/** Runs in the page before anything else: every worker that trains can be killed from the test, as the browser would. */
export function rememberWorkers() {
  const workers = new Set();
  const { terminate } = Worker.prototype;
  Worker.prototype.terminate = function end() {
    workers.delete(this);
    return terminate.call(this);
  };
  /** So many of the next ones are killed before they have begun. */
  window.stillborn = 0;
  window.Worker = class extends Worker {
    constructor(address, options) {
      super(address, options);
      if (!options?.name?.startsWith("retort-")) return;
      if (window.stillborn > 0) {
        window.stillborn -= 1;
        terminate.call(this);
      } else workers.add(this);
    }
  };
  /** Kills the worker at this place, 0 to 1, and says how many there were. */
  window.killWorker = (place) => {
    const all = [...workers];
    const victim = all[Math.floor(place * all.length)];
    workers.delete(victim);
    if (victim) terminate.call(victim);
    return all.length;
  };
}

/** SplitMix-like numbers from 0 to 1, so that a failing test can be repeated.
 * @param {number} seed */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** Waits until the storage holds so many checkpoints, and returns whose.
 * @param {import("playwright-core").Page} page
 * @param {number} count */
export async function kept(page, count) {
  const ask = async () => {
    const all = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const request = indexedDB.open("retort-runs", 1);
          request.onupgradeneeded = () => request.transaction.abort();
          request.onerror = () => resolve([]);
          request.onsuccess = () => {
            const all = request.result.transaction("checkpoints").objectStore("checkpoints").getAll();
            all.onsuccess = () => {
              request.result.close();
              resolve(all.result.map(({ role, bytes }) => ({ role, bytes: bytes.length })));
            };
          };
        }),
    );
    return all.length >= count ? all : null;
  };
  for (let wait = 0; wait < 600; wait += 1) {
    const all = await ask();
    if (all) return all;
    await page.waitForTimeout(100);
  }
  throw new Error(`never ${count} checkpoints`);
}

/** Changes one byte in the middle of each kept checkpoint of a role.
 * @param {import("playwright-core").Page} page
 * @param {string} role */
export const damage = (page, role) =>
  page.evaluate(
    (role) =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("retort-runs", 1);
        request.onerror = reject;
        request.onsuccess = () => {
          const store = request.result.transaction("checkpoints", "readwrite").objectStore("checkpoints");
          const all = store.getAll();
          all.onsuccess = () => {
            for (const each of all.result.filter((one) => one.role === role)) {
              each.bytes[each.bytes.length >> 1] ^= 1;
              store.put(each);
            }
          };
          store.transaction.oncomplete = () => {
            request.result.close();
            resolve(undefined);
          };
        };
      }),
    role,
  );
