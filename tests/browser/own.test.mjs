// A user's own images: brought, looked through, distilled, passed on.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { bars, png, zip } from "../own_files.mjs";
import { finished, ready, results, runToEnd, start } from "./site.mjs";
import { openSettings } from "./states.mjs";

let site;
before(async () => {
  site = await start(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
});
after(() => site.stop());

const archive = { name: "shapes.zip", mimeType: "application/zip", buffer: zip(bars(60)) };

async function opened(options) {
  const { page, errors } = await site.open(options);
  await ready(page);
  await openSettings(page);
  await page.focus("#own-open");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#own-title");
  return { page, errors };
}

/** Tab until the element has the focus. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not reach ${selector}`);
}

async function bring(page, file, selector = "#own-files") {
  await page.setInputFiles(selector, file);
}

const shown = (page, classes) =>
  page.waitForFunction(
    (count) =>
      document.querySelectorAll(".own-class").length === count && !document.querySelector(".own-going"),
    classes,
  );

const briefly = (page) =>
  page.evaluate(() => {
    location.hash = `${location.hash.replace(/&(steps|tepochs)=\d+/g, "")}&steps=60&tepochs=3`;
  });

async function violations(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => globalThis.axe.run(document));
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
  );
}

test("by keyboard alone: a zip of class folders is distilled, and its link and file give the same numbers elsewhere", async () => {
  const { page, errors } = await opened({});
  assert.equal(await page.evaluate(() => document.activeElement?.id), "own-title");
  await tabTo(page, "#own-files");
  // A busy browser sometimes opens none; the focus stays where it is, and the key can be pressed again.
  let chooser = null;
  for (let tries = 0; !chooser && tries < 5; tries += 1) {
    const opens = page.waitForEvent("filechooser", { timeout: 8_000 }).catch(() => null);
    await page.keyboard.press("Enter");
    chooser = await opens;
  }
  await chooser.setFiles(archive);
  await shown(page, 3);
  assert.deepEqual(
    await page.locator(".own-class input").evaluateAll((all) => all.map(({ value }) => value)),
    ["leaning", "lying", "standing"],
  );
  assert.match(
    await page.locator(".own-class .hint").first().textContent(),
    /48 for training, 12 for the test/,
  );
  // A class is renamed, an image taken out, and the focus stays where it was.
  await tabTo(page, ".own-class input");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("diagonal");
  await tabTo(page, ".own-class .sheet button");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.matches(".own-class .sheet button"));
  assert.match(
    await page.locator(".own-class .hint").first().textContent(),
    /47 for training, 12 for the test/,
  );
  await tabTo(page, "#own-use");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#own-save");
  await page.waitForFunction(() => /data=own-[0-9a-f]{12}/.test(location.hash));
  assert.match(await page.locator(".own-used table").textContent(), /diagonal/);
  assert.match(await page.locator("#data option:checked").textContent(), /Own images/);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("#own-save").press("Enter"),
  ]);
  const saved = {
    name: download.suggestedFilename(),
    mimeType: "",
    buffer: await readFile(await download.path()),
  };
  assert.match(saved.name, /^retort-own-[0-9a-f]{12}\.npz$/);

  await briefly(page);
  await page.waitForFunction(
    () => /tepochs=3/.test(location.hash) && !document.querySelector("#run")?.disabled,
  );
  await page.focus("#run");
  await page.keyboard.press("Enter");
  await finished(page);
  const first = await results(page);
  assert.ok(first.prints.length >= 4, "every network has a fingerprint");
  const link = await page.evaluate(() => location.hash.slice(1));
  // The own class names stand where digits did, and drawing works.
  assert.match(await page.locator(".result").textContent(), /not part of the link/);
  await page.locator("#panel-draw > summary").press("Enter");
  await page.waitForSelector("#panel-draw .answers");
  assert.match(await page.locator("#panel-draw .answers").textContent(), /diagonal/);
  assert.deepEqual(errors, []);

  // Somebody else: the link alone asks for the images, other images are refused, the right ones give the same numbers.
  const other = await site.open({ hash: link });
  await other.page.waitForSelector("#own-wanted");
  assert.ok((await other.page.evaluate(() => location.hash)).includes(link), "the address keeps the link");
  await bring(other.page, archive);
  await shown(other.page, 3);
  await other.page.click("#own-use");
  await other.page.waitForSelector("#own-refused");
  assert.match(await other.page.locator("#own-refused").textContent(), /other images/);
  await bring(other.page, saved);
  await other.page.waitForSelector("#own-wanted", { state: "detached" });
  assert.equal(await other.page.evaluate(() => location.hash.slice(1)), link);
  await runToEnd(other.page);
  assert.deepEqual(await results(other.page), first);
  await other.page.click("[aria-controls=share]");
  await other.page.waitForSelector("#share-images");
  assert.deepEqual(other.errors, []);
});

test("images are kept where that is asked for, and forgotten again", async () => {
  const { page } = await opened({});
  await page.check("#own-keep");
  await bring(page, archive);
  await shown(page, 3);
  await page.click("#own-use");
  await page.waitForSelector("#own-forget");
  await page.waitForFunction(() => /data=own-/.test(location.hash));
  await page.reload();
  await ready(page);
  await page.waitForFunction(() => document.querySelector("#data")?.value.startsWith("own-"));
  assert.equal(await page.locator("#own-wanted").count(), 0);
  await page.click("#own-open");
  await page.click("#own-forget");
  await page.waitForSelector("#own-forget", { state: "detached" });
  await page.reload();
  await page.waitForSelector("#own-wanted");
});

test("a zip can be dropped on the page; what is no picture is named, hostile archives are refused", async () => {
  const { page, errors } = await site.open();
  await ready(page);
  const drop = (buffer) =>
    page.evaluate((bytes) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], "images.zip"));
      dispatchEvent(new DragEvent("dragenter", { dataTransfer: data }));
      return new Promise((resolve) => {
        setTimeout(
          () => resolve(dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }))),
          500,
        );
      });
    }, buffer.toString("base64"));
  const some = [...bars(4), { name: "shapes/readme.txt", data: Buffer.from("hello") }];
  some.push({ name: "shapes/lying/broken.png", data: Buffer.from("no picture") });
  await drop(zip(some));
  await shown(page, 3);
  const notes = await page.locator(".own-notes").textContent();
  assert.match(notes, /no pictures were left out: 1/);
  assert.match(notes, /could not be decoded.*broken\.png/);
  assert.match(await page.locator("#own-thin").textContent(), /leaning, lying, standing/);
  await drop(zip([{ name: "a/bomb.png", data: Buffer.alloc(5_000_000) }]));
  await page.waitForSelector("#own-refused");
  assert.match(await page.locator("#own-refused").textContent(), /a\/bomb\.png unpacks to more than it says/);
  assert.equal(await page.locator(".own-class").count(), 3, "what was there stays");
  assert.deepEqual(errors, []);
});

test("a folder of class folders is read as it is; pictures that are dark on light are named, and swapped on a press", async () => {
  const folder = await mkdtemp(join(tmpdir(), "retort-own-"));
  try {
    for (const [name, place] of [
      ["left", 8],
      ["right", 30],
    ]) {
      await mkdir(join(folder, name));
      for (let at = 0; at < 12; at += 1) {
        const ink = png(40, 40, (x) => (Math.abs(x - place - (at % 3)) < 3 ? 15 : 245 - at));
        await writeFile(join(folder, name, `${at}.png`), ink);
      }
    }
    const { page, errors } = await opened({});
    await page.setInputFiles("#own-folder", folder);
    await shown(page, 2);
    const names = await page.locator(".own-class input").evaluateAll((all) => all.map(({ value }) => value));
    assert.deepEqual(names, ["left", "right"]);
    assert.match(await page.locator("#own-light").textContent(), /dark on light/);
    await page.click("#own-swap");
    await page.waitForSelector("#own-light", { state: "detached" });
    await shown(page, 2);
    assert.ok(await page.locator("#own-invert").isChecked());
    assert.equal(await page.locator("#own-light").count(), 0, "now they are like the page's own");
    assert.deepEqual(errors, []);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("pictures from the camera become a class", async () => {
  const { page, errors } = await opened({});
  await page.click("#own-camera");
  await page.waitForFunction(() => (document.querySelector("video")?.videoWidth ?? 0) > 0);
  await page.click("#own-several");
  await page.waitForFunction(() => document.querySelectorAll(".own-class .sheet button").length === 10);
  await page.click("#own-add");
  await page.selectOption("#own-into", { label: "class 2" });
  await page.click("#own-take");
  await page.waitForFunction(() => document.querySelectorAll(".own-class .sheet button").length === 11);
  assert.match(await page.locator("#own-obstacle").textContent(), /two images at least/);
  assert.deepEqual(errors, []);
});

test("without a camera the page says what to do", async () => {
  const { page } = await opened({
    before: (fresh) =>
      fresh.addInitScript(() => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
      }),
  });
  await page.click("#own-camera");
  await page.waitForSelector(".own-camera .problem");
  assert.match(await page.locator(".own-camera .problem").textContent(), /not allowed here/);
});

test("the room is readable for everybody, in both languages and themes, at 320 pixels", async () => {
  for (const [lang, theme] of [
    ["en", "dark"],
    ["zh", "light"],
  ]) {
    const { page, errors } = await opened({ query: `lang=${lang}&theme=${theme}`, width: 320, height: 700 });
    assert.deepEqual(await violations(page), []);
    await bring(page, archive);
    await shown(page, 3);
    assert.deepEqual(await violations(page), []);
    const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= window, `${wide} of ${window}`);
    assert.deepEqual(errors, []);
  }
});
