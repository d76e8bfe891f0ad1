// Claims in links, files, formats and QR codes: what goes out comes back, and nothing else does.
import assert from "node:assert/strict";
import { test } from "node:test";
import decodeQR from "qr/decode.js";
import { claimed, claimOf, claimText, lookOf, MOST, withoutCourse } from "../www/claim.js";
import { compare, fingerprints } from "../www/reproduce.js";
import { newRecord } from "../www/run_record.js";
import { courseOf, fewOf, parting, readCourse, shorten, shortParting } from "../www/share/course.js";
import { readFile, writeFile } from "../www/share/file.js";
import { FORMATS } from "../www/share/formats.js";
import { QUIET, qrModules, qrPath } from "../www/share/qr.js";
import { loadEngine } from "./engine.mjs";

const engine = await loadEngine();
const arms = ["hard-labels", "soft-labels"];
const prints = ["00112233445566aa", "8899aabbccddeeff", "0123456789abcdef"];
const spec = { T: 8, seed: 7, data: "digits" };

function finished(version = 1) {
  const record = newRecord({
    run: 1,
    link: "v=1&T=8",
    spec,
    engine: { key: "flex", version },
    arms,
    images: {},
  });
  ["teacher", ...arms].forEach((key, at) => {
    record.nets[key].final = { fingerprint: prints[at], cost: { parameters: 3 } };
    record.nets[key].points = [
      { accuracy: 0.5, crossEntropy: 1, calibrationError: 0.1, agreement: null, kl: null },
    ];
  });
  return record;
}
const claim = () => claimOf(1, engine.runFingerprint(prints), prints);

test("a link with a claim opens as the same experiment with the same claim", () => {
  for (const link of ["", "v=1&T=8", "v=1&T=2&seed=9"]) {
    const opened = engine.openLink(claimed(link, claimText(claim())));
    assert.deepEqual([opened.link, opened.problems, opened.claim], [link, [], claim()]);
  }
  assert.equal(engine.openLink("v=1&T=8").claim, null);
  assert.equal(claimed("v=1&T=8", ""), "v=1&T=8");
});

test("the same fingerprints are a reproduction, any other is not", () => {
  const record = finished();
  assert.deepEqual(fingerprints(record), prints);
  assert.deepEqual(compare(claim(), record, engine.runFingerprint), {
    same: true,
    differing: [],
    version: false,
  });
  const [teacher, first] = claim().nets;
  const other = { ...claim(), run: "ffffffff", nets: [teacher, first, "ffffffff"] };
  assert.deepEqual(compare(other, record, engine.runFingerprint), {
    same: false,
    differing: ["soft-labels"],
    version: false,
  });
  const short = { engine: 2, run: "ffffffff", nets: [], courses: [] };
  assert.deepEqual(compare(short, record, engine.runFingerprint), {
    same: false,
    differing: null,
    version: true,
  });
  // A run fingerprint alone is enough; one that its own networks contradict is not.
  assert.equal(compare({ ...claim(), nets: [] }, record, engine.runFingerprint)?.same, true);
  assert.equal(compare({ ...other, run: claim().run }, record, engine.runFingerprint)?.same, false);
  const unfinished = finished();
  unfinished.nets["hard-labels"].final = null;
  assert.equal(compare(claim(), unfinished, engine.runFingerprint), null);
});

test("a file gives back settings and claim", () => {
  const read = readFile(writeFile(finished(), engine.runFingerprint));
  assert.deepEqual(read.spec, spec);
  assert.deepEqual(read.claim, { engine: 1, run: engine.runFingerprint(prints), nets: prints, courses: [] });
});

test("other files are told apart and never half read", () => {
  const good = writeFile(finished(), engine.runFingerprint);
  for (let cut = 0; cut < good.length - 2; cut += 7) assert.equal(readFile(good.slice(0, cut)), "not-json");
  assert.equal(readFile("null"), "not-ours");
  assert.equal(readFile("[]"), "not-ours");
  assert.equal(readFile('{"retort":1,"spec":[]}'), "not-ours");
  assert.equal(readFile('{"retort":1,"spec":{"T":{"toString":1}}}'), "not-ours");
  assert.equal(readFile('{"retort":2,"spec":{}}'), "newer");
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`k${at}`, at]));
  assert.equal(readFile(JSON.stringify({ retort: 1, spec: many })), "not-ours");
  const proto = readFile('{"retort":1,"spec":{"__proto__":"x","T":2}}');
  assert.equal({}.x, undefined);
  assert.deepEqual(
    engine.checkSpec(proto.spec).problems.map(({ key }) => key),
    ["__proto__"],
  );
  assert.equal(readFile('{"retort":1,"spec":{},"fingerprint":"<script>","results":[]}').claim, null);
});

