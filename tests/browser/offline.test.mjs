// The site without network: kept by the browser, unpacked from the archive, and as one file. Each gives the same bits.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { entries, unpack } from "../../www/own/zip.js";
import { BROWSERS, end, launch } from "../engines/browsers.mjs";
import { ready, results, runToEnd, start } from "./site.mjs";

const SHORT = "v=1&steps=20&tepochs=1";
const MNIST = "v=1&data=mnist&steps=10&tdata=200&tepochs=1";
const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const published = (name) => readFile(join(dist, name), "utf8");

let site;
/** What the ordinary site computes. */
const expected = {};
let folder;
before(async () => {
  site = await start();
  folder = await mkdtemp(join(tmpdir(), "retort-offline-"));
  for (const hash of [SHORT, MNIST]) {
    const { page } = await site.open({ hash });
    await ready(page);
    await runToEnd(page);
    expected[hash] = await results(page);
    assert.equal(expected[hash].prints.length, 4);
    await page.context().close();
  }
});
after(async () => {
  await site.stop();
  await rm(folder, { recursive: true });
});

/** Waits until the service worker answers in place of the host. */
const isKept = (page) =>
  page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated", null, {
    timeout: 60_000,
  });

/** Opens the page in a browser that keeps it, and waits until it does. */
async function kept({ hash = SHORT, query } = {}) {
  const opened = await site.open({ hash, query, serviceWorkers: "allow" });
  await ready(opened.page);
  await isKept(opened.page);
  return opened;
}

const copies = (page) =>
  page.evaluate(async () => {
    const [name] = await caches.keys();
    const requests = await (await caches.open(name)).keys();
    return requests.map(({ url }) => url);
  });

test("after one visit the site works without its host", async (t) => {
  const { page, errors } = await kept({ query: "lang=zh" });
  const held = await copies(page);
  t.diagnostic(`${held.length} files are kept`);
  assert.ok(held.some((url) => url.includes("engine/retort_bg")) && !held.some((url) => /mnist/.test(url)));
  assert.deepEqual(errors, []);
  site.host.connected = false;
  try {
    await page.reload();
    await ready(page);
    await runToEnd(page);
    assert.deepEqual(await results(page).then(({ prints }) => prints), expected[SHORT].prints);
    // What is fetched when it is asked for, in both languages.
    await page.click("#help-button");
    await page.waitForSelector("#offline-title");
    await page.waitForFunction(() => /断网也能使用/.test(document.getElementById("offline").textContent));
    await page.selectOption("#lang", "en");
    await page.waitForFunction(() =>
      /without network now/.test(document.getElementById("offline").textContent),
    );
    await page.click("#help-close");
    await page.click("text=Share");
    await page.waitForSelector("#share-link");
    await page.goto(`${site.home}?lang=en&chapter=temperature`);
    await page.waitForSelector(".chapter h2");
    // Datasets that nobody has used are named, and the page goes on.
    await page.goto(`${site.home}?lang=en#${MNIST}`);
    await page.reload();
    await ready(page);
    await page.click("#run");
    await page.waitForSelector(".run-bar .problem");
    assert.match(await page.locator(".run-bar .problem").textContent(), /could not start/);
  } finally {
    site.host.connected = true;
    await page.context().close();
  }
});

test("a dataset that was used before there was anybody to keep it is there later", async () => {
  const { page } = await site.open({ hash: MNIST, serviceWorkers: "allow" });
  await ready(page);
  await runToEnd(page);
  // The worker is told of them when it is there, and takes its time.
  const count = () =>
    page.evaluate(async () => {
      const [name] = await caches.keys();
      const requests = name ? await (await caches.open(name)).keys() : [];
      return requests.filter(({ url }) => /mnist10k/.test(url)).length;
    });
  for (let tries = 0; tries < 100 && (await count()) < 4; tries += 1) await page.waitForTimeout(300);
  assert.equal(await count(), 4);
  await isKept(page);
  site.host.connected = false;
  try {
    await page.reload();
    await ready(page);
    await runToEnd(page);
    assert.deepEqual((await results(page)).prints, expected[MNIST].prints);
  } finally {
    site.host.connected = true;
    await page.context().close();
  }
});

