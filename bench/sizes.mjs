// What the bytes of the engine are: code by crate, constants, and the largest functions, from a build with names.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const NAMED = fileURLToPath(new URL("../target/web/engine-named/retort_bg.wasm", import.meta.url));
const [CUSTOM, IMPORTS, CODE, DATA] = [0, 2, 10, 11];
const FUNCTION_IMPORT = 0;
const FUNCTION_NAMES = 1;
const LARGEST = 12;

/** A reader of a wasm module's bytes (WebAssembly core specification, chapter 5). */
function reader(bytes, at = 0) {
  const text = new TextDecoder();
  const self = {
    at,
    byte: () => bytes[self.at++],
    /** LEB128. */
    number() {
      let [value, shift, byte] = [0, 0, 0];
      do {
        byte = self.byte();
        value += (byte & 0x7f) * 2 ** shift;
        shift += 7;
      } while (byte & 0x80);
      return value;
    },
    name() {
      const length = self.number();
      self.at += length;
      return text.decode(bytes.subarray(self.at - length, self.at));
    },
  };
  return self;
}

function* sections(bytes) {
  const read = reader(bytes, 8);
  while (read.at < bytes.length) {
    const kind = read.byte();
    const size = read.number();
    yield { kind, start: read.at, end: read.at + size };
    read.at += size;
  }
}

/** Number of imported functions: they come first in the numbering. */
function importedFunctions(bytes, { start }) {
  const read = reader(bytes, start);
  let functions = 0;
  for (let left = read.number(); left > 0; left--) {
    read.name();
    read.name();
    if (read.byte() !== FUNCTION_IMPORT) throw new Error("an import that is no function");
    read.number();
    functions += 1;
  }
  return functions;
}

/** Name of each function by its number. */
function functionNames(bytes, { start, end }) {
  const read = reader(bytes, start);
  const names = new Map();
  if (read.name() !== "name") return names;
  while (read.at < end) {
    const kind = read.byte();
    const next = read.number() + read.at;
    if (kind === FUNCTION_NAMES) {
      for (let left = read.number(); left > 0; left--) names.set(read.number(), read.name());
    }
    read.at = next;
  }
  return names;
}

/** Name, first byte and last of each function that has a body. */
function bodies(bytes, { start }, first, names) {
  const read = reader(bytes, start);
  return Array.from({ length: read.number() }, (_, place) => {
    const size = read.number();
    read.at += size;
    return { name: names.get(first + place) ?? "?", start: read.at - size, end: read.at };
  });
}

/** The crate that a function was written in. Generic code counts where it is written, not for whom it was made.
 * @param {string} name as rustc's mangling shows it */
export function crateOf(name) {
  const path = name.replace(/^[<&*\s]*(?:(?:dyn|mut) )*/, "");
  return /^([A-Za-z_]\w*)(?:\[[0-9a-f]+\])?::/.exec(path)?.[1] ?? "other";
}

/** Sizes as text.
 * @param {Uint8Array} bytes of a module with names */
export function sizes(bytes = readFileSync(NAMED)) {
  const found = [...sections(bytes)];
  const find = (wanted) => found.find(({ kind }) => kind === wanted);
  const names = found
    .filter(({ kind }) => kind === CUSTOM)
    .map((section) => functionNames(bytes, section))
    .find((names) => names.size > 0);
  if (!names) throw new Error("the engine has no names: run `cargo xtask bench --sizes`");
  const functions = bodies(bytes, find(CODE), importedFunctions(bytes, find(IMPORTS)), names);
  const packed = (parts) => gzipSync(Buffer.concat(parts), { level: 9 }).length;
  const slice = ({ start, end }) => bytes.subarray(start, end);
  const crates = new Map();
  for (const each of functions) {
    const crate = crateOf(each.name);
    crates.set(crate, [...(crates.get(crate) ?? []), each]);
  }
  const rows = [...crates].map(([crate, functions]) => ({
    crate,
    functions: functions.length,
    raw: functions.reduce((sum, { start, end }) => sum + end - start, 0),
    gzip: packed(functions.map(slice)),
  }));
  const data = find(DATA);
  rows.push({ crate: "constants", functions: 0, raw: data.end - data.start, gzip: packed([slice(data)]) });
  rows.sort((a, b) => b.gzip - a.gzip);
  const line = (crate, ...cells) =>
    crate.padEnd(28) + cells.map((cell) => cell.toLocaleString("en").padStart(12)).join("");
  const heads = line("crate", "functions", "raw", "gzip -9");
  const largest = functions
    .toSorted((a, b) => b.end - b.start - (a.end - a.start))
    .slice(0, LARGEST)
    .map(({ name, start, end }) => `${(end - start).toLocaleString("en").padStart(8)}  ${name}`);
  return [
    heads,
    ...rows.map(({ crate, functions, raw, gzip }) => line(crate, functions, raw, gzip)),
    "\nlargest functions, bytes",
    ...largest,
  ].join("\n");
}
