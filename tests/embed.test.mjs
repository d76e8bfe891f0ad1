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
    free: [],
    load: "eager",
    autorun: false,
    origin: "",
    id: "",
  });
  const full = display(
    "embed=1&view=bars&hide=seed,T,seed&lock=all&free=T&autorun=1&origin=https://a.org/x&id=frame-1",
  );
  assert.deepEqual(full, {
    embed: true,
    view: "bars",
    hide: ["seed", "T"],
    lock: "all",
    free: ["T"],
    load: "auto",
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
    { type: "getModel" },
    { type: "getModel", net: "hard-labels", request: "onnx-1" },
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
  assert.equal(refusal({ type: "getModel", net: "a b" }), "bad-value");
  assert.equal(refusal({ type: "getModel", net: 1 }), "bad-value");
  assert.equal(refusal({ type: "getModel", request: "x".repeat(41) }), "bad-value");
  assert.equal(refusal({ type: "setView", T: Number.NaN }), "bad-value");
  assert.equal(refusal({ type: "setView", image: -1 }), "bad-value");
  assert.equal(refusal({ type: "hello", subscribe: ["keys"] }), "bad-value");
  assert.equal(refusal(JSON.parse('{"type":"run","__proto__":1}')), "unknown-key");
  for (const other of [null, 1, "run", [], {}, { type: "run" }, { subject: "lti.frameResize" }]) {
    assert.equal(readMessage(other, ""), null);
  }
  assert.equal(readMessage({ retort: 1, id: "b", type: "run" }, "a"), null);
});

/** `RETORT_CASES=1000000 node --test tests/embed.test.mjs` for more. */
const CASES = Number(process.env.RETORT_CASES ?? 100_000);

/** What each type may hold, said once more and in another way than the schema. */
const SOUND = {
  hello: ({ subscribe }) => subscribe === undefined || (Array.isArray(subscribe) && subscribe.length <= 1),
  setConfig: ({ link }) => typeof link === "string" && link.length <= 1500,
  getModel: ({ net = "a", request = "a" }) => [net, request].every((word) => /^[\w-]{1,40}$/.test(word)),
  setView: ({ T = 1, image = 0, view = "bars", lang = "en", theme = "auto" }) =>
    T >= 0.05 &&
    T <= 100 &&
    Number.isInteger(image) &&
    image >= 0 &&
    [view, lang, theme].every((each) => typeof each === "string"),
};

test("odd messages are answered without a throw, and only sound ones obeyed", () => {
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
    "getModel",
    "soft-labels",
    "\u202e",
    "é😀",
    -0,
    2 ** 53,
    Symbol.iterator,
    () => 1,
    new Date(0),
    new Proxy({}, {}),
    [["interaction"]],
    { toString: () => "run" },
    new String("run"),
    "v=1&T=8",
    0.05,
    100,
    "auto",
    "dark",
    "en",
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
    "net",
    "request",
    "__proto__",
    "constructor",
    "toString",
  ];
  const types = ["hello", ...CAPABILITIES];
  const [obeyed, refused] = [new Map(), new Map()];
  for (let round = 0; round < CASES; round += 1) {
    const message = next(4) ? { retort: 1 } : {};
    if (next(2)) message.type = types[next(types.length)];
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
      const { type } = read.message;
      obeyed.set(type, (obeyed.get(type) ?? 0) + 1);
      assert.ok(types.includes(type));
      assert.ok(SOUND[type]?.(read.message) ?? Object.keys(read.message).length <= 3, type);
    } else if (read) {
      refused.set(read.refusal, (refused.get(read.refusal) ?? 0) + 1);
      assert.equal(typeof read.about, "string");
      assert.ok(read.about.length <= 40);
    }
  }
  assert.equal({}.retort ?? {}.type, undefined, "nothing has reached the prototype of objects");
  assert.deepEqual([...obeyed.keys()].sort(), types.sort(), "every type was obeyed at least once");
  assert.equal(refused.size, 4, "and refused for every reason");
  console.log(`${CASES} messages: ${JSON.stringify(Object.fromEntries([...obeyed, ...refused]))}`);
});

test("odd queries show the page as well as none", () => {
  let state = 7;
  const next = (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const keys = ["embed", "view", "hide", "lock", "load", "autorun", "origin", "id", "__proto__", "lang"];
  const parts =
    '1 0 bars all click eager auto seed T , , %2C https://a.org/ javascript: // __proto__ constructor " < > %00 é 😀 {}'
      .split(" ")
      .concat(["", " ", "x".repeat(200)]);
  for (let round = 0; round < CASES / 10; round += 1) {
    const query = Array.from({ length: next(6) }, () => {
      const value = Array.from({ length: next(5) }, () => parts[next(parts.length)]).join("");
      return `${keys[next(keys.length)]}=${value}`;
    }).join("&");
    const shown = display(query);
    assert.ok(["full", "bars", "curves", "result", "sweep"].includes(shown.view), query);
    assert.ok(["auto", "click", "visible", "eager"].includes(shown.load), query);
    for (const list of [shown.hide, shown.lock === "all" ? [] : shown.lock]) {
      assert.ok(list.length <= 60 && list.every((key) => /^[A-Za-z][\w-]{0,39}$/.test(key)), query);
    }
    assert.match(shown.id, /^([A-Za-z][\w-]{0,39})?$/, query);
    assert.match(shown.origin, /^(https?:\/\/[^/]+)?$/, query);
  }
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
