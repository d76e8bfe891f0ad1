// @ts-check
/** Which kept run is this tab's. Every tab holds the lock of its slot as long as it lives, so no two have the same: a reload
 * finds its own again, a copied tab gets another one, and the slot of a tab that is gone is free to be taken over. */

const KEY = "retort-slot";

/** Milliseconds for which a page waits for what it was before a reload. */
const LEAVE = 1_000;

/** @param {string} slot
 * @param {LockOptions} how
 * @returns {Promise<boolean>} whether it is this tab's now, for as long as the tab lives */
function hold(slot, how) {
  return new Promise((resolve) => {
    navigator.locks
      .request(`retort-slot-${slot}`, how, (lock) => {
        resolve(lock !== null);
        return lock && new Promise(() => {});
      })
      .catch(() => resolve(false));
  });
}

/** The tab's slot: its own of before, else the first of these that nobody holds, else a new one.
 * @param {string[]} known slots with a kept run, newest first
 * @returns {Promise<string | null>} null where the browser has no locks or no storage: then nothing is kept over a reload */
export async function takeSlot(known) {
  try {
    const own = sessionStorage.getItem(KEY);
    for (const slot of [...(own ? [own] : []), ...known, crypto.randomUUID()]) {
      const how = slot === own ? { signal: AbortSignal.timeout(LEAVE) } : { ifAvailable: true };
      if (!(await hold(slot, how))) continue;
      sessionStorage.setItem(KEY, slot);
      return slot;
    }
  } catch {
    // Closed here, as in a sandboxed frame.
  }
  return null;
}

/** Whether a slot belongs to no tab that lives.
 * @param {string} slot */
export async function isFree(slot) {
  const { held = [] } = await navigator.locks.query();
  return !held.some(({ name }) => name === `retort-slot-${slot}`);
}
