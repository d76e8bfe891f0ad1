// Outputs compared, without page: the way of the temperature, differences, tones.
import assert from "node:assert/strict";
import { test } from "node:test";
import { differences, moved, scaleEnd } from "../www/compare/difference.js";
import { barsPiece, CURVE, curvesPiece, pitchOf, voiceOf } from "../www/compare/notes.js";
import { nextStop, phaseOf, temperatureAt } from "../www/compare/sweep.js";
import { softmax } from "../www/softmax.js";

const near = (a, b, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);
const ENDS = { smallest: 0.25, largest: 20 };

test("the temperature goes up and down between its ends, evenly on the logarithmic scale", () => {
  assert.equal(temperatureAt(0, ENDS), 0.25);
  assert.equal(temperatureAt(0.5, ENDS), 20);
  assert.equal(temperatureAt(1, ENDS), 0.25);
  near(temperatureAt(0.25, ENDS), Math.sqrt(0.25 * 20), 0.01);
  for (const phase of [0.1, 0.2, 0.4]) {
    near(temperatureAt(phase, ENDS), temperatureAt(1 - phase, ENDS), 0.01);
    near(temperatureAt(phase + 3, ENDS), temperatureAt(phase, ENDS), 0.01);
  }
});

test("playing begins at the temperature that is shown", () => {
  for (const temperature of [0.25, 1, 4, 20])
    near(temperatureAt(phaseOf(temperature, ENDS), ENDS), temperature, 0.01);
  assert.equal(phaseOf(0.01, ENDS), 0);
  assert.equal(phaseOf(500, ENDS), 0.5);
});

test("steps turn round at the last and at the first", () => {
  const stops = [1, 2, 4];
  const heard = [];
  let at = { temperature: 1.5, rising: true };
  for (let step = 0; step < 7; step += 1) {
    at = nextStop(at.temperature, at.rising, stops);
    heard.push(at.temperature);
  }
  assert.deepEqual(heard, [2, 4, 2, 1, 2, 4, 2]);
  assert.equal(nextStop(9, true, stops).temperature, 4);
  assert.equal(nextStop(0.1, false, stops).temperature, 1);
});

test("differences sum to zero, and half of all distances is what has moved", () => {
  const [teacher, student] = [softmax([4, 1, 0, -2], 2), softmax([1, 3, 0, 1], 2)];
  const gaps = differences(teacher, student);
  near(
    gaps.reduce((sum, gap) => sum + gap),
    0,
  );
  near(
    moved(gaps),
    gaps.filter((gap) => gap > 0).reduce((sum, gap) => sum + gap),
  );
  assert.equal(moved(differences(teacher, teacher)), 0);
  near(moved(differences([1, 0], [0, 1])), 1);
});

test("the scale holds every difference and is the smallest that does", () => {
  assert.equal(scaleEnd([0.01, -0.04]), 0.05);
  assert.equal(scaleEnd([0.01, -0.06]), 0.1);
  assert.equal(scaleEnd([0.9]), 1);
  assert.equal(scaleEnd([]), 0.05);
});

test("a tenth more is as many semitones everywhere, and nothing leaves the four octaves", () => {
  const semitones = (a, b) => 12 * Math.log2(pitchOf(b) / pitchOf(a));
  near(semitones(0, 1), 48);
  near(semitones(0.1, 0.2), semitones(0.8, 0.9));
  assert.equal(pitchOf(-1), pitchOf(0));
  assert.equal(pitchOf(2), pitchOf(1));
});

test("teacher, distilled and labels only have a timbre and a place of their own", () => {
  const voices = ["teacher", "soft-labels", "hard-labels"].map(voiceOf);
  assert.equal(new Set(voices.map(({ wave }) => wave)).size, 3);
  assert.equal(new Set(voices.map(({ pan }) => pan)).size, 3);
});

test("bars sound class after class, one network at a time", () => {
  const nets = [
    { key: "teacher", probabilities: [0.75, 0.25] },
    { key: "soft-labels", probabilities: [0.5, 0.5] },
  ];
  const { tones, marks, seconds } = barsPiece(nets, ["a", "b"]);
  assert.deepEqual(
    tones.map(({ key }) => key),
    ["teacher", "soft-labels", "teacher", "soft-labels"],
  );
  assert.deepEqual(
    marks.map(({ label }) => label),
    ["a", "b"],
  );
  assert.ok(tones[0].points[0][1] > tones[2].points[0][1]);
  for (let at = 1; at < tones.length; at += 1)
    assert.ok(tones[at].points[0][0] >= tones[at - 1].points[0][0] + tones[at - 1].seconds);
  const end = tones.at(-1);
  assert.ok(seconds >= end.points[0][0] + end.seconds);
});

test("curves sound together over the same seconds, whatever their number of points", () => {
  const { tones, marks, seconds } = curvesPiece([
    {
      key: "soft-labels",
      points: [
        [0, 0.1],
        [50, 0.5],
        [100, 0.9],
      ],
    },
    { key: "hard-labels", points: [[0, 0.1]] },
    { key: "label-smoothing", points: [] },
  ]);
  assert.equal(seconds, CURVE);
  assert.equal(tones.length, 2);
  assert.deepEqual(
    tones[0].points.map(([time]) => time),
    [0, CURVE / 2, CURVE],
  );
  assert.deepEqual(
    marks.map(({ label }) => label),
    ["0", "50", "100"],
  );
});
