// Text never becomes code or markup: neither in what the page is written from, nor in the one place that may.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const read = (name) => readFileSync(join(root, name), "utf8");

const sources = ["www", "embed"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith(".js"))
    .map((name) => join(folder, name)),
);

/** What makes code or markup of text. */
const SINKS = [
  /\.innerHTML\b/,
  /\.outerHTML\s*=/,
  /\binsertAdjacentHTML\b/,
  /\bdocument\.write/,
  /\bsrcdoc\b/,
  /\bdangerouslySetInnerHTML\b/,
  /\bDOMParser\b/,
  /\bcreateContextualFragment\b/,
  /\bsetHTMLUnsafe\b|\bparseHTMLUnsafe\b/,
  /(?<![.\w])eval\s*\(/,
  /\bnew\s+Function\b/,
  /\bset(?:Timeout|Interval)\s*\(\s*["'`]/,
  /["'`]javascript:/,
  /setAttribute\(\s*["'`]on/,
  /\bimportScripts\b/,
];
/** Workers and policies: each in its file. */
const PLACES = [
  { sink: /\bnew\s+(?:Shared)?Worker\s*\((?!scriptUrl\()/, files: [] },
  { sink: /serviceWorker[?\w.]*\.register\s*\((?!scriptUrl\()/, files: [] },
  { sink: /\bcreatePolicy\b/, files: ["www/trusted.js"] },
];

const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\/|(?<=^|[^:"'`\\])\/\/.*$/gm, "");

/** @param {string} text
 * @param {string} file */
function found(text, file) {
  const code = withoutComments(text);
  const forbidden = [
    ...SINKS,
    ...PLACES.filter(({ files }) => !files.includes(file)).map(({ sink }) => sink),
  ];
  return forbidden.filter((sink) => sink.test(code)).map((sink) => `${file}: ${sink.source}`);
}

test("no source makes code or markup of text", () => {
  assert.ok(sources.length > 150, `${sources.length} files`);
  assert.deepEqual(
    sources.flatMap((file) => found(read(file), file)),
    [],
  );
});

test("each of them would be found", () => {
  for (const bad of [
    "box.innerHTML = name;",
    "box.outerHTML = name;",
    'box.insertAdjacentHTML("beforeend", name)',
    "document.writeln(name)",
    "new DOMParser()",
    "const f = new Function(name)",
    "eval(name)",
    'setTimeout("alert()")',
    "new Worker(url)",
    "new SharedWorker(url)",
    "navigator.serviceWorker.register(url)",
    'trustedTypes.createPolicy("mine", {})',
    "h(tag, { dangerouslySetInnerHTML: { __html: x } })",
    'a.href = "javascript:alert()"',
    'a.setAttribute("onclick", name)',
  ]) {
    assert.equal(found(bad, "www/x.js").length, 1, bad);
  }
  for (const good of [
    "evaluate(x)",
    "// innerHTML",
    "copy.outerHTML",
    "new Worker(scriptUrl(a))",
    "/* eval( */",
  ])
    assert.deepEqual(found(good, "www/x.js"), [], good);
});

test("code comes from the site's own folder or a blob of its own", async () => {
  const asked = [];
  globalThis.origin = "https://host.example";
  globalThis.trustedTypes = {
    createPolicy(name, rules) {
      asked.push(name);
      return rules;
    },
  };
  const { scriptUrl } = await import("../www/trusted.js");
  const home = new URL("../www/", import.meta.url).href;
  assert.deepEqual(asked, ["retort"]);
  for (const own of [`${home}worker/train.js`, "blob:https://host.example/1b4e"])
    assert.equal(scriptUrl(own), own);
  for (const other of [
    "https://evil.example/x.js",
    "//evil.example/x.js",
    "data:text/javascript,alert()",
    "javascript:alert()",
    "blob:https://evil.example/1b4e",
    home.replace("/www/", "/www.evil/"),
    home.replace("/www/", "/other/x.js"),
    `${home}../other/x.js`,
  ])
    assert.throws(() => scriptUrl(other), /not code of this site/, other);
});

test("the page brings the packages that package.json names, and those bring no others", () => {
  const { dependencies } = JSON.parse(read("package.json"));
  const { packages } = JSON.parse(read("package-lock.json"));
  const named = Object.keys(dependencies);
  const published = Object.keys(packages).filter((path) => path && packages[path].dev !== true);
  assert.deepEqual(published.sort(), named.map((name) => `node_modules/${name}`).sort());
  for (const path of published) {
    const { dependencies: more = {}, hasInstallScript, integrity } = packages[path];
    assert.deepEqual(
      Object.keys(more).filter((name) => !named.includes(name)),
      [],
      path,
    );
    assert.ok(!hasInstallScript && integrity.startsWith("sha512-"), path);
  }
});
