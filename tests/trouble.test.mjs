// A report of an error says what went wrong and nothing about its reader.
import assert from "node:assert/strict";
import { test } from "node:test";
import { family, redacted, reportText } from "../www/trouble/report.js";

const PRIVATE = [
  ["cannot read Grandma's 80th.jpg", "Grandma", ["Grandma's 80th.jpg"]],
  ["cannot read holiday.png", "holiday", []],
  ['"Anna 2026" is no class', "Anna", []],
  ["名称“小明的图”无效", "小明", []],
  ["at file:///home/anna/retort/www/main-0123456789ab.js:3:14", "anna", []],
  ["at https://school.example/~anna/retort/www/main-0123456789ab.js:3:14", "school", []],
  ["ENOENT C:\\Users\\anna\\x", "anna", []],
  ["no /home/anna/x", "anna", []],
  ["data:image/png;base64,AAAA broke", "AAAA", []],
];

test("names, addresses and folders are left out", () => {
  for (const [text, secret, names] of PRIVATE) {
    assert.ok(text.includes(secret));
    const clean = redacted(text, names);
    assert.ok(!clean.includes(secret), `${text} -> ${clean}`);
  }
});

test("what helps to find the error stays", () => {
  assert.equal(
    redacted("at run (https://a.example/b/www/main-0123456789ab.js:3:14)", []),
    "at run (main-0123456789ab.js:3:14)",
  );
  assert.equal(
    redacted("retort_bg.wasm:wasm-function[12]:0x3f", []),
    "retort_bg.wasm:wasm-function[12]:0x3f",
  );
  assert.equal(redacted("index 3.14 out of range 0.5", []), "index 3.14 out of range 0.5");
  assert.equal(redacted("Cannot read properties of undefined", []), "Cannot read properties of undefined");
});

test("of a browser its family and version are told", () => {
  const webkit = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";
  const chrome =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
  assert.equal(family(`${webkit} Version/26.1 Safari/605.1.15`), "WebKit 26");
  assert.equal(family(chrome), "Chromium 156");
  assert.equal(family(`${chrome} Edg/156.0.0.0`), "Edge 156");
  assert.equal(
    family("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"),
    "Firefox 153",
  );
  assert.equal(family("curl"), "another browser");
});

test("a report has engine, experiment, browser, error and what came before it, and an end", () => {
  const known = {
    error: Object.assign(new TypeError("x is not a function"), {
      stack: "TypeError: x is not a function\n  at a.js:1:2",
    }),
    engine: { key: "flex", version: 1 },
    link: "v=1&T=8",
    agent: "Firefox/153.0",
    language: "zh",
    embedded: true,
    cores: 4,
    events: [{ at: 1000, what: "run 1 running" }],
    now: 3500,
    names: [],
  };
  assert.equal(
    reportText(known),
    `Retort, report of an error
engine: flex 1
experiment: #v=1&T=8
browser: Firefox 153, 4 cores, language zh, embedded
error: TypeError: x is not a function
  at a.js:1:2
before it:
  -2.5 s  run 1 running`,
  );
  assert.ok(reportText({ ...known, link: "x".repeat(100_000) }).length <= 4000);
});