/** The service worker's text for a site whose first page has this text. */
async function workerFor(page) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(page)));
  const hash = Buffer.from(digest).toString("hex").slice(0, 12);
  return (await published("service_worker.js")).replace(/"index\.html":"\w+"/, `"index.html":"${hash}"`);
}

test("a new build is seen at once, never mixes with the old one, and replaces it", async () => {
  const { page } = await kept();
  const next = (await published("index.html")).replace("<html ", '<html data-build="next" ');
  const buildOf = (page) => page.evaluate(() => document.documentElement.dataset.build ?? "first");
  const waiting = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await registration.update().catch(() => {});
      for (let tries = 0; tries < 100 && registration.installing; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 100));
      return registration.waiting !== null;
    });
  try {
    // What a captive portal or a half uploaded site answers is not what the worker lists: nothing is kept of it.
    site.host.published.set("service_worker.js", await workerFor(next));
    site.host.published.set("index.html", "<title>Please pay</title>").set("", "<title>Please pay</title>");
    assert.equal(await waiting(), false);

    site.host.published.set("index.html", next).set("", next);
    // At once, unless the host takes longer than the worker waits.
    for (let tries = 0; tries < 10 && (await buildOf(page)) !== "next"; tries += 1) await page.reload();
    assert.equal(await buildOf(page), "next");
    await ready(page);
    assert.equal(await waiting(), true);
    // While a page is open, the worker and the files are those of the build before.
    site.host.connected = false;
    await page.reload();
    await ready(page);
    assert.equal(await buildOf(page), "first");
    const context = page.context();
    await page.close();
    // The new worker takes over when no page is left. A page that comes before it has is one of the build before.
    const later = await context.newPage();
    for (let tries = 0; tries < 10 && (await buildOf(later)) !== "next"; tries += 1) {
      await later.goto("about:blank");
      await later.waitForTimeout(1_000);
      await later.goto(`${site.home}?lang=en#${SHORT}`);
    }
    assert.equal(await buildOf(later), "next");
    await ready(later);
    await runToEnd(later);
    assert.deepEqual((await results(later)).prints, expected[SHORT].prints);
    const held = await copies(later);
    assert.equal(held.filter((url) => /index\.html/.test(url)).length, 1);
  } finally {
    site.host.connected = true;
    site.host.published.clear();
    await page.context().close();
  }
});

/** Addresses that the page asks for until long after it could be used. */
async function asked(options) {
  const addresses = [];
  const { page, errors } = await site.open({
    hash: SHORT,
    serviceWorkers: "allow",
    ...options,
    before: async (page) => {
      page.on("request", (request) => addresses.push(request.url()));
      page.context().on("serviceworker", (worker) => addresses.push(worker.url()));
      await options.before?.(page);
    },
  });
  await ready(page);
  await page.waitForTimeout(5_000);
  assert.deepEqual(errors, []);
  await page.context().close();
  return addresses;
}

test("who saves data is spared, and so are frames and everything before the page can be used", async () => {
  const saving = await asked({
    before: (page) =>
      page.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } })),
  });
  assert.ok(saving.some((url) => url.includes("register-")));
  assert.deepEqual(
    saving.filter((url) => url.includes("service_worker")),
    [],
  );

  const usual = await asked({});
  const first = usual.findIndex((url) => url.includes("service_worker"));
  assert.ok(first > usual.findIndex((url) => url.endsWith(".wasm")), "after the engine");

  const { page, errors } = await site.course(
    `<iframe title="Playground" width="900" height="700" src="{home}?lang=en&embed=1&load=eager#${SHORT}"></iframe>`,
    { before: (page) => page.on("request", (request) => usual.push(`frame ${request.url()}`)) },
  );
  await page.frameLocator("iframe").locator("#run:not(:disabled)").waitFor();
  await page.waitForTimeout(4_000);
  assert.deepEqual(
    usual.filter((url) => /^frame .*(register-|service_worker)/.test(url)),
    [],
  );
  assert.deepEqual(errors, []);
  await page.context().close();
});

