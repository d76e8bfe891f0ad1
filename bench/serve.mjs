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
/** As they are published, and with names of functions: place -> folder. */
const ENGINES = {
  published: {
    engine: folder("../target/web/engine/"),
    "engine-stock": folder("../target/web/engine-stock/"),
  },
  named: { engine: folder("../target/web/engine-named/") },
};
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** An engine as it is now: a build during the measurement must not change what is measured. */
async function readEngine(engine) {
  const names = await readdir(engine).catch(() => {
    throw new Error("there is no built engine: run `cargo xtask bench`");
  });
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(engine, name))])));
}

async function read(engines, place, rest) {
  const engine = engines.get(place);
  if (engine) return engine.get(rest[0]) ?? Promise.reject(new Error("outside"));
  if (!Object.hasOwn(PLACES, place)) throw new Error("outside");
  return readFile(join(PLACES[place], ...rest));
}

async function answer(engines, request, response) {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname));
  const [, place, ...rest] = path.split("/");
  try {
    const content = await read(engines, place, rest);
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
    response.end(content);
  } catch {
    response.writeHead(404);
    response.end();
  }
}

/** What a page sends, to the end. */
async function message(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}

/** @param {keyof typeof ENGINES} [which]
 * @param {(said: any) => void} [hear] what a page without a driver says
 * @returns {Promise<{address: string, stop: () => void}>} */
export async function serve(which = "published", hear) {
  const entries = Object.entries(ENGINES[which]);
  const engines = new Map(
    await Promise.all(
      entries.map(async ([place, path]) => /** @type {const} */ ([place, await readEngine(path)])),
    ),
  );
  const server = createServer(async (request, response) => {
    if (request.method !== "POST" || !hear) return answer(engines, request, response);
    hear(await message(request));
    response.end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `http://127.0.0.1:${server.address().port}`, stop };
}
