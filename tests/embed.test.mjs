// What a query and a host page may say to an embedded page, and what happens with everything else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readDisplay } from "../www/embed/display.js";
import { CAPABILITIES, makeLimit, readMessage } from "../www/embed/messages.js";

const display = (query) => readDisplay(new URLSearchParams(query));

test("the query says how an embedded page is shown", () => {
  assert.deepEqual(display(""), {
    embed: false,
    view: "full",
    hide: [],
    lock: [],
    load: "eager",
    autorun: false,
    origin: "",
    id: "",
  });
  const full = display(
    "embed=1&view=bars&hide=seed,T,seed&lock=all&autorun=1&origin=https://a.org/x&id=frame-1",
  );
  assert.deepEqual(full, {
    embed: true,
    view: "bars",
    hide: ["seed", "T"],
    lock: "all",
    load: "visible",
    autorun: true,
    origin: "https://a.org",
    id: "frame-1",
  });
});

test("hostile queries are as good as none", () => {
  const hostile = display(
    "view=__proto__&hide=a{},*,%3Cscript%3E,x y&lock=toString()&load=now&origin=javascript:1&id=%22",
  );
  assert.deepEqual([hostile.view, hostile.hide, hostile.lock, hostile.load], ["full", [], [], "eager"]);
  assert.deepEqual([hostile.origin, hostile.id], ["", ""]);
  assert.ok(display(`hide=${Array.from({ length: 999 }, (_, at) => `a${at}`)}`).hide.length <= 60);
});

test("messages of the schema are read", () => {
  for (const message of [
    { type: "hello" },
    { type: "hello", subscribe: ["interaction"] },
    { type: "run", id: "a" },
    { type: "setConfig", link: "v=1&T=8" },
    { type: "setView", T: 2, image: 3, view: "bars", lang: "zh", theme: "dark" },
  ]) {
    assert.deepEqual(readMessage({ retort: 1, ...message }, "a").message.type, message.type);
  }
});

test("everything else is refused by name or left alone", () => {
  const refusal = (message) => readMessage({ retort: 1, ...message }, "a")?.refusal;
  assert.equal(readMessage({ retort: 2, type: "run" }, "").refusal, "protocol");
  assert.equal(refusal({ type: "explode" }), "unknown-type");
  assert.equal(refusal({ type: "toString" }), "unknown-type");
  assert.equal(refusal({ type: "__proto__" }), "unknown-type");
  assert.equal(refusal({}), "unknown-type");
  assert.equal(refusal({ type: "run", seeds: 10 }), "unknown-key");
  assert.equal(refusal({ type: "setConfig" }), "bad-value");
  assert.equal(refusal({ type: "setConfig", link: 7 }), "bad-value");
  assert.equal(refusal({ type: "setConfig", link: "x".repeat(2000) }), "bad-value");
  assert.equal(refusal({ type: "setView", T: Number.NaN }), "bad-value");
  assert.equal(refusal({ type: "setView", image: -1 }), "bad-value");
  assert.equal(refusal({ type: "hello", subscribe: ["keys"] }), "bad-value");
  assert.equal(refusal(JSON.parse('{"type":"run","__proto__":1}')), "unknown-key");
  for (const other of [null, 1, "run", [], {}, { type: "run" }, { subject: "lti.frameResize" }]) {
    assert.equal(readMessage(other, ""), null);
  }
  assert.equal(readMessage({ retort: 1, id: "b", type: "run" }, "a"), null);
});

test("a hundred thousand odd messages are answered without a throw, and only sound ones obeyed", () => {
  let state = 42;
  const next = (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const values = [
    1,
    2,
    -1,
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "",
    "a",
    "run",
    "setConfig",
    "setView",
    "hello",
    "bars",
    "zh",
    null,
    undefined,
    true,
    [],
    ["interaction"],
    {},
    { retort: 1 },
    2n,
    new Map(),
    "__proto__",
    "x".repeat(1600),
  ];
  const keys = [
    "retort",
    "id",
    "type",
    "link",
    "T",
    "image",
    "view",
    "lang",
    "theme",
    "subscribe",
    "__proto__",
    "constructor",
  ];
  let obeyed = 0;
  for (let round = 0; round < 100_000; round += 1) {
    const message = next(4) ? { retort: 1 } : {};
    for (let part = next(5); part > 0; part -= 1) {
      Object.defineProperty(message, keys[next(keys.length)], {
        value: values[next(values.length)],
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    const read = readMessage(message, "a");
    if (read && "message" in read) {
      obeyed += 1;
      assert.ok(["hello", ...CAPABILITIES].includes(read.message.type));
    }
  }
  assert.ok(obeyed > 100);
});

test("a flood is cut to its rate, with one warning a second", () => {
  let now = 0;
  const limit = makeLimit({ rate: 20, burst: 40, now: () => now });
  const answers = { pass: 0, warn: 0, drop: 0 };
  for (; now < 3000; now += 1) answers[limit()] += 1;
  assert.ok(answers.pass <= 100 && answers.pass >= 95, JSON.stringify(answers));
  assert.ok(answers.warn <= 3);
});

test("the published declaration names every message and every view", () => {
  const text = readFileSync(new URL("../embed/embed.d.ts", import.meta.url), "utf8");
  for (const name of [...CAPABILITIES, "hello", "full", "bars", "curves", "result", "sweep"])
    assert.ok(text.includes(`"${name}"`), name);
});
