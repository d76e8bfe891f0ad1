// A course page of one origin with the built site of another in its frame, for browsers that WebDriver or nothing drives.

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const PREFIX = "/retort/";
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Serves both on one port: the course under `localhost`, the site under 127.0.0.1.
 * @param {(home: string) => string} course the course page around the site's address
 * @param {{page?: (html: string, origin: string) => string, hear?: (said: any) => void}} [how] `page` changes the
 *   site's pages, `hear` gets what the course page posts
 * @returns {Promise<{address: string, close: () => void}>} where the course page is */
export async function serveCourse(course, { page = (html) => html, hear = () => {} } = {}) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://host");
    const origin = `http://127.0.0.1:${server.address().port}`;
    const send = (type, content) => {
      response.writeHead(200, { "content-type": type, "access-control-allow-origin": "*" });
      response.end(content);
    };
    if (request.method === "POST") {
      const parts = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => {
        response.end();
        hear(JSON.parse(Buffer.concat(parts).toString()));
      });
      return;
    }
    if (pathname === "/course") {
      send("text/html", course(`${origin}${PREFIX}`));
      return;
    }
    const name = pathname === PREFIX ? "index.html" : normalize(pathname.slice(PREFIX.length));
    const file = join(dist, name);
    if (!pathname.startsWith(PREFIX) || name.startsWith("..") || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const content = readFileSync(file);
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    send(type, extname(name) === ".html" ? page(String(content), origin) : content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  return { address: `http://localhost:${server.address().port}/course`, close: () => server.close() };
}
