// Links that prove themselves, the share panel, and files.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { finished, ready, runToEnd, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

const SHORT = "v=1&steps=20&tepochs=1";

async function shared(page) {
  await page.click("[aria-controls=share]");
  await page.waitForSelector("#share-link");
  return page.inputValue("#share-link");
}

async function violations(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => globalThis.axe.run(document));
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
  );
}

test("a shared result is reproduced bit for bit by whoever opens the link", async () => {
  const first = await site.open({ hash: SHORT });
  await ready(first.page);
  await runToEnd(first.page);
  const link = await shared(first.page);
  assert.match(
    link,
    /#v=1&steps=20&tepochs=1&e=\d+&r=[0-9a-f]{8}(-[0-9a-f]{8}){4}&c=[\w-]{27}(\.[\w-]{27}){3}$/,
  );

  for (const lang of ["en", "zh"]) {
    const { page, errors } = await site.open({
      query: `lang=${lang}&theme=dark`,
      hash: new URL(link).hash.slice(1),
    });
    await page.waitForSelector("#reproduce:not(:disabled)");
    assert.equal(await page.locator(".seal").count(), 0, "nothing is proven before the run");
    assert.deepEqual(await violations(page), []);
    await page.focus("#reproduce");
    await page.keyboard.press("Enter");
    await finished(page);
    assert.match(await page.locator(".seal").textContent(), lang === "en" ? /bit for bit ✓/ : /逐位重现 ✓/);
    assert.deepEqual(await violations(page), []);
    assert.match(page.url(), /&r=[0-9a-f]{8}/, "the claim survives a reload");
    assert.deepEqual(errors, []);
  }
});

test("a link that claims something else is told which network differs, and why it may", async () => {
  const { page } = await site.open({ hash: `${SHORT}&e=999&r=00000000-00000000-00000000-00000000-00000000` });
  await page.waitForSelector("#reproduce:not(:disabled)");
  await page.click("#reproduce");
  await finished(page);
  const text = await page.locator(".differs").textContent();
  assert.match(text, /not the one of the link/);
  assert.match(text, /Different: Teacher/);
  assert.match(text, /engine version 999, this page has \d/);
});

test("a claim goes with its settings and comes back with them", async () => {
  const { page } = await site.open({ hash: `${SHORT}&r=00000000` });
  await page.waitForSelector(".claim");
  await page.fill("#T", "9");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".claim", { state: "detached" });
  await page.fill("#T", "4");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".claim");
});

test("a broken claim is named and the experiment stays", async () => {
  const { page } = await site.open({ hash: "v=1&T=2&r=%3Cscript%3E" });
  await ready(page);
  assert.match(await page.locator(".setup [role=alert]").textContent(), /“<script>” is not a fingerprint/);
  assert.equal(await page.inputValue("#T"), "2");
});

test("every form of sharing is offered, copied, and readable in both languages and themes", async () => {
  for (const [lang, theme] of [
    ["en", "light"],
    ["zh", "dark"],
  ]) {
    const { page, errors } = await site.open({ query: `lang=${lang}&theme=${theme}` });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await ready(page);
    await shared(page);
    const forms = await page
      .locator("#share-format option")
      .evaluateAll((all) => all.map(({ value }) => value));
    assert.deepEqual(forms, ["link", "locked", "predict", "preview", "iframe", "markdown", "myst", "quarto"]);
    for (const form of forms) {
      await page.selectOption("#share-format", form);
      await page.click("#share-copy");
      await page.waitForFunction(() => document.querySelector(".share-text [role=status]").textContent);
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.equal(copied, await page.inputValue("#share-link"));
      assert.match(copied, /127\.0\.0\.1/);
    }
    assert.equal(await page.locator(".qr path").count(), 1);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(errors, []);
  }
});

test("without a clipboard the text is selected and the page says so", async () => {
  const { page } = await site.open({
    before: (page) =>
      page.addInitScript(() => {
        Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.execCommand = () => false;
      }),
  });
  await ready(page);
  const link = await shared(page);
  await page.click("#share-copy");
  await page.waitForFunction(() =>
    /by hand/.test(document.querySelector(".share-text [role=status]").textContent),
  );
  const selected = await page.evaluate(() => {
    const { value, selectionStart, selectionEnd } = document.querySelector("#share-link");
    return value.slice(selectionStart, selectionEnd);
  });
  assert.equal(selected, link);
});

test("a saved file opens elsewhere, by hand or dropped, and is reproduced", async () => {
  const first = await site.open({ hash: SHORT });
  await ready(first.page);
  await runToEnd(first.page);
  await shared(first.page);
  const [download] = await Promise.all([first.page.waitForEvent("download"), first.page.click("#file-save")]);
  assert.match(download.suggestedFilename(), /\.retort\.json$/);
  const text = await readFile(await download.path(), "utf8");

  const { page, errors } = await site.open();
  await ready(page);
  const drop = (content) =>
    page.evaluate((content) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], "a.retort.json"));
      const send = (type) =>
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      send("dragenter");
      setTimeout(() => send("drop"), 500);
    }, content);
  await drop(text);
  await page.waitForFunction(() => document.querySelector("#steps")?.value === "20");
  await page.waitForSelector("#reproduce:not(:disabled)");
  await page.click("#reproduce");
  await finished(page);
  assert.equal(await page.locator(".seal").count(), 1);

  const said = () => page.locator(".share-file [role=status]").textContent();
  for (const [content, expected] of [
    [text.slice(0, 100), /not JSON/],
    ["[]", /no experiment/],
    ["x".repeat(300_000), /larger than 256 KB/],
  ]) {
    await page.setInputFiles("#file-open", {
      name: "b.json",
      mimeType: "application/json",
      buffer: Buffer.from(content),
    });
    await page.waitForFunction(
      (source) => new RegExp(source).test(document.querySelector(".share-file [role=status]").textContent),
      expected.source,
    );
    assert.match(await said(), expected);
  }
  assert.equal(await page.inputValue("#steps"), "20");
  assert.deepEqual(errors, []);
});

