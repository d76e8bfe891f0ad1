// The page inside other pages: frames, messages, the element, and hosts that mean no good.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { finished, ready, start } from "./site.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

const SHORT = "v=1&steps=20&tepochs=1";
/** A frame as strict as they come: no origin, no storage. */
const frame = (query, hash = SHORT, more = "") =>
  `<title>Course</title><main><h1>Course</h1><iframe title="Playground" width="100%" height="700" sandbox="allow-scripts" ${more} src="{home}?lang=en&${query}#${hash}"></iframe></main>`;

/** The frame's document. */
async function inside(page, at = 0) {
  const handle = await page.locator("iframe").nth(at).elementHandle();
  const content = await handle.contentFrame();
  await content.waitForSelector(".zones", { state: "attached" });
  return content;
}

/** Collects what the frames say, from before the first of them speaks. */
const listening = {
  before: (page) =>
    page.addInitScript(() => {
      if (window !== parent) return;
      globalThis.heard = [];
      addEventListener("message", ({ data }) => globalThis.heard.push(data));
    }),
};
const say = (page, message) =>
  page.evaluate(
    (message) => document.querySelector("iframe").contentWindow.postMessage(message, "*"),
    message,
  );
const heard = (page, type) =>
  page.evaluate((type) => globalThis.heard.filter((each) => each?.type === type), type);
const hear = (page, type, count = 1) =>
  page.waitForFunction(
    ([type, count]) => globalThis.heard.filter((each) => each?.type === type).length >= count,
    [type, count],
    { timeout: 60_000 },
  );

test("a frame without any rights trains to the end", async () => {
  const { page, errors } = await site.course(frame("embed=1&load=eager"));
  const content = await inside(page);
  await ready(content);
  assert.equal(await content.evaluate(() => origin), "null");
  await content.click("#run");
  await finished(content);
  assert.equal(await content.locator(".prints code").count(), 4);
  assert.match(await content.locator("footer a").getAttribute("href"), /\?lang=en#v=1&steps=20&tepochs=1&e=/);
  assert.deepEqual(errors, []);
});

test("it takes no focus, scrolls nobody, and adds nothing to the history of its host", async () => {
  const { page } = await site.course(
    `<input id="mine" autofocus>${"<p>text</p>".repeat(60)}${frame("embed=1&load=eager&autorun=1")}`,
  );
  await page.focus("#mine");
  const length = await page.evaluate(() => history.length);
  const content = await inside(page);
  await content.waitForSelector(".prints code", { state: "attached", timeout: 60_000 });
  const now = await page.evaluate(() => [document.activeElement.id, scrollY, history.length]);
  assert.deepEqual(now, ["mine", 0, length]);
});

for (const [view, there, gone, runs = "#run"] of [
  ["bars", ".bars", ".curves, .result, .fields, .top .tools"],
  ["curves", "figure.accuracy-curve", ".picker, .result, .fields"],
  ["result", ".results", ".picker, .fields"],
  ["full", ".fields", ".top .tools"],
  ["sweep", "#sweep-start", ".setup, .watch, .result, #panel-sweep", "#sweep-start"],
]) {
  test(`view=${view} shows its panel and what makes it run, without any fault that axe finds`, async () => {
    for (const [lang, theme] of [
      ["en", "dark"],
      ["zh", "light"],
    ]) {
      const { page } = await site.open({
        query: `embed=1&load=eager&view=${view}&lang=${lang}&theme=${theme}`,
        width: 700,
      });
      await ready(page, runs);
      await page.waitForSelector(there);
      assert.ok(await page.locator(there).first().isVisible(), there);
      for (const hidden of await page.locator(gone).all())
        assert.equal(await hidden.isVisible(), false, gone);
      assert.ok(await page.locator(runs).isVisible());
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document));
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 100))}`),
        [],
      );
    }
  });
}

test("hidden controls are gone, others stay", async () => {
  const { page } = await site.open({ query: "lang=en&hide=seed,T,header,advanced" });
  await ready(page);
  for (const gone of ["#seed", "#T", "#T-slider", ".top", ".advanced"]) {
    assert.equal(await page.locator(gone).isVisible(), false, gone);
  }
  for (const there of ["#labels", "#run"]) assert.ok(await page.locator(there).isVisible(), there);
});

test("locked controls are reached, say why, and do not change", async () => {
  const { page } = await site.open({ query: "lang=en&lock=T,student,seed", hash: "v=1&T=8" });
  await ready(page);
  for (const id of ["T", "T-slider", "student", "seed", "preset"]) {
    assert.equal(await page.getAttribute(`#${id}`, "aria-disabled"), "true", id);
    assert.match(await page.getAttribute(`#${id}`, "aria-describedby"), /^lock-reason/, id);
  }
  assert.match(await page.textContent("#lock-reason"), /locked/);
  const values = () =>
    page.evaluate(() =>
      ["T", "T-slider", "student", "seed", "preset"].map((id) => document.getElementById(id).value),
    );
  const before = await values();
  for (const id of ["T-slider", "student", "preset", "seed", "T"]) {
    await page.focus(`#${id}`);
    assert.equal(await page.evaluate(() => document.activeElement.id), id);
    for (const key of ["ArrowDown", "ArrowUp", "End", "7", "Enter", "Delete"]) await page.keyboard.press(key);
  }
  await page.locator("#seed + button, .row > button").first().dispatchEvent("click");
  await page.locator("#student").evaluate((select) => {
    select.selectedIndex = 1;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await page.waitForTimeout(200);
  assert.deepEqual(await values(), before);
  assert.match(page.url(), /#v=1&T=8$/);
  await page.fill("#labels", "60");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /labels=60/.test(location.hash));
  await page.keyboard.press("Tab");
  assert.notEqual(await page.evaluate(() => document.activeElement.id), "labels", "Tab goes on");
});

