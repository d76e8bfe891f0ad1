// Activities for courses: answers are computed from results, and stand in no text for students.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { chapterQuestions } from "../www/activity/chapter_questions.js";
import { threeQuestions } from "../www/activity/questions.js";
import { answerKey, FORMS, sheet } from "../www/activity/sheet.js";
import { speechOf } from "../www/activity/speech.js";
import { LANGUAGES } from "../www/languages.js";

const speeches = Object.fromEntries(
  await Promise.all(LANGUAGES.map(async (language) => [language.key, await speechOf(language)])),
);
const stored = JSON.parse(readFileSync(new URL("../www/presets/results.json", import.meta.url), "utf8"));
const result = (net, accuracy, agreement, parameters) => ({ net, accuracy, agreement, parameters });
const results = {
  testImages: 1000,
  found: [
    result("teacher", 0.965, null, 20_000),
    result("hard-labels", 0.8, 0.81, 500),
    result("soft-labels", 0.9, 0.925, 500),
  ],
};

test("answers are computed from the results", () => {
  const [gain, size, agree] = threeQuestions(results, speeches.en).map(({ answer }) => answer);
  assert.match(
    gain,
    /^90\.0% against 80\.0%: \+10\.0 points\. With 1,000 test images chance explains about 3\.1 points/,
  );
  assert.match(gain, /clear in this run/);
  assert.match(
    size,
    /^20,000 against 500 parameters, 40 times fewer\. Teacher 96\.5%, student 90\.0%: 6\.5 points less\.$/,
  );
  assert.match(agree, /^On 925 \(92\.5%\) and on 810 \(81\.0%\)\./);
  const close = { ...results, found: [...results.found.slice(0, 2), result("soft-labels", 0.79, 0.8, 500)] };
  const [unclear] = threeQuestions(close, speeches.en);
  assert.match(unclear.answer, /: −1\.0 points\. .*one run does not decide/);
  assert.match(threeQuestions(results, speeches.zh)[0].answer, /^90\.0% 对 80\.0%，相差 \+10\.0 个百分点。/);
});

test("there are three questions whatever has been compared", () => {
  for (const found of [
    [result("teacher", 0.9, null, 10), result("hints", 0.8, null, 5)],
    [result("teacher", 0.9, null, 0), result("mutual", 0.8, 0.5, 5)],
    results.found,
    ...stored.map((preset) => preset.results),
  ]) {
    for (const speech of Object.values(speeches)) {
      const questions = threeQuestions({ found, testImages: 497 }, speech);
      assert.ok(questions.length >= 2 && questions.length <= 3, JSON.stringify(found));
      for (const { question, answer } of questions) {
        assert.doesNotMatch(question + answer, /undefined|NaN|\{|activity\./);
      }
    }
  }
});

const hostile = {
  title: 'A "title" </div><script>alert(1)</script>',
  about: ["One & <two> *three* [four](x)."],
  link: 'https://a.org/?lang=en&predict=gain&lock=all#v=1&x="y',
  embed: 'https://a.org/?embed=1#v=1"onload="x',
  predicts: true,
  questions: [{ question: "Why <b>?", answer: "ANSWER 42 <i>" }],
  source: "SOURCE",
  speech: speeches.en,
};

test("texts stay inside their syntax, and no answer is in the text for students", () => {
  for (const form of FORMS) {
    const [forStudents, forTeachers] = [sheet(hostile, form), answerKey(hostile, form)];
    assert.doesNotMatch(forStudents, /ANSWER|42|SOURCE/);
    assert.match(forTeachers, /ANSWER 42/);
    assert.match(forTeachers, /SOURCE/);
    for (const text of [forStudents, forTeachers]) {
      assert.doesNotMatch(text, /(?<!\\)<(script|i|b)>|"onload="x/);
      assert.match(text, /creativecommons\.org\/licenses\/by\/4\.0/);
    }
  }
  assert.match(
    sheet(hostile, "html"),
    /^<div lang="en">\n<h2>.*<iframe src="https:.*sandbox="allow-scripts/s,
  );
  assert.match(sheet(hostile, "markdown"), /^# A "title"/);
  assert.doesNotMatch(sheet({ ...hostile, embed: null }, "html"), /<iframe/);
});

test("a chapter's questions bring its measured numbers", () => {
  const text = {
    title: "T",
    paragraphs: [["One ", { strong: ["two"] }], ["later"]],
    claim: [],
    questions: [
      {
        question: ["How ", { em: ["much"] }, "?"],
        answer: [{ measure: "gain" }, " of ", { measure: "none" }],
      },
    ],
    names: {},
  };
  const report = {
    measures: [{ key: "gain", unit: "points", mean: { mean: 0.0912, margin: 0.02 } }],
    seeds: [1, 2],
    version: 1,
  };
  const made = chapterQuestions(text, report, speeches.en);
  assert.deepEqual(made.about, ["One two"]);
  assert.equal(made.questions[0].question, "How much?");
  assert.match(made.questions[0].answer, /^\+9\.1 points.*\+7\.1.*\+11\.1.* of –$/);
});
