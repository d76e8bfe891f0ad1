// Pinned runs as a link and as a file: both come back whole, and what is not as written is named.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arePins, pinsCsv } from "../www/lab/pin_state.js";
import { holdsPins, LARGEST, readPinFile, readPins, writePinFile, writePins } from "../www/lab/pin_text.js";

const runFingerprint = (prints) => `${prints.map((print) => print[0]).join("")}0123456789`.slice(0, 16);
const pin = (name, link) => ({
  id: name,
  name,
  link,
  spec: { T: 4 },
  arms: ["soft-labels"],
  nets: ["teacher", "soft-labels"],
  curves: {
    teacher: [[10, 0.9]],
    "soft-labels": [
      [10, 0.5],
      [20, 0.75],
    ],
  },
  accuracy: { teacher: 0.9, "soft-labels": 0.75 },
  engine: { key: "flex", version: 1 },
  prints: ["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"],
  claim: null,
  proof: "mine",
});
const two = [pin("sharp / soft? #1 & 中文", "v=1&T=2"), pin("", "v=1&hlayers=a/b?c")];

test("a link brings back names and experiments with what they claim", () => {
  const hash = writePins(two, runFingerprint);
  assert.ok(holdsPins(`#${hash}`));
  assert.doesNotMatch(hash, /[#\s]/);
  const read = readPins(`#${hash}`);
  assert.deepEqual(
    read.map(({ name }) => name),
    two.map(({ name }) => name),
  );
  assert.equal(read[0].link, "v=1&T=2&e=1&r=ab012345-aaaaaaaa-bbbbbbbb");
  // Pins of a link that says how its result came about leave that out: it has the room of three more.
  const courses = [{ looks: ["AAA"], accuracy: 0.5 }];
  const sent = {
    ...two[0],
    prints: null,
    claim: { engine: 1, run: "ab012345", nets: ["aaaaaaaa"], courses },
  };
  assert.match(writePins([sent], runFingerprint), /&r=ab012345-aaaaaaaa$/);
  assert.ok(read[1].link.startsWith("v=1&hlayers=a/b?c&e=1&r="));
});

test("a link as the address bar shows it reads as well", () => {
  const url = new URL("https://example.org/page");
  url.hash = writePins(two, runFingerprint);
  assert.deepEqual(readPins(url.hash), readPins(writePins(two, runFingerprint)));
});

test("a link that is no list of runs is refused with its reason", () => {
  const why = (hash) => readPins(hash).why;
  assert.equal(why("#pins=2/a?v=1"), "newer");
  assert.equal(why("#pins=x/a?v=1"), "not-ours");
  assert.equal(why("#pins="), "not-ours");
  assert.equal(why("#pins=1"), "empty");
  assert.equal(why(`#pins=1${"/a?v=1".repeat(7)}`), "too-many");
  assert.deepEqual(readPins("#pins=1/a?v=1/b"), { why: "no-link", at: 2 });
  assert.equal(why(`#pins=1/a?v=1&${"x".repeat(2_000)}`), "no-link");
  assert.ok(!holdsPins("#v=1&T=4"));
  assert.equal(readPins("#pins=1/%E0%A4%A?v=1")[0].name, "%E0%A4%A");
});

test("a file brings back curves and fingerprints", () => {
  const read = readPinFile(writePinFile(two, runFingerprint));
  assert.deepEqual(read[0].curves, two[0].curves);
  assert.deepEqual(read[0].accuracy, two[0].accuracy);
  assert.deepEqual(read[0].claim, {
    engine: 1,
    run: "ab012345",
    nets: ["aaaaaaaa", "bbbbbbbb"],
    courses: [],
  });
  const received = { ...two[0], prints: null, engine: null, claim: read[0].claim };
  assert.deepEqual(readPinFile(writePinFile([received], runFingerprint))[0].claim, read[0].claim);
});

test("a file that is not as written is refused with its reason and its place", () => {
  const file = (change) => {
    const whole = JSON.parse(writePinFile(two, runFingerprint));
    change(whole);
    return readPinFile(JSON.stringify(whole));
  };
  const second = (news) => (whole) => Object.assign(whole.pins[1], news);
  assert.equal(readPinFile("{").why, "not-json");
  assert.equal(readPinFile("[]").why, "not-ours");
  assert.equal(readPinFile('{"retort":1}').why, "not-ours");
  assert.equal(readPinFile(" ".repeat(LARGEST + 1)).why, "too-large");
  assert.equal(file((whole) => Object.assign(whole, { "retort-pins": 2 })).why, "newer");
  assert.equal(file((whole) => Object.assign(whole, { pins: [] })).why, "empty");
  assert.equal(file((whole) => Object.assign(whole, { pins: {} })).why, "not-ours");
  assert.equal(file((whole) => whole.pins.push(...whole.pins, ...whole.pins, ...whole.pins)).why, "too-many");
  for (const [news, why] of [
    [{ link: 4 }, "no-link"],
    [{ link: "x".repeat(1_501) }, "no-link"],
    [{ name: null }, "no-name"],
    [{ curves: { teacher: [[1, 2]] } }, "no-curve"],
    [{ curves: { teacher: [[1.5, 0.5]] } }, "no-curve"],
    [{ curves: { teacher: [1, 2] } }, "no-curve"],
    [{ curves: [] }, "no-curve"],
    [{ accuracy: { teacher: 90 } }, "no-accuracy"],
    [{ accuracy: { teacher: "0.9" } }, "no-accuracy"],
    [{ claim: { engine: 1, run: "xyz", nets: [] } }, "no-print"],
    [{ claim: { engine: "1", run: "aaaaaaaa", nets: [] } }, "no-print"],
  ])
    assert.deepEqual(file(second(news)), { why, at: 2 }, JSON.stringify(news));
});

test("pins of an earlier page that lack a part are no pins", () => {
  assert.ok(arePins(JSON.parse(JSON.stringify(two))));
  const { proof: _, ...older } = two[0];
  assert.ok(!arePins([older]));
});

test("the curves of pins are rows, and names cannot break them", () => {
  const rows = pinsCsv([pin('a "b", c', "v=1")])
    .trim()
    .split("\n");
  assert.deepEqual(rows.slice(0, 2), ["run,link,net,update,accuracy", '"a ""b"", c","#v=1",teacher,10,0.9']);
  assert.equal(rows.length, 4);
});
