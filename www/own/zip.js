// @ts-check
/** Reads zip archives, and believes nothing that they say: numbers and sizes have limits, whatever is unpacked stops at the
 * size that was announced. Entries stay in the file until they are wanted.
 * PKWARE, APPNOTE.TXT 6.3.10, sections 4.3 and 4.4. */

import { Refusal } from "./refusal.js";

/** @typedef {{name: string, at: number, packed: number, size: number, deflated: boolean}} Entry */

/** An archive may hold more than pictures. */
export const MOST_ENTRIES = 20_000;
/** Bytes of one picture, and of all together, unpacked. */
export const LARGEST_ENTRY = 64 * 2 ** 20;
export const LARGEST_TOTAL = 2 ** 30;
/** Pictures are packed already: what shrinks further than this is made to fill the memory. */
export const RATIO = 200;
/** Below this an entry may shrink as it likes: a text of equal letters does no harm. */
const SMALL = 2 ** 20;

const END = 22;
const LONGEST_COMMENT = 0xffff;
const LARGEST_DIRECTORY = 32 * 2 ** 20;
/** Stands for a number of 64 bits that is kept elsewhere. */
const ELSEWHERE = 0xffff_ffff;

/** @param {Blob} file
 * @param {number} from
 * @param {number} to */
const part = async (file, from, to) => new DataView(await file.slice(from, to).arrayBuffer());

/** @param {DataView} view
 * @param {number} at
 * @param {number} length */
const bytes = (view, at, length) => new Uint8Array(view.buffer, view.byteOffset + at, length);

/** Names are UTF-8 where the archive says so, and mostly where it does not; older Chinese programs write their own.
 * @param {Uint8Array} raw */
function text(raw) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(raw);
  } catch {
    return new TextDecoder("gb18030").decode(raw);
  }
}

/** The files of an archive.
 * @param {Blob} file
 * @returns {Promise<Entry[]>} */
export async function entries(file) {
  const tail = await part(file, Math.max(0, file.size - END - LONGEST_COMMENT), file.size);
  let end = tail.byteLength - END;
  while (end >= 0 && tail.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0) throw new Refusal("zip", "no end record");
  const count = tail.getUint16(end + 10, true);
  const length = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (start === ELSEWHERE || length === ELSEWHERE || count === 0xffff) throw new Refusal("zip64", file.size);
  if (count > MOST_ENTRIES) throw new Refusal("zip.entries", count, MOST_ENTRIES);
  if (length > LARGEST_DIRECTORY || start + length > file.size) throw new Refusal("zip", "damaged directory");
  const directory = await part(file, start, start + length);
  /** @type {Entry[]} */
  const found = [];
  let at = 0;
  let total = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > length || directory.getUint32(at, true) !== 0x02014b50)
      throw new Refusal("zip", "damaged directory");
    const [flags, method] = [directory.getUint16(at + 8, true), directory.getUint16(at + 10, true)];
    const [packed, size] = [directory.getUint32(at + 20, true), directory.getUint32(at + 24, true)];
    const [name, extra, comment] = [28, 30, 32].map((place) => directory.getUint16(at + place, true));
    const local = directory.getUint32(at + 42, true);
    if (at + 46 + name + extra + comment > length) throw new Refusal("zip", "damaged directory");
    const entry = {
      name: text(bytes(directory, at + 46, name)),
      at: local,
      packed,
      size,
      deflated: method === 8,
    };
    at += 46 + name + extra + comment;
    if (entry.name.endsWith("/")) continue;
    if (flags & 1) throw new Refusal("zip.locked", entry.name);
    if (method !== 0 && method !== 8) throw new Refusal("zip.method", method);
    if (packed === ELSEWHERE || size === ELSEWHERE || local === ELSEWHERE)
      throw new Refusal("zip64", entry.name);
    check(entry);
    total += size;
    if (total > LARGEST_TOTAL) throw new Refusal("zip.total", total, LARGEST_TOTAL);
    found.push(entry);
  }
  return found;
}

/** @param {Entry} entry */
function check({ name, packed, size, deflated }) {
  if (size > LARGEST_ENTRY) throw new Refusal("zip.entry", name, LARGEST_ENTRY);
  if (deflated ? size > SMALL && size > packed * RATIO : size !== packed)
    throw new Refusal("zip.ratio", name, RATIO);
}

/** The content of an entry.
 * @param {Blob} file
 * @param {Entry} entry
 * @returns {Promise<Uint8Array<ArrayBuffer>>} */
export async function unpack(file, entry) {
  check(entry);
  const header = await part(file, entry.at, entry.at + 30);
  if (header.byteLength < 30 || header.getUint32(0, true) !== 0x04034b50)
    throw new Refusal("zip", `no entry ${entry.name}`);
  const start = entry.at + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = file.slice(start, start + entry.packed);
  if (packed.size !== entry.packed) throw new Refusal("zip", `${entry.name} is cut off`);
  const content = new Uint8Array(entry.size);
  if (!entry.deflated) {
    content.set(new Uint8Array(await packed.arrayBuffer()));
    return content;
  }
  const reader = packed.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  let at = 0;
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      if (at + chunk.value.length > entry.size) throw new Refusal("zip.ratio", entry.name, RATIO);
      content.set(chunk.value, at);
      at += chunk.value.length;
    }
  } catch (error) {
    await reader.cancel().catch(() => {});
    throw error instanceof Refusal ? error : new Refusal("zip", `${entry.name} is damaged`);
  }
  if (at !== entry.size) throw new Refusal("zip", `${entry.name} is cut off`);
  return content;
}