test("a file whose course was changed is told from which update on a network differs, and by how much", async () => {
  const first = await site.open({ hash: SHORT });
  await ready(first.page);
  await runToEnd(first.page);
  await shared(first.page);
  const [download] = await Promise.all([first.page.waitForEvent("download"), first.page.click("#file-save")]);
  const file = JSON.parse(await readFile(await download.path(), "utf8"));
  const net = file.results.find(({ net }) => net === "soft-labels");
  assert.equal(net.course.length, 21);
  assert.ok(
    net.course.at(-1).endsWith(net.fingerprint),
    "the last look is over what the fingerprint is over",
  );
  const changed = (look) => `${look.split(" ")[0]} 0.25 ${"0123456789abcdef"}`;
  net.course = net.course.map((look, at) => (at < 10 ? look : changed(look)));
  net.fingerprint = file.fingerprint = "0123456789abcdef";

  await first.page.setInputFiles("#file-open", {
    name: "changed.retort.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(file)),
  });
  await first.page.waitForSelector("#reproduce:not(:disabled)");
  await first.page.click("#reproduce");
  await first.page.waitForSelector(".parted", { timeout: 120_000 });
  const text = await first.page.locator(".parted").textContent();
  assert.match(
    text,
    /^Distilled student: equal at update 9, different at update 10 of 20\. Its accuracy is [\d.]+\s?% instead of 25(\.0)?\s?%\.$/,
  );
});

test("a link says how its result came about: which network parted between which updates, and by how much", async () => {
  const first = await site.open({ hash: SHORT });
  await ready(first.page);
  await runToEnd(first.page);
  const whole = new URL(await shared(first.page)).hash.slice(1);
  const [, nets, course] = whole.match(/&r=([0-9a-f-]+)&c=([\w.-]+)$/);
  assert.equal(course.split(".").length, 4);
  // The distilled student of this link was another one from its fifth look on, and ended at half.
  const at = 2;
  const prints = nets.split("-");
  prints[0] = prints[1 + at] = "01234567";
  const parts = course.split(".");
  parts[at] = `${parts[at].slice(0, 12)}${"AAA".repeat(4)}gAA`;
  const hash = whole.replace(nets, prints.join("-")).replace(course, parts.join("."));
  for (const [lang, expected] of [
    [
      "en",
      /^Distilled student: equal at update 7, different at update 10 of 20\. Its accuracy is [\d.]+\s?% instead of 50(\.0)?\s?%\.$/,
    ],
    [
      "zh",
      /^蒸馏学生.*第 7 次更新时仍相同，第 10 次更新时已不同（共 20 次）。准确率为 [\d.]+\s?%，而非 50(\.0)?\s?%。$/,
    ],
  ]) {
    const { page, errors } = await site.open({ query: `lang=${lang}`, hash });
    await page.waitForSelector("#reproduce:not(:disabled)");
    await page.click("#reproduce");
    await page.waitForSelector(".parted", { timeout: 120_000 });
    assert.deepEqual(await page.locator(".parted").count(), 1);
    assert.match(await page.locator(".parted").textContent(), expected);
    assert.match(page.url(), /&c=/, "the course survives a reload");
    assert.deepEqual(errors, []);
  }
  // Damaged on the way: named, and the fingerprint still counts.
  const torn = await site.open({ hash: `${whole.slice(0, -2)}!!` });
  await torn.page.waitForSelector("#reproduce:not(:disabled)");
  assert.match(await torn.page.locator(".setup [role=alert]").textContent(), /is damaged and not used/);
  await torn.page.click("#reproduce");
  await finished(torn.page);
  assert.match(await torn.page.locator(".seal").textContent(), /bit for bit ✓/);
});

test("the default link has result and course before anything has run, and is short", async () => {
  const { page } = await site.open();
  await ready(page);
  const address = await shared(page);
  assert.match(address, /#v=1&e=\d+&r=[0-9a-f-]+&c=[\w.-]+$/);
  assert.ok(address.length < 300, `${address.length} characters`);
});

test("a preset has an address with a preview, which leads on to it", async () => {
  const { page, errors } = await site.open();
  await ready(page);
  await page.selectOption("#preset", "noisy-labels");
  await page.waitForFunction(() => /noise=0\.4/.test(location.hash));
  await page.click("[aria-controls=share]");
  await page.waitForSelector("#share-link");
  await page.selectOption("#share-format", "preview");
  const address = await page.inputValue("#share-link");
  assert.equal(address, `${site.home}p/noisy-labels.html`);
  await page.goto(address);
  await page.waitForSelector(".zones");
  assert.match(page.url(), /\/courses\/retort\/#v=1&labels=300&noise=0\.4&T=2$/);
  await page.waitForFunction(() => document.querySelector("#preset")?.value === "noisy-labels");
  // Own settings have no such page.
  await page.fill("#T", "9");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /T=9/.test(location.hash));
  await page.click("[aria-controls=share]");
  await page.waitForSelector("#share-format");
  assert.equal(await page.locator('#share-format option[value="preview"]').count(), 0);
  assert.deepEqual(errors, []);
});