test("lock=all leaves running and looking", async () => {
  const { page } = await site.open({ query: "lang=zh&lock=all", hash: SHORT });
  await ready(page);
  assert.equal(await page.locator(".fields :is(input, select, button):not([data-locked])").count(), 0);
  await page.click("#run");
  await finished(page);
  await page.fill("#view-T", "2");
  assert.equal(await page.inputValue("#view-T"), "2");
});

test("load=click fetches no engine before Start", async () => {
  const { page } = await site.course(frame("embed=1&load=click"));
  const wasm = [];
  page.on("request", (request) => request.url().endsWith(".wasm") && wasm.push(request.url()));
  const content = await inside(page);
  await content.waitForSelector("#start");
  await page.waitForTimeout(500);
  assert.deepEqual(wasm, []);
  await content.click("#start");
  await ready(content);
  assert.ok(wasm.length > 0);
  assert.equal(await content.locator("#start").count(), 0);
});

test("lock=all with free leaves these open, and nothing that is dropped changes what is locked", async () => {
  const { page, errors } = await site.open({ query: "lang=en&lock=all&free=T", hash: SHORT });
  await ready(page);
  assert.equal(await page.getAttribute("#T", "aria-disabled"), null);
  assert.equal(await page.getAttribute("#steps", "aria-disabled"), "true");
  await page.fill("#T", "2");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /T=2/.test(location.hash));

  /** Drops files as a reader does, with the event that the browser makes of it. */
  const drop = (name, text) =>
    page.evaluate(
      ([name, text]) => {
        const data = new DataTransfer();
        data.items.add(new File([text], name));
        const event = (type) => new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data });
        dispatchEvent(event("dragenter"));
        // What reads it is fetched when something is dragged in.
        return new Promise((resolve) => {
          setTimeout(() => resolve(document.body.dispatchEvent(event("drop"))), 1500);
        });
      },
      [name, text],
    );
  const refused = (text = "locked here") =>
    page.waitForFunction(
      (text) => document.querySelector(".frame-part [role=alert]")?.textContent.includes(text),
      text,
    );
  const held = async () => assert.match(page.url(), /#v=1&T=2&steps=20&tepochs=1$/);
  // A result file.
  await drop("other.retort.json", JSON.stringify({ retort: 1, spec: { steps: 40, seed: 7 } }));
  await refused();
  await page.waitForSelector(".share-file .problem");
  assert.match(await page.textContent(".share-file .problem"), /This page is locked/);
  await held();
  // A file that keeps to what is open is opened.
  await drop("open.retort.json", JSON.stringify({ retort: 1, spec: { steps: 20, tepochs: 1, T: 3 } }));
  await page.waitForFunction(() => /#v=1&T=3&steps=20&tepochs=1$/.test(location.href));
  await page.waitForFunction(() => document.querySelector(".frame-part [role=alert]")?.textContent === "");
  // Images, a sweep, a pin.
  await drop("cats.zip", "PK");
  await refused();
  assert.equal(await page.locator("#own > *").count(), 0, "the room for images stays closed");
  await drop(
    "t.sweep.json",
    JSON.stringify({ "retort-sweep": 1, link: "#v=1&steps=30", axes: { T: [1, 2] }, seeds: 1 }),
  );
  await refused();
  await page.waitForFunction(() =>
    /locked this|is locked/.test(document.querySelector("#panel-sweeps")?.textContent ?? ""),
  );
  await drop("p.json", JSON.stringify({ "retort-pins": 1, pins: [{ name: "mine", link: "v=1&steps=33" }] }));
  await page.waitForSelector("#panel-pins .pins li");
  await page.locator("#panel-pins .pins li button:not([aria-label])").last().click();
  await refused();
  await page.waitForTimeout(300);
  assert.match(page.url(), /#v=1&T=3&steps=20&tepochs=1$/);
  assert.deepEqual(errors, []);
});

/** What the page says of a change that was kept out; empty after one that was taken. */
const refusal = (page) => page.locator(".frame-part [role=alert]").textContent();

test("a locked setting stands against a chapter in both directions; hidden controls stay away", async () => {
  const query = "lang=en&lock=T&hide=seed,header&chapter=temperature";
  const { page, errors } = await site.open({ query, hash: "v=1&T=8" });
  // Its own experiments are the chapter's business: it runs.
  await page.waitForSelector('#chapter-run[aria-disabled="false"]');
  assert.equal(await page.locator(".top").isVisible(), false);
  // They have another T than the one that is locked.
  await page.click("text=Open in the playground");
  await page.waitForFunction(() => document.querySelector(".frame-part [role=alert]").textContent !== "");
  assert.match(await refusal(page), /locked here/);
  assert.match(page.url(), /chapter=temperature#v=1&T=8$/);
  assert.equal(await page.locator("#chapter-title").count(), 1);

  // With the T that is locked it is taken, and what is locked and hidden there is so here.
  const { page: same } = await site.open({ query });
  await same.waitForSelector('#chapter-run[aria-disabled="false"]');
  await same.click("text=Open in the playground");
  await ready(same);
  assert.doesNotMatch(same.url(), /chapter=/);
  assert.equal(await same.getAttribute("#T", "aria-disabled"), "true");
  assert.equal(await same.locator("#seed").isVisible(), false);
  assert.equal(await same.locator("#labels").isVisible(), true);

  // From the playground no chapter with another T is opened.
  const { page: third } = await site.open({ query: "lang=en&lock=T", hash: "v=1&T=8" });
  await ready(third);
  await third.click('[aria-controls="chapters"]');
  await third.locator('.chapter-list a[href*="chapter=temperature"]').click();
  await third.waitForFunction(() => document.querySelector(".frame-part [role=alert]").textContent !== "");
  assert.match(third.url(), /lock=T#v=1&T=8$/);
  assert.equal(await third.locator("#chapter-title").count(), 0);
  assert.deepEqual(errors, []);
});

test("a network from a file is kept out where its role is locked, also one of the model that is set", async () => {
  const { page: maker } = await site.open({ hash: SHORT });
  await ready(maker);
  await maker.click("#run");
  await finished(maker);
  await maker.locator("#panel-models > summary").click();
  await maker.waitForSelector("#model-safetensors");
  await maker.selectOption("#model-net", "hard-labels");
  await maker.waitForFunction(() =>
    document.querySelector("#panel-models textarea.code")?.value.includes("-hard-labels."),
  );
  const [file] = await Promise.all([maker.waitForEvent("download"), maker.click("#model-safetensors")]);
  const path = await file.path();
  const buffer = await readFile(path);

  for (const [lock, kept] of [
    ["student", ["student"]],
    ["all", ["teacher", "student"]],
    ["T", []],
  ]) {
    const { page, errors } = await site.open({ query: `lang=en&lock=${lock}&hide=student`, hash: SHORT });
    await ready(page);
    assert.equal(await page.locator("#student").isVisible(), false, "hidden");
    await page.locator("#panel-models > summary").click();
    for (const role of ["teacher", "student"]) {
      const name = `${role}.safetensors`;
      await page.setInputFiles("#model-open", { name, mimeType: "application/octet-stream", buffer });
      await page.click(`#model-as-${role}`);
      if (kept.includes(role)) {
        await page.waitForFunction(() =>
          /locked here/.test(document.querySelector(".frame-part [role=alert]").textContent),
        );
        assert.equal(await page.locator(`#model-back-${role}`).count(), 0, `${role} under lock=${lock}`);
        assert.doesNotMatch(new URL(page.url()).hash, new RegExp(`${role}=`));
      } else {
        await page.waitForSelector(`#model-back-${role}`);
        assert.equal(await refusal(page), "", `${role} under lock=${lock}`);
      }
    }
    assert.deepEqual(errors, []);
    await page.context().close();
  }
});

test("of many frames on a page the first two load by themselves, the others wait for a click", async () => {
  const wide = (name) => frame(`embed=1&id=${name}`).replace("<iframe", '<iframe style="height: 150px"');
  const { page } = await site.course(["a", "b", "c", "d"].map(wide).join(""));
  const wasm = [];
  page.on("request", (request) => request.url().endsWith(".wasm") && wasm.push(request.frame().url()));
  const frames = page.frames().filter((each) => each !== page.mainFrame());
  assert.equal(frames.length, 4);
  const state = async () => {
    const waiting = await Promise.all(frames.map((each) => each.locator("#start").count()));
    return waiting.filter(Boolean).length;
  };
  for (let wait = 0; wait < 300 && (await state()) < 2; wait += 1) await page.waitForTimeout(200);
  const waiting = await state();
  assert.ok(waiting >= 2, `${waiting} of 4 wait`);
  const last = frames[3];
  await last.waitForSelector("#start");
  await last.click("#start");
  await ready(last);
  // Two alone are not many.
  const { page: few } = await site.course(["a", "b"].map(wide).join(""));
  for (const each of few.frames().slice(1)) await ready(each);
});

test("load=visible waits until the reader gets there", async () => {
  const { page } = await site.course(`<div style="height: 3000px"></div>${frame("embed=1")}`);
  const content = await inside(page);
  await page.waitForTimeout(700);
  assert.equal(await content.locator("#run:disabled").count(), 1);
  await page.locator("iframe").scrollIntoViewIfNeeded();
  await ready(content);
});

test("a host that is late, and one that is early, both get ready, config and a result", async () => {
  const { page, errors } = await site.course(frame("embed=1&load=eager&id=one"), listening);
  // Early: greeted before the frame can hear.
  await say(page, { retort: 1, id: "one", type: "hello" });
  await hear(page, "ready");
  const content = await inside(page);
  await ready(content);
  // Late: everything has been said already.
  const before = (await heard(page, "ready")).length;
  await say(page, { retort: 1, type: "hello", subscribe: ["interaction"] });
  await hear(page, "ready", before + 1);
  const last = (await heard(page, "ready")).at(-1);
  assert.deepEqual([last.retort, last.id, last.protocol, last.engine.key], [1, "one", 1, "flex"]);

  await say(page, { retort: 1, type: "setConfig", link: `${SHORT}&T=2&colour=red` });
  await hear(page, "config");
  const [config] = await heard(page, "config");
  assert.equal(config.link, "v=1&T=2&steps=20&tepochs=1");
  assert.deepEqual(config.problems, [{ key: "colour", code: "unknown-key" }]);
  await say(page, { retort: 1, type: "setView", T: 1, theme: "dark", lang: "zh", view: "bars" });
  await content.waitForSelector(":root[data-view=bars][data-theme=dark]:lang(zh)");
  await say(page, { retort: 1, type: "run" });
  await hear(page, "result");
  const [result] = await heard(page, "result");
  assert.match(result.fingerprint, /^[0-9a-f]{16}$/);
  assert.match(result.claim, new RegExp(`&r=${result.fingerprint.slice(0, 8)}`));
  assert.deepEqual(
    result.results.map(({ net }) => net),
    ["teacher", "hard-labels", "soft-labels", "label-smoothing"],
  );
  for (const { net, accuracy } of result.results) {
    const curve = result.curves.filter((point) => point.net === net);
    assert.ok(
      curve.length > 1 && curve.every((point, at) => at === 0 || point.update > curve[at - 1].update),
    );
    assert.equal(curve.at(-1).accuracy, accuracy, net);
  }
  await content.selectOption("#filter", "students");
  await hear(page, "interaction");
  assert.deepEqual((await heard(page, "interaction"))[0].control, "filter");
  // Canvas gets its own form, as text.
  const canvas = await page.evaluate(() =>
    globalThis.heard.filter((each) => typeof each === "string").map((each) => JSON.parse(each)),
  );
  assert.ok(
    canvas.every(({ subject, height }) => subject === "lti.frameResize" && height > 0) && canvas.length > 0,
  );
  assert.deepEqual(errors, []);
});

test("a trained network is handed over as ONNX; before a run, and for an unknown one, it is said why not", async () => {
  const { page, errors } = await site.course(frame("embed=1&load=eager"), listening);
  const content = await inside(page);
  await ready(content);
  await say(page, { retort: 1, type: "getModel", request: "early" });
  await hear(page, "error");
  const [early] = await heard(page, "error");
  assert.deepEqual([early.code, early.request], ["no-model", "early"]);
  assert.match(early.message, /send run/);
  await say(page, { retort: 1, type: "run" });
  await hear(page, "result");
  await say(page, { retort: 1, type: "getModel", net: "hints", request: "b" });
  await hear(page, "error", 2);
  const [, unknown] = await heard(page, "error");
  assert.deepEqual([unknown.code, unknown.request], ["bad-value", "b"]);
  assert.match(unknown.message, /there are teacher, soft-labels, hard-labels, label-smoothing/);
  for (const net of [undefined, "teacher"]) await say(page, { retort: 1, type: "getModel", net });
  await hear(page, "model", 2);
  const [result] = await heard(page, "result");
  const models = await page.evaluate(() =>
    globalThis.heard
      .filter((each) => each?.type === "model")
      .map(({ bytes, ...rest }) => ({
        ...rest,
        size: bytes.byteLength,
        text: new TextDecoder("latin1").decode(bytes),
      })),
  );
  for (const [at, net] of ["soft-labels", "teacher"].entries()) {
    const { fingerprint } = result.results.find((each) => each.net === net);
    const model = models.find((each) => each.net === net);
    assert.deepEqual([model.format, model.link, model.fingerprint], ["onnx", SHORT, fingerprint], `${at}`);
    assert.ok(model.size > 2_000 && model.text.includes(fingerprint) && model.text.includes("Conv"), net);
  }
  assert.deepEqual(errors, []);
});

test("what does not fit is answered and not acted on; a flood is dropped", async () => {
  const { page, errors } = await site.course(frame("embed=1&load=eager"), listening);
  const content = await inside(page);
  await ready(content);
  const hostile = [
    { retort: 1, type: "explode" },
    { retort: 1, type: "constructor" },
    { retort: 9, type: "run" },
    { retort: 1, type: "setConfig", link: { toString: 1 } },
    { retort: 1, type: "run", extra: true },
    { retort: 1, type: "setView", T: "4" },
    { retort: 1, type: "setView", image: 1e9 },
  ];
  for (const message of hostile) await say(page, message);
  await hear(page, "error", 6);
  const codes = (await heard(page, "error")).map(({ code }) => code);
  assert.deepEqual(codes.slice(0, 6), [
    "unknown-type",
    "unknown-type",
    "protocol",
    "bad-value",
    "unknown-key",
    "bad-value",
  ]);
  for (const noise of [
    "run",
    null,
    7,
    [],
    { type: "run" },
    { subject: "x" },
    { retort: 1, id: "another", type: "run" },
  ]) {
    await say(page, noise);
  }
  await page.evaluate(() => {
    const target = document.querySelector("iframe").contentWindow;
    for (let at = 0; at < 5_000; at += 1) target.postMessage({ retort: 1, type: "explode" }, "*");
  });
  await page.waitForTimeout(1_000);
  const after = await heard(page, "error");
  assert.ok(after.some(({ code }) => code === "flood"));
  assert.ok(after.length < 120, `${after.length} answers`);
  assert.equal(await content.locator(".progress").count(), 0, "nothing ran");
  assert.equal(await content.evaluate(() => location.hash), `#${SHORT}`);
  assert.deepEqual(errors, []);
});

test("a window that is not the parent is not heard, nor is a parent of another origin", async () => {
  const { page } = await site.course(
    frame("embed=1&load=eager") + '<iframe id="other" title="other"></iframe>',
    listening,
  );
  const content = await inside(page);
  await ready(content);
  // A sibling frame takes the name of the host.
  await page.evaluate(() => {
    const other = document.querySelector("#other").contentWindow;
    other.eval('parent.frames[0].postMessage({retort: 1, type: "run"}, "*")');
  });
  await page.waitForTimeout(500);
  assert.equal(await content.locator(".progress").count(), 0);

  const { page: second } = await site.course(
    frame("embed=1&load=eager&origin=https://example.org"),
    listening,
  );
  const strict = await inside(second);
  await ready(strict);
  await say(second, { retort: 1, type: "run" });
  await second.waitForTimeout(500);
  assert.equal(await strict.locator(".progress").count(), 0);
  assert.deepEqual(await heard(second, "ready"), [], "and hears nothing");
});

const element = (attributes, inner = "Fallback") =>
  `<title>Course</title><h1>Course</h1><retort-playground ${attributes}>${inner}</retort-playground>`;
const script = '<script type="module" src="{home}embed.js"></script>';
/** The element's frame: its shadow root is open. */
async function framed(page, at = 0) {
  const handle = await page.locator("retort-playground").nth(at).locator("iframe").elementHandle();
  const content = await handle.contentFrame();
  await content.waitForSelector(".zones", { state: "attached" });
  return content;
}

test("the element runs an experiment, reports it, and grows with its content", async () => {
  const { page, errors } = await site.course(`${script}${element(`link="${SHORT}" lang="en" load="eager"`)}`);
  await page.evaluate(() => {
    globalThis.events = [];
    for (const name of ["ready", "progress", "result", "config", "error"]) {
      addEventListener(`retort-${name}`, ({ detail }) => globalThis.events.push([name, detail]));
    }
    const playground = document.querySelector("retort-playground");
    // Asked before it is ready: kept until it is.
    customElements.whenDefined("retort-playground").then(() => playground.run());
  });
  await page.waitForFunction(() => globalThis.events.some(([name]) => name === "result"), null, {
    timeout: 60_000,
  });
  const result = await page.evaluate(() => document.querySelector("retort-playground").result);
  assert.equal(result.link, SHORT);
  const content = await framed(page);
  const off = async () => {
    const height = await page.locator("retort-playground iframe").evaluate((frame) => frame.offsetHeight);
    return height - (await content.evaluate(() => document.body.getBoundingClientRect().height));
  };
  // The height follows a moment later.
  for (let wait = 0; wait < 300 && Math.abs(await off()) > 2; wait += 1) await page.waitForTimeout(100);
  assert.ok(Math.abs(await off()) <= 2, `${await off()} px too high`);
  await page.evaluate(() => {
    document.querySelector("retort-playground").config = "#v=1&T=8";
  });
  await page.waitForFunction(() => document.querySelector("retort-playground").config === "v=1&T=8");
  assert.deepEqual(errors, []);
});

test("the element gives its network, says why it has none, and waits for a click among many", async () => {
  const { page, errors } = await site.course(`${script}${element(`link="${SHORT}" load="eager"`)}`);
  await ready(await framed(page));
  const call = (net) =>
    page.evaluate(async (net) => {
      try {
        const bytes = await document.querySelector("retort-playground").toONNX(net);
        return bytes.byteLength;
      } catch (error) {
        return error.message;
      }
    }, net);
  assert.match(await call(), /no network has been trained here/);
  await page.evaluate(() => document.querySelector("retort-playground").run());
  await page.waitForFunction(() => document.querySelector("retort-playground").result, null, {
    timeout: 60_000,
  });
  assert.ok((await call()) > 2_000);
  assert.ok((await call("teacher")) > (await call("hard-labels")));
  assert.match(await call("nobody"), /nobody is not trained/);
  const gone = page.evaluate(() => {
    const playground = document.querySelector("retort-playground");
    const asked = playground.toONNX().catch((error) => error.message);
    playground.remove();
    return asked;
  });
  assert.equal(await gone, "the frame is gone");
  assert.deepEqual(errors, []);

  const { page: many } = await site.course(script + element(`link="${SHORT}"`).repeat(3));
  for (const at of [0, 1, 2]) await (await framed(many, at)).waitForSelector("#start");
});

test("two elements on a page do not mix", async () => {
  const two = element(`link="${SHORT}" load="eager"`) + element(`link="${SHORT}&T=2" load="eager"`);
  const { page } = await site.course(`${script}${two}`);
  await page.evaluate(() => {
    globalThis.results = [];
    addEventListener("retort-result", ({ target, detail }) => {
      globalThis.results.push([
        [...document.querySelectorAll("retort-playground")].indexOf(target),
        detail.link,
      ]);
    });
  });
  for (const at of [0, 1]) await ready(await framed(page, at));
  await page.evaluate(() => document.querySelectorAll("retort-playground")[1].run());
  await page.waitForFunction(() => globalThis.results.length > 0, null, { timeout: 60_000 });
  await page.waitForTimeout(500);
  assert.deepEqual(await page.evaluate(() => globalThis.results), [[1, "v=1&T=2&steps=20&tepochs=1"]]);
});

test("without the script, and in print, the fallback is shown", async () => {
  const { page } = await site.course(element(`link="${SHORT}"`, "<p>A picture and a link</p>"));
  assert.ok(await page.getByText("A picture and a link").isVisible());
  const { page: second } = await site.course(
    script + element(`link="${SHORT}"`, "<p>A picture and a link</p>"),
  );
  await framed(second);
  assert.equal(await second.getByText("A picture and a link").isVisible(), false);
  await second.emulateMedia({ media: "print" });
  assert.ok(await second.getByText("A picture and a link").isVisible());
});
