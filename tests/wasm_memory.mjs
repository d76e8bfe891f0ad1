// @ts-check
/** A wasm file whose memory cannot grow past a limit: what a browser does that has no more to give. */

/** @param {Uint8Array} bytes
 * @param {number} at
 * @returns {[value: number, next: number]} */
function leb(bytes, at) {
  let [value, shift, place] = [0, 0, at];
  for (;;) {
    const byte = bytes[place];
    place += 1;
    value |= (byte & 127) << shift;
    shift += 7;
    if (byte < 128) return [value, place];
  }
}

/** @param {number} value */
function written(value) {
  const bytes = [];
  let rest = value;
  do {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>= 7;
  } while (rest > 0);
  return bytes;
}

/** The same module with room for so many pages of 64 KiB beyond those that it starts with.
 * @param {Uint8Array} bytes
 * @param {number} pages
 * @returns {Uint8Array<ArrayBuffer>} */
export function withMemoryOf(bytes, pages) {
  let at = 8;
  while (at < bytes.length) {
    const [size, start] = leb(bytes, at + 1);
    // Section 5: one memory, flags, minimum, and a maximum if flag 1 is set.
    if (bytes[at] === 5) {
      const [minimum] = leb(bytes, start + 2);
      const content = [1, 1, ...written(minimum), ...written(minimum + pages)];
      return Uint8Array.from([
        ...bytes.subarray(0, at + 1),
        ...written(content.length),
        ...content,
        ...bytes.subarray(start + size),
      ]);
    }
    at = start + size;
  }
  throw new Error("no memory of its own");
}
