// @ts-check
/** Fetches and compiles wasm. The build writes the file's SHA-256 behind the `#` of its address, and the browser hands on
 * nothing else. It does so once all bytes are there: compiling starts later than it could, and never with wrong ones. */

import { fetchFile } from "./files.js";

/** @param {URL} url */
export async function compile(url) {
  const response = await fetchFile(url, { integrity: url.hash.slice(1) });
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  // Some hosts serve .wasm as another type, which streaming refuses.
  const typed = response.headers.get("content-type")?.startsWith("application/wasm");
  return typed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}
