// Trains presets in Node, Chromium, Firefox and WebKit, compares the fingerprints, and writes docs/engines.md.
// `node tests/engines/verify.mjs [preset...]`: these presets, or all; `cargo xtask verify` installs the browsers first.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadEngine } from "../engine.mjs";
import { BROWSERS, end, launch } from "./browsers.mjs";
import { fingerprints } from "./compute.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Milliseconds in which a browser has to finish one more preset. */
const PATIENCE = 600_000;
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".json": "application/json",
};
const engine = await loadEngine();
const menu = engine.menu();
const wanted = process.argv.slice(2);
const presets = menu.presets
  .filter(({ key }) => wanted.length === 0 || wanted.includes(key))
  .map(({ key, link, spec }) => {
    const files = menu.datasets.find((each) => each.key === spec.data).files.map(({ name }) => name);
    return { key, link, data: spec.data, files };
  });
if (presets.length === 0)
  throw new Error(`no such preset; there are: ${menu.presets.map(({ key }) => key).join(", ")}`);

/** @param {string} path */
function fileOf(path) {
  if (path === "/") return null;
  if (path.startsWith("/engine/")) return join(root, "target/web", path);
  if (path.startsWith("/data/")) return join(root, path);
  return join(root, "tests/engines", path);
}

/** @type {(report: any) => void} */
let hear = () => {};
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://host");
  if (request.method === "POST") {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      response.end();
      hear(JSON.parse(Buffer.concat(parts).toString()));
    });
    return;
  }
  const send = (type, content) => {
    response.writeHead(200, { "content-type": type });
    response.end(content);
  };
  const file = fileOf(pathname);
  if (pathname === "/")
    send("text/html", '<!doctype html><title>Retort</title><script type="module" src="./page.js"></script>');
  else if (pathname === "/presets.json") send("application/json", JSON.stringify(presets));
  else if (file && !pathname.includes("..") && existsSync(file))
    send(TYPES[extname(file)] ?? "application/octet-stream", readFileSync(file));
  else response.writeHead(404).end();
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
const url = `http://127.0.0.1:${server.address().port}/`;

/** @param {string} name
 * @returns {Promise<{agent: string, results: Map<string, string[]>}>} */
function inBrowser(name) {
  const launched = launch(name, url);
  const results = new Map();
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`${name} has been silent for ${PATIENCE / 1000} s`));
    let alarm = setTimeout(late, PATIENCE);
    hear = (report) => {
      clearTimeout(alarm);
      alarm = setTimeout(late, PATIENCE);
      if (report.failed) reject(new Error(`${name}: ${report.failed}`));
      else if (report.done) resolve({ agent: report.agent, results });
      else {
        results.set(report.preset, report.prints);
        console.log(`  ${name}: ${report.preset} ${report.prints.join(" ")}`);
      }
      if (report.failed || report.done) clearTimeout(alarm);
    };
    launched.browser.on("error", reject);
  }).finally(() => end(launched));
}

/** @param {string} agent */
function version(name, agent) {
  const found = { Chromium: /Chrome\/(\d+)/, Firefox: /Firefox\/(\d+)/, WebKit: /AppleWebKit\/([\d.]+)/ }[
    name
  ].exec(agent);
  return found ? found[1] : "";
}

/** @param {any} engine
 * @param {string} name
 * @returns {Map<string, string[]>} */
function inNode(engine, name) {
  const results = presets.map((preset) => {
    const files = preset.files.map((name) => new Uint8Array(readFileSync(join(root, "data", name))));
    const prints = fingerprints(engine, preset, files);
    console.log(`  ${name}: ${preset.key} ${prints.join(" ")}`);
    return /** @type {[string, string[]]} */ ([preset.key, prints]);
  });
  return new Map(results);
}

const node = inNode(engine, "Node");
const nodeVersion = process.versions.node.split(".")[0];
const columns = [
  { name: `Node ${nodeVersion}`, js: "V8", results: node },
  // Another wasm file, for browsers and processors without simd128.
  {
    name: "without simd128",
    js: `V8, Node ${nodeVersion}`,
    results: inNode(await loadEngine("engine-scalar"), "without simd128"),
  },
];
for (const name of Object.keys(BROWSERS)) {
  const { agent, results } = await inBrowser(name);
  columns.push({ name: `${name} ${version(name, agent)}`, js: BROWSERS[name].engine, results });
}
server.close();

const same = (key, results) => JSON.stringify(results.get(key)) === JSON.stringify(node.get(key));
const rows = presets.map(({ key }) => {
  const cells = columns.map(({ results }) =>
    same(key, results) ? "equal" : `**${engine.runFingerprint(results.get(key) ?? [])}**`,
  );
  return `| ${key} | \`${engine.runFingerprint(node.get(key))}\` | ${cells.join(" | ")} |`;
});
const text = `# The same bits in every engine

Written by \`cargo xtask verify\`, which trains each preset in every engine and compares the fingerprints of all networks:
SHA-256 over the bits of the trained weights and of the answers to all test images. The wasm file is the same (engine
${menu.engine.key}, version ${menu.engine.version}) but in the second column; what differs is who compiles it. The second column is the file that
the page loads where \`WebAssembly.validate\` says that there is no simd128: the same operations in the same order, one
number at a time.

| preset | fingerprint of the run | ${columns.map(({ name }) => name).join(" | ")} |
|---|---|${columns.map(() => "---").join("|")}|
| | | ${columns.map(({ js }) => js).join(" | ")} |
${rows.join("\n")}

The command-line program is native code: it may fuse and reorder sums, and has fingerprints of its own.
`;
const equal = presets.every(({ key }) => columns.every(({ results }) => same(key, results)));
if (wanted.length === 0 || !equal) console.log(text);
// The document has all presets; what was asked for by name is only said.
if (wanted.length === 0) writeFileSync(join(root, "docs/engines.md"), text);
console.log(equal ? "all equal" : "NOT equal");
process.exit(equal ? 0 : 1);
