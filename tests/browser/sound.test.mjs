// What is heard: tones are rendered without a loudspeaker, and their pitch and side are measured in the samples.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { barsPiece, curvesPiece, pitchOf } from "../../www/compare/notes.js";
import { start } from "./site.mjs";

const RATE = 44_100;
/** The page's own module, and what it imports. */
const IMPORTS = { "@preact/signals": "/packages/@preact/signals-core/dist/signals-core.module.js" };

let site;
let page;
before(async () => {
  site = await start();
  ({ page } = await site.course(`<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>`, {
    before: (page) =>
      page.route("**/source/**", async (route) => {
        const path = new URL(route.request().url()).pathname.replace("/source/", "");
        const body = await readFile(new URL(`../../www/${path}`, import.meta.url));
        await route.fulfill({ body, contentType: "text/javascript" });
      }),
  }));
});
after(() => site.stop());

/** Renders a piece with the page's own code: samples of the left and the right channel, and seconds before the first tone. */
async function rendered(piece) {
  return page.evaluate(
    async ({ piece, rate }) => {
      const { add, AHEAD } = await import("/source/compare/sound.js");
      const audio = new OfflineAudioContext(2, Math.ceil((AHEAD + piece.seconds + 0.5) * rate), rate);
      for (const tone of piece.tones) add(audio, audio.destination, tone);
      const buffer = await audio.startRendering();
      return { ahead: AHEAD, channels: [0, 1].map((at) => [...buffer.getChannelData(at)]) };
    },
    { piece, rate: RATE },
  );
}

/** Hertz by the distance of the first and the last upward crossing of zero. */
function pitch(samples, from, to) {
  const crossings = [];
  for (let at = Math.round(from * RATE); at < to * RATE; at += 1) {
    const [a, b] = [samples[at], samples[at + 1]];
    if (a < 0 && b >= 0) crossings.push(at + a / (a - b));
  }
  assert.ok(crossings.length > 2, "something sounds");
  return ((crossings.length - 1) * RATE) / (crossings.at(-1) - crossings[0]);
}

const loudness = (samples, from, to) => {
  const part = samples.slice(Math.round(from * RATE), Math.round(to * RATE));
  return Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / part.length);
};

for (const key of ["teacher", "soft-labels", "hard-labels", "label-smoothing"]) {
  test(`a longer bar of ${key} is heard as a higher tone`, async () => {
    const probabilities = [0, 0.1, 0.3, 0.6, 1];
    const piece = barsPiece([{ key, probabilities }], ["a", "b", "c", "d", "e"]);
    const { ahead, channels } = await rendered(piece);
    const sum = channels[0].map((value, at) => value + channels[1][at]);
    const heard = piece.tones.map(({ points: [[at]], seconds }) =>
      pitch(sum, ahead + at + 0.03, ahead + at + seconds - 0.01),
    );
    heard.forEach((hertz, at) => {
      assert.ok(Math.abs(hertz / pitchOf(probabilities[at]) - 1) < 0.02, `${probabilities[at]}: ${hertz} Hz`);
      if (at > 0) assert.ok(hertz > heard[at - 1] * 1.2, `${heard}`);
    });
    // Between two tones is rest.
    const end = piece.tones[0].points[0][0] + piece.tones[0].seconds;
    assert.ok(loudness(sum, ahead + end + 0.06, ahead + piece.tones[1].points[0][0]) < 1e-3);
  });
}

test("the teacher is heard on the left, the distilled student on the right", async () => {
  for (const [key, louder] of [
    ["teacher", 0],
    ["soft-labels", 1],
  ]) {
    const { ahead, channels } = await rendered(barsPiece([{ key, probabilities: [0.5] }], ["a"]));
    const [here, there] = [channels[louder], channels[1 - louder]].map((each) =>
      loudness(each, ahead + 0.03, ahead + 0.15),
    );
    assert.ok(here > 2 * there, `${key}: ${here} and ${there}`);
  }
});

test("a rising curve is heard to rise", async () => {
  const points = [
    [0, 0.1],
    [200, 0.5],
    [400, 0.9],
  ];
  const piece = curvesPiece([{ key: "soft-labels", points }]);
  const { ahead, channels } = await rendered(piece);
  const heard = [0.2, 1.5, 3, 4.5, 5.8].map((at) => pitch(channels[1], ahead + at, ahead + at + 0.1));
  for (let at = 1; at < heard.length; at += 1) assert.ok(heard[at] > heard[at - 1] * 1.1, `${heard}`);
});
