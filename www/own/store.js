// @ts-check
/** Keeps prepared images in this browser, where it allows that. Without, everything works for the visit. */

const NAME = "retort-own-images";
const STORE = "images";

/** @typedef {{key: string, content: Uint8Array, file: Uint8Array, about: import("./hand.js").About}} Kept */

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
}

/** @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T | null>} null where the browser does not allow it */
async function within(mode, act) {
  try {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode);
        const request = act(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  } catch {
    return null;
  }
}

/** @param {Kept} images
 * @returns {Promise<boolean>} whether they are kept */
export const keep = async (images) => (await within("readwrite", (store) => store.put(images))) !== null;

/** @param {string} key
 * @returns {Promise<Kept | null>} */
export const kept = async (key) => (await within("readonly", (store) => store.get(key))) ?? null;

/** @returns {Promise<string[]>} */
export const keptKeys = async () =>
  /** @type {string[]} */ ((await within("readonly", (store) => store.getAllKeys())) ?? []);

/** Forgets all images. */
export const forget = () => within("readwrite", (store) => store.clear());
