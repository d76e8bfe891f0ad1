// What a class hands in: links, files, lines of results; hostile ones too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, MOST, MOST_TEXT, readEntries } from "../www/lab/class_entries.js";
import { LARGEST } from "../www/share/file.js";

const RESULT = {
  retort: 1,
  spec: { T: 4, alpha: 0.5, arms: "hard-labels,soft-labels" },
  fingerprint: "7f3a9c2100112233",
  results: [
    { net: "teacher", accuracy: 0.96 },
    { net: "soft-labels", accuracy: 0.88 },
    { net: "hard-labels", accuracy: "much" },
  ],
};

test("links are found in what people paste, with the names before them", () => {
  const text = [
    "Anna: https://example.org/retort/?lang=zh#v=1&T=8&r=7f3a9c21",
    "",
    "李雷　https://example.org/retort/#v=1&alpha=0.5",
    "#v=1&T=2",
    "v=1&T=3",
    "[Run](<https://example.org/#v=1&T=9>)",
    "hello",
  ].join("\n");
  const { entries, refused } = readEntries(text);
  assert.deepEqual(
    entries.map(({ name, link }) => [name, link.split("#").at(-1)]),
    [
      ["Anna", "v=1&T=8&r=7f3a9c21"],
      ["李雷", "v=1&alpha=0.5"],
      ["", "v=1&T=2"],
      ["", "v=1&T=3"],
      ["[Run](<", "v=1&T=9"],
    ],
  );
  assert.deepEqual(refused, [{ line: 7, why: "not-ours" }]);
});

test("a result file and lines of the command line bring their accuracies", () => {
  const [file] = readEntries(JSON.stringify(RESULT, null, 2), { name: "anna" }).entries;
  assert.deepEqual(file.accuracies, { teacher: 0.96, "soft-labels": 0.88 });
  assert.deepEqual([file.name, file.fingerprint, file.spec.T], ["anna", "7f3a9c2100112233", 4]);
  const line = {
    link: "v=1&T=2",
    fingerprint: "00112233",
    teacher: { accuracy: 1 },
    arms: { mutual: { accuracy: 0.5 } },
  };
  const { entries } = readEntries(`${JSON.stringify(line)}\n${JSON.stringify(line)}\n`);
  assert.equal(entries.length, 2);
  assert.deepEqual(entries[0].accuracies, { teacher: 1, mutual: 0.5 });
});

test("hostile text is refused or harmless", () => {
  const many = readEntries("v=1&T=2\n".repeat(MOST + 2));
  assert.equal(many.entries.length, MOST);
  assert.deepEqual(many.refused, [
    { line: MOST + 1, why: "too-many" },
    { line: MOST + 2, why: "too-many" },
  ]);
  assert.equal(readEntries("x".repeat(MOST_TEXT + 1)).refused[0].why, "too-large");
  assert.equal(readEntries(`v=1&${"x".repeat(LARGEST)}`).refused[0].why, "too-large");
  for (const text of ["{", "[]", "null", '{"retort":1}', "{}\n{}"])
    assert.equal(readEntries(text).entries.length, 0, text);
  const proto = readEntries(
    '{"spec":{"__proto__":"x","T":{}},"fingerprint":"<b>","results":[null,{"net":"teacher","accuracy":7}]}',
  );
  assert.deepEqual(proto.entries[0].accuracies, {});
  assert.equal(proto.entries[0].fingerprint, "");
  assert.equal({}.x, undefined);
  const [named] = readEntries(`${"\u202e"}${"n".repeat(500)}: v=1&T=2`).entries;
  assert.ok(named.name.length <= 60 && !named.name.includes("\u202e"));
});

test("a spreadsheet takes nothing of the table for a formula", () => {
  const row = ["=1+1", "a,b", 'c"d', -1, "@x"];
  assert.equal(csv([row]), `"'=1+1","a,b","c""d",-1,"'@x"\n`);
});
