// Many playgrounds on one course page: they load when they come into sight, share what is fetched, leave the page
// responsive, and run side by side. Prints the figures of docs/reliability.md.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ready, start } from "./site.mjs";

const SHORT = "v=1&steps=20&tepochs=1";
/** Long enough that four of them meet. */
const LONG = "v=1&steps=300&tepochs=4";
const CROWD = 20;

let site;
before(async () => {
  // Static hosts let browsers keep files; ten minutes is what GitHub Pages says.
  site = await start([], { maxAge: 600 });
});
after(() => site.stop());

const element = (link, more = "") =>
  `<h2>Experiment</h2><p>Text between.</p><retort-playground link="${link}" lang="en" view="curves" ${more}><a href="{home}#${link}">Fallback</a></retort-playground>`;
const course = (elements) =>
  `<title>Course</title><button id="own">0</button><script type="module" src="{home}embed.js"></script>${elements}`;

/** Measures in the page how late a timer of 50 ms comes, and in each frame how long an engine takes to arrive and compile. */
const watchTimers = (page) =>
  page.addInitScript(() => {
    globalThis.compiled = [];
    const compile = WebAssembly.compileStreaming;
    WebAssembly.compileStreaming = async (...given) => {
      const began = performance.now();
      const module = await compile(...given);
      globalThis.compiled.push(performance.now() - began);
      return module;
    };
    globalThis.late = [];
    let before = performance.now();
    setInterval(() => {
      const now = performance.now();
      globalThis.late.push(now - before - 50);
      before = now;
    }, 50);
  });
const lateness = async (page) => {
  const late = (await page.evaluate(() => globalThis.late)).sort((a, b) => a - b);
  return { median: Math.round(late[late.length >> 1]), most: Math.round(late.at(-1)) };
};

/** Frames whose page has been loaded. */
const loaded = (page) => page.frames().filter((frame) => frame.url().startsWith(site.home)).length;
const wasmServed = () => site.host.served.filter((name) => name.endsWith(".wasm")).length;

test(`${CROWD} on a page load as the reader comes by, and the engine crosses the network once`, async (t) => {
  const { page, errors } = await site.course(course(element(SHORT, 'load="visible"').repeat(CROWD)), {
    before: watchTimers,
  });
  await page.waitForFunction(() => document.querySelectorAll("retort-playground").length === 20);
  const first = page.locator("retort-playground iframe").first();
  const content = await (await first.elementHandle()).contentFrame();
  await ready(content);
  await page.waitForTimeout(1000);
  const atFirst = loaded(page);
  assert.ok(atFirst >= 1 && atFirst < CROWD / 2, `${atFirst} pages loaded before anybody scrolls`);
  const [times, compiled] = [[], []];
  for (let at = 0; at < CROWD; at += 1) {
    const frame = page.locator("retort-playground iframe").nth(at);
    await frame.scrollIntoViewIfNeeded();
    const began = performance.now();
    const inner = await (await frame.elementHandle()).contentFrame();
    await ready(inner);
    times.push(Math.round(performance.now() - began));
    compiled.push(...(await inner.evaluate(() => globalThis.compiled.map(Math.round))));
    // The course's own button answers while playgrounds come.
    await page.locator("#own").evaluate((button) => button.click());
  }
  assert.equal(loaded(page), CROWD);
  assert.equal(wasmServed(), 1, "one download of the engine for all");
  const scripts = site.host.served.filter((name) => /^www\/main.*\.js$/.test(name));
  assert.ok(scripts.length <= 1, `${scripts.length} downloads of the page's script`);
  const { median, most } = await lateness(page);
  t.diagnostic(`${atFirst} of ${CROWD} loaded at first; ${site.host.served.length} files served for all`);
  t.diagnostic(`from sight to Run: first five ${times.slice(0, 5)} ms, last five ${times.slice(-5)} ms`);
  const [whole, ...again] = compiled;
  t.diagnostic(`engine fetched and compiled in ${whole} ms, again in ${again.sort((a, b) => a - b)} ms`);
  t.diagnostic(`timers of the course page late by ${median} ms (median), ${most} ms at most`);
  assert.ok(most < 5_000, "the course page never stands still for long");

  // The last one runs as the first would.
  await page.evaluate(() => {
    globalThis.results = [];
    addEventListener("retort-result", ({ detail }) => globalThis.results.push(detail.fingerprint));
    const all = document.querySelectorAll("retort-playground");
    all[all.length - 1].run();
  });
  await page.waitForFunction(() => globalThis.results.length === 1, null, { timeout: 120_000 });
  assert.deepEqual(errors, []);
});

test("four run at once, share the cores, and finish with the bits of one", async (t) => {
  const { page, errors } = await site.course(course(element(LONG, 'load="eager"').repeat(4)), {
    before: watchTimers,
  });
  const frames = await page.locator("retort-playground iframe").all();
  for (const frame of frames) await ready(await (await frame.elementHandle()).contentFrame());
  await page.evaluate(() => {
    const all = [...document.querySelectorAll("retort-playground")];
    globalThis.shares = all.map(() => 0);
    globalThis.done = all.map(() => null);
    globalThis.atFirst = null;
    const began = performance.now();
    addEventListener("retort-progress", ({ target, detail }) => {
      globalThis.shares[all.indexOf(target)] = detail.share;
    });
    addEventListener("retort-result", ({ target, detail }) => {
      globalThis.shares[all.indexOf(target)] = 1;
      globalThis.atFirst ??= [...globalThis.shares];
      globalThis.done[all.indexOf(target)] = { time: performance.now() - began, print: detail.fingerprint };
    });
    for (const one of all) one.run();
  });
  await page.waitForFunction(() => globalThis.done.every(Boolean), null, { timeout: 400_000 });
  const { done, atFirst } = await page.evaluate(() => ({
    done: globalThis.done,
    atFirst: globalThis.atFirst,
  }));
  const seconds = done.map(({ time }) => (time / 1000).toFixed(1));
  const { median, most } = await lateness(page);
  t.diagnostic(
    `finished after ${seconds} s; when the first had, shares were ${atFirst.map((s) => s.toFixed(2))}`,
  );
  t.diagnostic(`timers of the course page late by ${median} ms (median), ${most} ms at most`);
  assert.equal(new Set(done.map(({ print }) => print)).size, 1, "the same bits four times");
  assert.ok(Math.min(...atFirst) > 0.2, `none starves: ${atFirst}`);
  assert.ok(most < 5_000, "the course page never stands still for long");
  assert.deepEqual(errors, []);
});

test("a call of the page loads a playground that nobody sees", async () => {
  const { page, errors } = await site.course(course(`<div style="height: 9000px"></div>${element(SHORT)}`));
  await page.waitForTimeout(1000);
  assert.equal(loaded(page), 0);
  await page.evaluate(() => {
    addEventListener("retort-result", ({ detail }) => {
      globalThis.heard = detail.link;
    });
    document.querySelector("retort-playground").run();
  });
  await page.waitForFunction(() => globalThis.heard, null, { timeout: 120_000 });
  assert.equal(await page.evaluate(() => scrollY), 0);
  assert.deepEqual(errors, []);
});
