// @ts-check
/** A wasm file whose memory cannot grow past a limit: what a browser does that has no more to give. */

/** The same module with room for so many pages of 64 KiB beyond those that it starts with. It names nothing outside itself, so
 * that a test can send its text into a page.
 * @param {Uint8Array} bytes
 * @param {number} pages
 * @returns {Uint8Array<ArrayBuffer>} */
export function withMemoryOf(bytes, pages) {
  /** @param {number} from
   * @returns {[value: number, next: number]} */
  const number = (from) => {
    let [value, shift, place] = [0, 0, from];
    for (;;) {
      const byte = bytes[place];
      place += 1;
      value |= (byte & 127) << shift;
      shift += 7;
      if (byte < 128) return [value, place];
    }
  };
  /** @param {number} value
   * @returns {number[]} */
  const written = (value) =>
    value < 128 ? [value] : [(value & 127) | 128, ...written(Math.floor(value / 128))];
  let at = 8;
  while (at < bytes.length) {
    const [size, start] = number(at + 1);
    // Section 5: one memory, flags, minimum, and a maximum if flag 1 is set.
    if (bytes[at] === 5) {
      const [minimum] = number(start + 2);
      const content = [1, 1, ...written(minimum), ...written(minimum + pages)];
      const parts = [
        bytes.subarray(0, at + 1),
        Uint8Array.from([...written(content.length), ...content]),
        bytes.subarray(start + size),
      ];
      const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      let end = 0;
      for (const part of parts) {
        all.set(part, end);
        end += part.length;
      }
      return all;
    }
    at = start + size;
  }
  throw new Error("no memory of its own");
}
