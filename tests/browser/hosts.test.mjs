// What learning platforms that cannot be installed here leave of the snippets in docs/embed/, by their published rules, and
// whether it still runs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { snippet } from "../courses/project.mjs";
import { finished, ready, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

const ARIA_AND_OTHERS = ["style", "class", "id", "title", "role", "lang", "dir"];

/** Elements that stay, each with its attributes; of others the content stays, and of `script` nothing. */
const RULES = {
  // instructure/canvas-lms, gems/canvas_sanitize/lib/canvas_sanitize/canvas_sanitize.rb, as of commit 03f405c: without
  // `loading` and `allow`.
  canvas: {
    all: ARIA_AND_OTHERS,
    elements: {
      p: [],
      a: ["href", "target", "name"],
      iframe: [
        "src",
        "width",
        "height",
        "name",
        "align",
        "frameborder",
        "scrolling",
        "sandbox",
        "allowfullscreen",
      ],
    },
  },
  // moodle/moodle, lib/weblib.php, purify_html: HTML Purifier without HTML.SafeIframe, for what students may write. What a
  // teacher writes into a page or label is shown with `noclean`, and stays as it is.
  moodle: { all: ["style", "class", "title", "lang", "dir"], elements: { p: [], a: ["href", "target"] } },
};

/** Applies rules to a text within a page.
 * @param {import("playwright-core").Page} page */
const cleaned = (page, html, rules) =>
  page.evaluate(
    ([html, { all, elements }]) => {
      const { body } = new DOMParser().parseFromString(html, "text/html");
      for (const element of [...body.querySelectorAll("*")]) {
        const own = elements[element.localName];
        if (element.localName === "script") element.remove();
        else if (!own) element.replaceWith(...element.childNodes);
        else
          for (const { name } of [...element.attributes])
            if (!all.includes(name) && !own.includes(name)) element.removeAttribute(name);
      }
      return body.innerHTML;
    },
    [html, rules],
  );

/** A snippet of the documents with the address of the site and few updates. */
function written(page, heading) {
  const document = readFileSync(new URL(`../../docs/embed/${page}`, import.meta.url), "utf8");
  return snippet(document, heading, "html")
    .replaceAll("https://HOST/retort/", "{home}")
    .replaceAll("v=1&amp;T=8", "v=1&amp;T=8&amp;steps=20&amp;tepochs=1");
}

/** As Canvas documents it for tools: text or object, answered for the frame that it came from. */
const canvasListens = (page) =>
  page.addInitScript(() => {
    if (window !== parent) return;
    addEventListener("message", ({ source, data }) => {
      let message = data;
      try {
        if (typeof data === "string") message = JSON.parse(data);
      } catch {}
      if (message?.subject !== "lti.frameResize" || !(message.height > 0)) return;
      for (const frame of document.querySelectorAll("iframe"))
        if (frame.contentWindow === source) frame.style.height = `${message.height}px`;
    });
  });

async function runs(page) {
  const frame = page.locator("iframe");
  await frame.scrollIntoViewIfNeeded();
  const content = await (await frame.elementHandle()).contentFrame();
  await ready(content);
  await content.locator("#run").click();
  await finished(content);
  return content;
}

test("Canvas removes two attributes; the frame runs, waits until it is seen, and gets its height", async () => {
  const scratch = await site.blank();
  const html = await cleaned(scratch, written("canvas.md", "Frame"), RULES.canvas);
  await scratch.close();
  assert.doesNotMatch(html, /loading=|allow=/);
  assert.match(html, /sandbox="allow-scripts/);
  const wasm = [];
  const { page, errors } = await site.course(
    `<title>Canvas</title><div style="height: 3000px"></div>${html}`,
    {
      before: async (page) => {
        page.on("request", (request) => request.url().endsWith(".wasm") && wasm.push(request.url()));
        await canvasListens(page);
      },
    },
  );
  const frame = page.locator("iframe");
  const content = await (await frame.elementHandle()).contentFrame();
  await content.waitForSelector(".zones", { state: "attached" });
  await page.waitForTimeout(500);
  assert.deepEqual(wasm, [], "no engine for what nobody sees");
  await runs(page);
  assert.ok(wasm.length > 0);
  const off = async () =>
    (await frame.evaluate((frame) => frame.clientHeight)) -
    (await content.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height)));
  for (let wait = 0; wait < 300 && Math.abs(await off()) > 2; wait += 1) await page.waitForTimeout(100);
  assert.ok(Math.abs(await off()) <= 2, `${await off()} px`);
  assert.match(await page.locator("a").first().getAttribute("href"), /#v=1&T=8/);
  assert.deepEqual(errors, []);
});

test("Moodle leaves a teacher's frame alone, and of a student's the link", async () => {
  const html = written("moodle.md", "Frame");
  const { page, errors } = await site.course(`<title>Moodle</title>${html}`);
  const left = await cleaned(page, html, RULES.moodle);
  assert.doesNotMatch(left, /iframe/);
  assert.match(left, /<a href="[^"]*#v=1&amp;T=8/);
  await runs(page);
  assert.deepEqual(errors, []);
});

test("Open edX shows a unit in a frame of its own, and the playground runs two frames deep", async () => {
  const unit = `<!doctype html><title>Unit</title>${written("open-edx.md", "Frame").replaceAll("{home}", site.home)}`;
  const { page, errors } = await site.course(
    `<title>Open edX</title><iframe title="Unit" width="100%" height="760" srcdoc='${unit}'></iframe>`,
  );
  const outer = await (await page.locator("iframe").elementHandle()).contentFrame();
  const inner = await (await outer.locator("iframe").elementHandle()).contentFrame();
  await ready(inner);
  await inner.locator("#run").click();
  await finished(inner);
  assert.deepEqual(errors, []);
});

test("H5P's frame does not scroll: the height of the document's page holds what is in it", async () => {
  // h5p/h5p-iframe-embed, iframe-embed.js, as of 1.0.29: `scrolling="no"`, width and height as style.
  const document = readFileSync(new URL("../../docs/embed/h5p.md", import.meta.url), "utf8");
  const [, source] = document.match(/```text\nhttps:\/\/HOST\/retort\/(\S+)\n```/);
  const [, width, height] = document.match(/width `(\S+)`, height `(\S+)`/);
  const short = `${source}&steps=20&tepochs=1`.replaceAll("&", "&amp;");
  for (const column of [984, 360]) {
    const { page, errors } = await site.course(
      `<title>H5P</title><div style="width: ${column}px"><iframe title="Playground" scrolling="no" frameborder="0" style="width: ${width}; height: ${height}" src="{home}${short}"></iframe></div>`,
    );
    const hidden = (content) =>
      content.evaluate(() => globalThis.document.documentElement.scrollHeight - innerHeight);
    const content = await (await page.locator("iframe").elementHandle()).contentFrame();
    await content.waitForSelector(".zones", { state: "attached" });
    await ready(content);
    assert.ok(
      (await hidden(content)) <= 0,
      `${column} px before a run: ${await hidden(content)} px are cut off`,
    );
    await runs(page);
    assert.ok(
      (await hidden(content)) <= 0,
      `${column} px after a run: ${await hidden(content)} px are cut off`,
    );
    assert.deepEqual(errors, []);
  }
});
