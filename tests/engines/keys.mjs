// Keys in a frame of a course page, in Firefox and WebKit: what is pressed inside stays inside, a locked control does not
// change, a hidden one is gone, and Escape gives the keys back to the page. `node tests/engines/keys.mjs` after
// `cargo xtask build`; tests/browser/embed.test.mjs and tests/courses have the same for Chromium.

import assert from "node:assert/strict";
import { serveCourse } from "./course.mjs";
import { drive } from "./drivers.mjs";

/** Private letters that WebDriver has for keys. */
const ESCAPE = "\uE00C";
const RIGHT = "\uE014";
/** Milliseconds until the page has to be there. */
const PATIENCE = 120_000;

/** A course page of another origin that counts the keys that reach it.
 * @param {string} home */
const course = (home) => `<!doctype html><title>Course</title>
<iframe title="Playground" width="900" height="1600" src="${home}?embed=1&load=eager&lang=en&lock=T&hide=seed#v=1&steps=20&tepochs=1"></iframe>
<script>
  window.keys = [];
  addEventListener("keydown", ({ key }) => keys.push(key));
</script>`;

const site = await serveCourse(course);

/** @param {() => Promise<unknown>} holds */
async function until(holds, what) {
  for (const end = Date.now() + PATIENCE; !(await holds()); ) {
    assert.ok(Date.now() < end, what);
    await new Promise((done) => setTimeout(done, 250));
  }
}

/** @param {"Firefox" | "WebKit"} name */
async function check(name) {
  const browser = await drive(name);
  const value = (id) => browser.evaluate(`return document.getElementById("${id}").value`);
  try {
    await browser.open(site.address);
    await browser.enter("iframe");
    await until(
      () => browser.evaluate('return document.querySelector("#run")?.disabled === false'),
      "the page in the frame is ready",
    );
    assert.equal(
      await browser.evaluate('return document.getElementById("seed").checkVisibility()'),
      false,
      "what is hidden is gone",
    );
    // A click brings the keys into the frame, as a reader's does.
    const before = await value("view-T-slider");
    await browser.click("#view-T-slider");
    await browser.press(RIGHT);
    assert.notEqual(await value("view-T-slider"), before, "an arrow moves the slider");
    const locked = await value("T-slider");
    await browser.evaluate('document.getElementById("T-slider").focus()');
    await browser.press(RIGHT);
    assert.equal(await value("T-slider"), locked, "what is locked stays");
    await browser.enter(null);
    assert.deepEqual(await browser.evaluate("return keys"), [], "what is pressed inside stays inside");
    assert.equal(await browser.evaluate("return document.activeElement.tagName"), "IFRAME");
    await browser.enter("iframe");
    await browser.press(ESCAPE);
    await browser.enter(null);
    await until(
      () => browser.evaluate('return document.activeElement.tagName !== "IFRAME"'),
      "Escape gives the keys back",
    );
    await browser.press(RIGHT);
    assert.deepEqual(await browser.evaluate("return keys"), ["ArrowRight"], "and the page hears them");
    console.log(
      `  ${name}: keys stay inside, locked and hidden controls keep to it, Escape gives the keys back`,
    );
  } finally {
    await browser.stop();
  }
}

for (const name of process.argv.length > 2 ? process.argv.slice(2) : ["Firefox", "WebKit"]) await check(name);
site.close();
