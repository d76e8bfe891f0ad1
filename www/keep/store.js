// @ts-check
/** Kept runs in this browser's IndexedDB: what each is, and a checkpoint of each of its nets. */

const NAME = "retort-runs";
const [HEADS, CHECKPOINTS] = ["heads", "checkpoints"];
/** Raised when a head means something else: others are not read. */
export const FORMAT = 1;

/** What a run needs beside its checkpoints to go on.
 * @typedef {Object} Head
 * @property {number} format
 * @property {string} slot
 * @property {number} time of the last checkpoint, milliseconds since 1970
 * @property {number} version of the engine
 * @property {number} share done, 0 to 1
 * @property {string} link
 * @property {string[]} given names of the reader's files that took part
 * @property {import("../protocol.js").StoredTeacher=} stored
 * @property {Float32Array=} first
 * @property {{bytes: Uint8Array, net: import("../run_record.js").Net}=} teacher of an earlier run */

/** @typedef {{slot: string, role: string, bytes: Uint8Array}} Checkpoint */

/** @type {Promise<IDBDatabase> | undefined} */
let database;

function open() {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(HEADS, { keyPath: "slot" });
      request.result.createObjectStore(CHECKPOINTS, { keyPath: ["slot", "role"] });
    };
    request.onsuccess = () => {
      // Another tab with a newer page, or the reader who clears the browser: the next call opens it anew.
      request.result.onversionchange = request.result.onclose = () => {
        request.result.close();
        database = undefined;
      };
      resolve(request.result);
    };
    request.onerror = request.onblocked = () => reject(request.error);
  });
  database.catch(() => {
    database = undefined;
  });
  return database;
}

/** @template T
 * @param {IDBTransactionMode} mode
 * @param {(heads: IDBObjectStore, checkpoints: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>} */
async function within(mode, act) {
  const transaction = (await open()).transaction([HEADS, CHECKPOINTS], mode);
  const request = act(transaction.objectStore(HEADS), transaction.objectStore(CHECKPOINTS));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? request.error);
  });
}

/** @param {string} slot */
const ofSlot = (slot) => IDBKeyRange.bound([slot], [slot, []]);

/** @returns {Promise<Head[]>} newest first */
export async function heads() {
  const found = /** @type {Head[]} */ (await within("readonly", (store) => store.getAll()));
  return found.sort((one, other) => other.time - one.time);
}

/** @param {string} slot
 * @returns {Promise<Map<string, Uint8Array>>} by role */
export async function checkpointsOf(slot) {
  const found = /** @type {Checkpoint[]} */ (
    await within("readonly", (_, store) => store.getAll(ofSlot(slot)))
  );
  return new Map(found.map(({ role, bytes }) => [role, bytes]));
}

/** Puts a head in place of whatever the slot held.
 * @param {Head} head */
export const begin = (head) =>
  within("readwrite", (store, checkpoints) => {
    checkpoints.delete(ofSlot(head.slot));
    return store.put(head);
  });

/** @param {Head} head
 * @param {string} role
 * @param {Uint8Array} bytes */
export const put = (head, role, bytes) =>
  within("readwrite", (store, checkpoints) => {
    checkpoints.put({ slot: head.slot, role, bytes });
    return store.put(head);
  });

/** @param {Head} head */
export const putHead = (head) => within("readwrite", (store) => store.put(head));

/** @param {string} slot */
export const drop = (slot) =>
  within("readwrite", (store, checkpoints) => {
    checkpoints.delete(ofSlot(slot));
    return store.delete(slot);
  });

/** @param {string} slot
 * @param {string} role */
export const dropNet = (slot, role) =>
  within("readwrite", (_, checkpoints) => checkpoints.delete([slot, role]));

/** Bytes of a run's checkpoints.
 * @param {string} slot */
export async function sizeOf(slot) {
  return [...(await checkpointsOf(slot)).values()].reduce((sum, bytes) => sum + (bytes?.byteLength ?? 0), 0);
}
