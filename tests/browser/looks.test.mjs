// The looks of the page: small pictures of some states beside those in tests/golden/page/. `cargo xtask bless` renews them.
//
// A picture is a quarter of the size of the window, so that the edges of letters count little and boxes, colours and places
// much. Machines differ in their fonts: where other fonts than the pictures' are installed, lines break elsewhere and no
// comparison makes sense. Then the test says so, and only that every state can be drawn.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { ready, runToEnd, start } from "./site.mjs";
import { openState, STATES } from "./states.mjs";

const golden = new URL("../golden/page/", import.meta.url);
const blessing = Boolean(process.env.BLESS);
/** Greatest difference of a channel (of 255) that two machines with the same fonts may have in a pixel. */
const CHANNEL = 24;
/** Share of the pixels that may differ by more. */
const SHARE = 0.005;

/** What differs from run to run: measured times, addresses with a port, the rate. */
const CHANGING = [".across:has(#cost)", "textarea", ".qr", ".share p", ".progress"];

const LOOKS = [
  { state: "stored run", query: "lang=en&theme=light", width: 1440, height: 900 },
  { state: "stored run", query: "lang=zh&theme=dark", width: 1440, height: 900 },
  { state: "stored run", query: "lang=zh&theme=light", width: 360, height: 1600 },
  { state: "first visit", query: "lang=en&theme=light", width: 900, height: 900 },
  { state: "finished", query: "lang=en&theme=dark", width: 900, height: 1400 },
  { state: "error in a field", query: "lang=zh&theme=light", width: 900, height: 1000 },
  { state: "chapter", query: "lang=en&theme=light", width: 1440, height: 1200 },
  { state: "glossary", query: "lang=zh&theme=dark", width: 360, height: 800 },
];

let site;
let easel;
before(async () => {
  site = await start();
  easel = (await site.open({ query: "lang=en" })).page;
});
after(() => site.stop());

/** Widths of some texts in the page's fonts: equal where the fonts are. */
function fonts(page) {
  return page.evaluate(() => {
    const style = getComputedStyle(document.documentElement);
    const pen = document.createElement("canvas").getContext("2d");
    return ["--sans", "--serif", "--mono"].map((family) => {
      pen.font = `100px ${style.getPropertyValue(family)}`;
      return ["Retort 0123456789", "知识蒸馏，温度"].map((text) => Math.round(pen.measureText(text).width));
    });
  });
}

/** Draws a picture at a quarter of its size, and compares it with another. Runs in the page, which can read PNGs. */
async function shrink({ picture, other, limit }) {
  const draw = async (base64, scale) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(image.width / scale), Math.round(image.height / scale)];
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return { canvas, pixels: pen.getImageData(0, 0, canvas.width, canvas.height).data };
  };
  const small = await draw(picture, 4);
  const png = small.canvas.toDataURL("image/png").split(",")[1];
  if (!other) return { png, share: 0 };
  const kept = await draw(other, 1);
  if (kept.pixels.length !== small.pixels.length) return { png, share: 1 };
  let differing = 0;
  for (let at = 0; at < kept.pixels.length; at += 4) {
    const far = [0, 1, 2].some(
      (channel) => Math.abs(kept.pixels[at + channel] - small.pixels[at + channel]) > limit,
    );
    if (far) differing += 1;
  }
  return { png, share: differing / (kept.pixels.length / 4) };
}

/** A picture of the page once it stands still, however long the machine takes to draw it. */
async function standing(page, options) {
  let before = "";
  for (let round = 0; round < 20; round += 1) {
    await page.waitForTimeout(800);
    const picture = (await page.screenshot(options)).toString("base64");
    if (picture === before) break;
    before = picture;
  }
  return before;
}

for (const { state: key, query, width, height } of LOOKS) {
  const name = `${key} ${query.replaceAll(/\w+=/g, "").replace("&", " ")} ${width}`.replaceAll(" ", "-");
  test(`the page looks as it did: ${name}`, async (t) => {
    const state = STATES.find((each) => each.key === key);
    assert.ok(state, key);
    const { page } = await openState(site, state, { query, width, height, reducedMotion: "reduce" });
    await page.evaluate(() => {
      document.activeElement?.blur();
      scrollTo(0, 0);
    });
    const mask = CHANGING.map((selector) => page.locator(selector));
    const picture = await standing(page, { mask, maskColor: "#808080" });
    const file = new URL(`${name}.png`, golden);
    const other = !blessing && existsSync(file) ? readFileSync(file).toString("base64") : null;
    const { png, share } = await easel.evaluate(shrink, { picture, other, limit: CHANNEL });
    // Of one page for all: each language has its own list of fonts, and one file says which the machine has.
    const here = JSON.stringify(await fonts(easel));
    await page.context().close();
    if (blessing) {
      mkdirSync(golden, { recursive: true });
      writeFileSync(file, Buffer.from(png, "base64"));
      writeFileSync(new URL("fonts.json", golden), `${here}\n`);
      return;
    }
    assert.ok(other, `there is no ${file.pathname}: cargo xtask bless`);
    if (readFileSync(new URL("fonts.json", golden), "utf8").trim() !== here) {
      t.diagnostic("other fonts than the pictures': not compared");
      return;
    }
    t.diagnostic(`${(share * 100).toFixed(2)} % differ`);
    if (share > SHARE) {
      const actual = new URL("../../target/looks/", import.meta.url);
      mkdirSync(actual, { recursive: true });
      writeFileSync(new URL(`${name}.png`, actual), Buffer.from(png, "base64"));
    }
    assert.ok(
      share <= SHARE,
      `${(share * 100).toFixed(1)} % of the picture differ; what it is now: target/looks/${name}.png`,
    );
  });
}

// Not compared: measured times differ from run to run. What it shows is what the pictures above hold.
test("the picture of the README is made by cargo xtask bless", { skip: !blessing }, async () => {
  const { page } = await site.open({
    query: "lang=en&theme=light",
    width: 1440,
    height: 900,
    deviceScaleFactor: 1,
  });
  await ready(page);
  await runToEnd(page);
  await page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
  });
  await page.waitForTimeout(800);
  const file = new URL("../../docs/pictures/page.png", import.meta.url);
  writeFileSync(file, await page.screenshot());
});
