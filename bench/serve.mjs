// A host on this machine for the contestants' page, the release engine and the rivals' packages.
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const PLACES = {
  bench: folder("./page/"),
  npm: folder("./node_modules/"),
  www: folder("../www/"),
};
const ENGINE = folder("../target/web/engine/");
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** The engine as it is now: a build during the measurement must not change what is measured. */
async function readEngine() {
  const names = await readdir(ENGINE).catch(() => {
    throw new Error("there is no built engine: run `cargo xtask build` first");
  });
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(ENGINE, name))])));
}

async function read(engine, place, rest) {
  if (place === "engine") return engine.get(rest[0]) ?? Promise.reject(new Error("outside"));
  if (!Object.hasOwn(PLACES, place)) throw new Error("outside");
  return readFile(join(PLACES[place], ...rest));
}

async function answer(engine, request, response) {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname));
  const [, place, ...rest] = path.split("/");
  try {
    const content = await read(engine, place, rest);
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
    response.end(content);
  } catch {
    response.writeHead(404);
    response.end();
  }
}

/** @returns {Promise<{address: string, stop: () => void}>} */
export async function serve() {
  const engine = await readEngine();
  const server = createServer((request, response) => answer(engine, request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  return { address: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}