test("formats keep their text inside their syntax", () => {
  const hostile = {
    link: "https://host/?lang=en#v=1&T=8",
    locked: "https://host/?lock=all#v=1",
    embed: 'https://host/?embed=1"onload="x#v=1&T=8',
    title: 'A "title" ](x) <script>',
  };
  assert.doesNotMatch(FORMATS.iframe(hostile), /"onload="|<script/);
  assert.match(
    FORMATS.iframe(hostile),
    /sandbox="allow-scripts allow-same-origin allow-popups allow-downloads"/,
  );
  assert.match(FORMATS.markdown(hostile), /^\[A "title" \\\]\(x\) <script>\]\(<https/);
  assert.match(FORMATS.myst(hostile), /^```\{iframe\} https:.*\n:width: 100%\n/);
  assert.match(FORMATS.quarto(hostile), /when-format="html"/);
});

/** What a camera would see: the path drawn, 4 pixels a module. */
function picture(code) {
  const scale = 4;
  const size = (code.size + 2 * QUIET) * scale;
  const data = new Uint8Array(size * size * 4).fill(255);
  for (const [, x, y, width] of qrPath(code).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = y * scale; row < (Number(y) + 1) * scale; row += 1) {
      const from = (row * size + x * scale) * 4;
      for (let at = 0; at < width * scale; at += 1) data.set([0, 0, 0], from + at * 4);
    }
  }
  return { width: size, height: size, data };
}

test("another program reads the QR code, short and long", () => {
  const link = `https://example.org/retort/?lang=zh#${claimed("v=1&T=8&alpha=0.25", claimText(claim()))}`;
  for (const text of [link, `${link}&x=${"7".repeat(600)}`]) {
    assert.equal(decodeQR(picture(qrModules(text))), text);
  }
  assert.equal(qrModules("x".repeat(4_000)), null);
});

test("two courses part where the first look differs, and the file carries them", () => {
  const print = (/** @type {number} */ at) => at.toString(16).padStart(16, "0");
  const points = [0, 120, 240, 300].map((update, at) => ({
    update,
    accuracy: at / 4 + 0.125,
    print: print(at),
  }));
  const record = finished();
  for (const net of Object.values(record.nets)) net.points = points;
  const file = writeFile(record, engine.runFingerprint);
  const { courses } = readFile(file);
  assert.deepEqual(Object.keys(courses), ["teacher", ...arms]);
  assert.deepEqual(courses["soft-labels"], points);
  assert.equal(parting(courses.teacher, points), null);
  const other = points.map((point) =>
    point.update < 240 ? point : { ...point, print: print(99), accuracy: 0.5 },
  );
  assert.deepEqual(parting(courses.teacher, other), {
    after: 120,
    update: 240,
    updates: 300,
    accuracy: 0.5,
    claimed: 0.875,
  });
  assert.equal(courseOf([{ ...points[0], print: undefined }]), null);
  for (const wrong of [null, [], ["1 2"], ["1 0.5 xyz"], [7], Array(3_000).fill("1 0.5 0123456789abcdef")])
    assert.equal(readCourse(wrong), null);
  // A file whose course was tampered with is still an experiment.
  const torn = JSON.parse(file);
  torn.results[1].course[2] = "<script>";
  assert.deepEqual(Object.keys(readFile(JSON.stringify(torn)).courses), ["teacher", "soft-labels"]);
});

/** A training of so many evaluations; its hashes are those of `word` from evaluation `from` on. */
function trained(count, { from = count, word = 0xabcdef } = {}) {
  return Array.from({ length: count }, (_, at) => ({
    update: at * 10,
    accuracy: (at + 1) / (count + 1),
    print: ((at < from ? 0x123456 : word) + at * 7919).toString(16).padStart(8, "0").repeat(2).slice(0, 16),
  }));
}

test("a link has at most eight looks at a network, the first before any update and none at its end", () => {
  for (let count = 1; count <= 60; count += 1) {
    const few = fewOf(trained(count)).map(({ update }) => update);
    assert.equal(few.length, Math.min(8, count - 1), `${count} evaluations`);
    assert.equal(new Set(few).size, few.length, `${count} evaluations`);
    if (count > 1) assert.equal(few[0], 0);
    assert.ok(!few.includes((count - 1) * 10), `${count} evaluations`);
    // Between two looks lies at most one evaluation more than between others.
    const steps = few.slice(1).map((update, at) => update - few[at]);
    if (steps.length > 0) assert.ok(Math.max(...steps) - Math.min(...steps) <= 10, `${count} evaluations`);
  }
});

test("the course of a claim comes back through the link as it was, and a damaged one leaves the claim", () => {
  let state = 42;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
  for (let turn = 0; turn < 200; turn += 1) {
    const courses = prints.map(() =>
      shorten(trained(1 + Math.floor(random() * 40), { from: random() * 40 })),
    );
    const text = claimed("v=1&T=8", claimText({ ...claim(), courses }));
    const opened = engine.openLink(text);
    assert.deepEqual(opened.problems, [], text);
    // Accuracies are rounded to 18 bits: closer than two test images.
    for (const [at, course] of opened.claim.courses.entries()) {
      assert.deepEqual(course.looks, courses[at].looks);
      assert.ok(Math.abs(course.accuracy - courses[at].accuracy) < 2 ** -18);
    }
    assert.equal(claimed("v=1&T=8", claimText(opened.claim)), text, "what was read is written the same");
    const at = text.indexOf("&c=") + 3 + Math.floor(random() * (text.length - text.indexOf("&c=") - 3));
    const torn = engine.openLink(`${text.slice(0, at)}!${text.slice(at + 1)}`);
    assert.deepEqual(
      torn.problems.map(({ code, key }) => [code, key]),
      [["bad-course", "c"]],
    );
    assert.deepEqual(torn.claim, claim());
  }
});

test("a network that left the course of a link is told between which updates, and how it ended", () => {
  const course = shorten(trained(21));
  for (const from of [0, 1, 2, 3, 10, 17, 18, 20]) {
    const mine = trained(21, { from });
    const where = shortParting(course, mine);
    assert.ok(
      where.update >= from * 10 && (where.after ?? -1) < from * 10,
      `${from}: ${JSON.stringify(where)}`,
    );
    assert.deepEqual([where.updates, where.accuracy], [200, 21 / 22]);
    assert.ok(Math.abs(where.claimed - 21 / 22) < 2 ** -18);
    assert.equal(where.after === null, from === 0);
  }
  // A teacher that was kept tells only its end, and so does a run with another number of looks.
  for (const [theirs, mine] of [
    [course, trained(1, { from: 0 })],
    [shorten(trained(1)), trained(21, { from: 0 })],
  ])
    assert.deepEqual(
      [shortParting(theirs, mine).after, shortParting(theirs, mine).update],
      [null, mine.at(-1).update],
    );
});

test("a look is the first 18 bits of a hash", () => {
  // A training that somebody has not seen whole has none.
  assert.deepEqual(shorten([{ accuracy: 0.5 }, ...trained(3)]), { looks: [], accuracy: 0.75 });
  assert.equal(lookOf("0000000000000000"), "AAA");
  assert.equal(lookOf("ffffcfffffffffff"), "___");
  assert.equal(lookOf("00003fffffffffff"), "AAA");
  assert.equal(lookOf("0000400000000000"), "AAB");
});

test("the default link with its result and its course is short, and a link that gets too long loses the course first", () => {
  const four = claimOf(1, "0".repeat(16), Array(4).fill("f".repeat(16)), Array(4).fill(shorten(trained(41))));
  const whole = `https://somebody.github.io/retort/?lang=en#${claimed("", claimText(four))}`;
  assert.ok(whole.length < 300, `${whole.length} characters`);
  assert.ok(whole.includes("&c="));
  const long = `v=1&${"x".repeat(MOST - 100)}`;
  const lighter = claimed(long, claimText(four));
  assert.ok(lighter.includes("&r=00000000-ffffffff") && !lighter.includes("&c="));
  assert.ok(lighter.length <= MOST, `${lighter.length}`);
  assert.equal(withoutCourse("v=1&r=1&c=AAA.BBB&x=AAA"), "v=1&r=1&x=AAA");
});

test("drawings go before the course of a claim, and the claim before both", async () => {
  // What the page's state asks a browser for.
  Object.assign(globalThis, {
    location: new URL("http://127.0.0.1/"),
    matchMedia: () => ({ matches: false, addEventListener() {} }),
  });
  const state = await import("../www/state.js");
  const { drawingsIn, withDrawings } = await import("../www/drawings.js");
  state.engine.value = engine;
  const four = claimOf(1, "0".repeat(16), Array(4).fill("f".repeat(16)), Array(4).fill(shorten(trained(41))));
  const whole = claimed("v=1&T=8", claimText(four));
  /** A zigzag of so many strokes. */
  const drawing = (/** @type {number} */ strokes) =>
    engine.snapDrawing(
      Array.from({ length: strokes }, (_, at) => [
        [0, (at % 28) / 28],
        [0.9, (at % 28) / 28],
      ]),
    );
  state.drawings.value = [drawing(1)];
  assert.match(withDrawings(whole), /&r=[^&]+&c=[^&]+&x=[^&]+$/, "there is room for all");
  state.drawings.value = Array.from({ length: 24 }, () => drawing(4));
  const full = withDrawings(whole);
  assert.match(full, /&r=[^&]+&x=[^&]+$/);
  assert.equal(drawingsIn(full), drawingsIn(withDrawings(withoutCourse(whole))));
  assert.ok(full.length <= MOST);
  const opened = engine.openLink(full);
  assert.deepEqual([opened.problems, opened.claim.nets.length], [[], 4]);
});
