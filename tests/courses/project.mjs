// A project of another tool, with the snippets of docs/embed/ in it, built by that tool.
//
// A line `{{page.md > Heading > language}}` of a project stands for the first block of that language under that heading of
// docs/embed/page.md; a number after the language is for a later one.
import { execFile } from "node:child_process";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const PLACEHOLDER = /\{\{([\w-]+\.md) > ([^>]+) > (\w+)(?: (\d))?\}\}/g;
/** What the documents call the address of a copy. */
const HOST = /https:\/\/HOST\/retort\//g;
/** Their experiment, and the few updates that a test adds to it. */
const EXPERIMENT = /v=1(&amp;|&)T=8/g;
/** A build that takes longer waits for something that does not come. */
const LONGEST_BUILD = 600_000;

/** @typedef {Object} Tool an entry of tools.json
 * @property {string} name folder of its project
 * @property {string[]} [build] command, run in the project
 * @property {string} site folder of what was built
 * @property {string} frame address of the page with the frame
 * @property {string} [element] address of the page with `<retort-playground>`
 * @property {boolean} [arrows] whether its arrow keys turn pages
 * @property {boolean} [slides] whether its pages are parts of one document */

/** The text of a fenced block of a document.
 * @param {string} document
 * @param {string} heading
 * @param {string} language
 * @param {number} [place] from 1 */
export function snippet(document, heading, language, place = 1) {
  const [, section] = `\n${document}`.split(new RegExp(`\n#+ ${heading}\n`));
  if (section === undefined) throw new Error(`there is no heading "${heading}"`);
  const [own] = section.split(/\n#+ (?!.*`)/);
  const blocks = [...own.matchAll(/^(`{3,})(\w*)\n([\s\S]*?)\n\1$/gm)].filter(
    (block) => block[2] === language,
  );
  if (!blocks[place - 1]) throw new Error(`"${heading}" has no block ${place} of ${language}`);
  return blocks[place - 1][3];
}

/** @param {string} text of a project's file
 * @param {{home: string, json: boolean}} how `home` is the address of the playground */
async function filled(text, { home, json }) {
  let whole = text;
  for (const [placeholder, page, heading, language, place] of text.matchAll(PLACEHOLDER)) {
    const document = await readFile(here(`../../docs/embed/${page}`), "utf8");
    const found = snippet(document, heading, language, Number(place ?? 1))
      .replaceAll(HOST, home)
      .replaceAll(EXPERIMENT, "v=1$1T=8$1steps=20$1tepochs=1");
    whole = whole.replace(placeholder, () => (json ? JSON.stringify(found).slice(1, -1) : found));
  }
  return whole;
}

/** Copies the project, fills in the snippets and builds it.
 * @param {Tool} tool
 * @param {{folder: string, programs: Record<string, string>, home: string}} where `folder` is where it is built, beside
 *   what is installed for it
 * @returns {Promise<string>} the folder of the site */
export async function build(tool, { folder, programs, home }) {
  const project = here(`${tool.name}/`);
  const site = join(folder, tool.site);
  if (tool.build && tool.site !== ".") await rm(site, { recursive: true, force: true });
  await cp(project, folder, { recursive: true });
  for (const entry of await readdir(project, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith("package")) continue;
    const file = join(entry.parentPath, entry.name);
    const text = await filled(await readFile(file, "utf8"), { home, json: extname(file) === ".ipynb" });
    await writeFile(join(folder, file.slice(project.length)), text);
  }
  if (tool.build) {
    const [program, ...rest] = tool.build.map((word) => word.replace(/\{(\w+)\}/, (_, key) => programs[key]));
    await promisify(execFile)(program, rest, { cwd: folder, timeout: LONGEST_BUILD }).catch((error) => {
      throw new Error(`${tool.name}: ${tool.build?.join(" ")} failed\n${error.stdout}\n${error.stderr}`);
    });
  }
  return site;
}

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

/** A course server: the files of one folder, at an origin of its own.
 * @param {string} folder */
export async function serve(folder) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://host").pathname);
    const whole = path.endsWith("/") ? `${path}index.html` : path;
    const name = normalize(whole).replace(/^(\.\.(\/|\\|$))+/, "");
    const content = await readFile(join(folder, name))
      .catch(() => readFile(join(folder, name, "index.html")))
      .catch(() => null);
    response.writeHead(content ? 200 : 404, { "content-type": TYPES[extname(name)] ?? "text/html" });
    response.end(content ?? "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { address: `http://localhost:${port}/`, stop: () => server.close() };
}