test("the archive runs behind the simplest server there is", async (t) => {
  const archive = await readFile(join(dist, "retort-offline.zip"));
  const file = new Blob([archive]);
  const found = await entries(file);
  for (const entry of found) {
    const path = join(folder, entry.name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await unpack(file, entry));
  }
  t.diagnostic(`${archive.length} bytes, ${found.length} files`);
  assert.match(await readFile(join(folder, "retort/README.txt"), "utf8"), /http\.server[\s\S]*离线版/);
  assert.ok(!found.some(({ name }) => /\.(br|html\.gz|js\.gz)$|retort-(single|offline)/.test(name)));
  // It knows four types, no compression, and nothing else.
  const types = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
  };
  const server = createServer(async (request, response) => {
    const name = new URL(request.url, "http://host").pathname.replace(/\/$/, "/index.html");
    const content = await readFile(join(folder, name)).catch(() => null);
    response.writeHead(content ? 200 : 404, types[extname(name)] && { "content-type": types[extname(name)] });
    response.end(content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const page = await site.browser.newPage();
  const errors = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  await page.goto(`http://127.0.0.1:${server.address().port}/retort/?lang=en#${SHORT}`);
  await ready(page);
  await runToEnd(page);
  assert.deepEqual((await results(page)).prints, expected[SHORT].prints);
  assert.deepEqual(errors, []);
  await page.close();
  server.close();
});

const single = pathToFileURL(join(dist, "retort-single.html")).href;

test("the page as one file opens without a server and computes the same", async (t) => {
  t.diagnostic(`${(await readFile(join(dist, "retort-single.html"))).length} bytes`);
  for (const hash of [SHORT, MNIST]) {
    const page = await site.browser.newPage();
    const errors = [];
    page.on("pageerror", ({ message }) => errors.push(message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("request", (request) => {
      if (!/^(file|blob|data):/.test(request.url())) errors.push(`left the file: ${request.url()}`);
    });
    await page.goto(`${single}?lang=en#${hash}`);
    await page.waitForSelector(".zones");
    const seen = await page.evaluate(() => performance.now());
    await ready(page);
    const usable = await page.evaluate(() => performance.now());
    t.diagnostic(`${hash}: seen after ${seen.toFixed(0)} ms, Run after ${usable.toFixed(0)} ms`);
    await runToEnd(page);
    assert.deepEqual((await results(page)).prints, expected[hash].prints, hash);
    if (hash === SHORT) {
      // Links lead to the file itself, and the page says what that means.
      await page.click("text=Share");
      await page.waitForSelector("#share-file");
      const link = await page.inputValue("#share-link");
      assert.ok(link.startsWith(`${single}?lang=en#${SHORT}&e=`), link);
      await page.click("#help-button");
      await page.waitForFunction(() => /no server/.test(document.getElementById("offline")?.textContent));
      await page.fill("#labels", "60");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => location.hash.includes("labels=60"));
      // Chapters, pictures and words that come later.
      await page.selectOption("#lang", "zh");
      await page.waitForFunction(() => document.documentElement.lang === "zh-Hans");
      await page.goto(`${single}?lang=zh&chapter=temperature`);
      await page.waitForSelector(".chapter h2");
    }
    assert.deepEqual(errors, []);
    await page.close();
  }
});

test("the folder for PyTorch from the page as one file brings its images along", async () => {
  const page = await site.browser.newPage();
  await page.goto(`${single}?lang=en#${MNIST}`);
  await ready(page);
  await runToEnd(page);
  await page.locator("#panel-models > summary").click();
  await page.waitForSelector("#model-python");
  const [download] = await Promise.all([
    page.waitForEvent("download", { timeout: 120_000 }),
    page.click("#model-python"),
  ]);
  const zip = new Blob([await readFile(await download.path())]);
  const found = await entries(zip);
  const held = found.find(({ name }) => name.endsWith("data.npz"));
  assert.ok(held?.size > 1_000_000, `${found.map(({ name, size }) => `${name} ${size}`)}`);
  const script = found.find(({ name }) => name.endsWith("experiment.json"));
  const text = new TextDecoder().decode(await unpack(zip, script));
  assert.ok(!text.includes("file:") && !text.includes('"url"'), "no address that nobody can open");
  await page.close();
});

/** Runs in the page of the copy: tells what a run comes to. */
const probe = (address) => `
  // Some browsers drop query and hash of a file that they are started with.
  location.hash = ${JSON.stringify(SHORT)};
  const tell = (report) => fetch(${JSON.stringify(address)}, { method: "POST", mode: "no-cors", body: JSON.stringify(report) });
  addEventListener("error", ({ message }) => tell({ failed: message }));
  addEventListener("unhandledrejection", ({ reason }) => tell({ failed: String(reason) }));
  const until = async (look) => { for (;;) { const found = look(); if (found) return found; await new Promise((r) => setTimeout(r, 200)); } };
  (async () => {
    (await until(() => document.querySelector("#run:not(:disabled)"))).click();
    await until(() => document.querySelector(".progress"));
    await until(() => !document.querySelector(".progress"));
    const problem = document.querySelector(".run-bar .problem")?.textContent;
    const prints = await until(() => problem ? ["none"] : [...document.querySelectorAll(".prints code")].map(({ textContent }) => textContent));
    tell({ prints, problem, origin, usable: performance.now() });
  })();
`;

for (const name of ["Firefox", "WebKit"]) {
  test(`the page as one file in ${name}`, async (t) => {
    if (!BROWSERS[name].programs.some(existsSync)) return t.skip(`${name} is not installed`);
    const heard = deferred();
    const server = createServer((request, response) => {
      let text = "";
      request.on("data", (part) => (text += part));
      request.on("end", () => {
        response.end();
        heard.resolve(JSON.parse(text));
      });
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    const address = `http://127.0.0.1:${server.address().port}/`;
    const script = probe(address);
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
    const page = await published("retort-single.html");
    // The copy may run this script too, and tell.
    const copy = page
      .replace("script-src ", `script-src 'sha256-${Buffer.from(digest).toString("base64")}' `)
      .replace("connect-src ", `connect-src ${address} `)
      .replace("<body>", () => `<body><script>${script}</script>`);
    const file = join(folder, `single-${name}.html`);
    await writeFile(file, copy);
    const browser = launch(name, pathToFileURL(file).href);
    try {
      const late = setTimeout(() => heard.resolve({ failed: "nothing within four minutes" }), 240_000);
      const report = await heard.promise;
      clearTimeout(late);
      t.diagnostic(JSON.stringify(report));
      assert.equal(report.failed ?? report.problem, undefined);
      assert.deepEqual(report.prints, expected[SHORT].prints);
    } finally {
      end(browser);
      server.close();
    }
  });
}

/** A promise with what resolves it: Node 20 has no Promise.withResolvers. */
function deferred() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test("without simd128 another file is loaded, which computes the same bits", async (t) => {
  if (!existsSync(join(dist, "www/engine-scalar"))) return t.skip("the site was built without it");
  const files = [];
  const { page, errors } = await site.open({
    hash: SHORT,
    before: async (page) => {
      page.on("request", (request) => files.push(request.url()));
      // As a browser without it answers to modules that have a v128.
      await page.addInitScript(() => {
        const { validate } = WebAssembly;
        WebAssembly.validate = (bytes) =>
          !new Uint8Array(bytes.buffer ?? bytes).includes(0x7b) && validate(bytes);
      });
    },
  });
  await ready(page);
  await runToEnd(page, 240_000);
  const engines = files.filter((url) => /engine[^/]*\/.*\.wasm/.test(url));
  assert.ok(engines.length > 0 && engines.every((url) => url.includes("/engine-scalar/")), `${engines}`);
  assert.deepEqual((await results(page)).prints, expected[SHORT].prints);
  // An engine that needs it is not offered.
  assert.deepEqual(
    await page
      .locator("#engine option")
      .allTextContents()
      .then(({ length }) => length <= 1),
    true,
  );
  assert.deepEqual(errors, []);
});

test("where neither file can run the page says what is missing", async () => {
  const { page } = await site.open({
    before: async (page) => {
      await page.route("**/engine-scalar/**", (route) => route.fulfill({ status: 404, body: "" }));
      await page.addInitScript(() => {
        WebAssembly.validate = () => false;
      });
    },
  });
  await page.waitForSelector(".run-bar .problem");
  await page.waitForFunction(() => /SIMD/.test(document.querySelector(".run-bar .problem").textContent));
});
