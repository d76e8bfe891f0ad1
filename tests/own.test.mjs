// Own images without a page: archives that lie, folders that become classes, the experiment that they begin with.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isPicture, shares, tidy, withPictures } from "../www/own/classes.js";
import { linkFor } from "../www/own/defaults.js";
import { isOnLight, mostOnLight } from "../www/own/edges.js";
import { fromDrop } from "../www/own/gather.js";
import { entries, LARGEST_ENTRY, MOST_ENTRIES, unpack } from "../www/own/zip.js";
import { bars, zip } from "./own_files.mjs";

const refused = async (promise) =>
  (
    await promise.then(
      () => null,
      (error) => error,
    )
  )?.field;
const blob = (bytes) => new Blob([bytes]);

test("an archive gives back what was packed, whichever way", async () => {
  const files = bars(3);
  files[1].stored = true;
  const archive = blob(zip(files, { comment: "made by a test, PK\u0005 something" }));
  const found = await entries(archive);
  assert.deepEqual(
    found.map(({ name }) => name),
    files.map(({ name }) => name),
  );
  for (const [at, entry] of found.entries())
    assert.deepEqual(Buffer.from(await unpack(archive, entry)), files[at].data);
});

test("names are UTF-8, or what older Chinese programs write; folders are no files", async () => {
  const data = Buffer.from("x");
  const gbk = zip([{ name: "xxxx/a.png", data, flags: 0 }]);
  // The name stands twice in the archive.
  for (let at = gbk.indexOf("xxxx"); at >= 0; at = gbk.indexOf("xxxx", at + 4))
    gbk.set([0xd6, 0xd0, 0xce, 0xc4], at);
  assert.equal((await entries(blob(gbk)))[0].name, "中文/a.png");
  const utf8 = zip([
    { name: "猫/", data: Buffer.alloc(0), stored: true },
    { name: "猫/1.png", data, flags: 0 },
  ]);
  assert.deepEqual(
    (await entries(blob(utf8))).map(({ name }) => name),
    ["猫/1.png"],
  );
});

test("an archive that lies is refused by name, before it is unpacked or at the announced size", async () => {
  const data = Buffer.alloc(3_000_000);
  const one = (lie) => blob(zip([{ name: "a.png", data, ...lie }]));
  assert.equal(await refused(entries(one({}))), "zip.ratio", "a thousand times its size");
  assert.equal(await refused(entries(one({ size: LARGEST_ENTRY + 1 }))), "zip.entry");
  assert.equal(await refused(entries(one({ flags: 1 }))), "zip.locked");
  assert.equal(await refused(entries(one({ method: 12 }))), "zip.method");
  assert.equal(await refused(entries(one({ stored: true, size: 5 }))), "zip.ratio");
  assert.equal(await refused(entries(one({ size: 0xffffffff }))), "zip64");
  const small = one({ size: 100 });
  assert.equal(await refused(unpack(small, (await entries(small))[0])), "zip.ratio", "more than announced");
  const large = one({ size: 500_000, data: Buffer.alloc(1000) });
  assert.equal(await refused(unpack(large, (await entries(large))[0])), "zip", "less than announced");
  const many = Array.from({ length: 30 }, (_, at) => ({
    name: `${at}.png`,
    data: Buffer.alloc(9),
    size: 60 * 2 ** 20,
    packed: 2 ** 20,
  }));
  assert.equal(await refused(entries(blob(zip(many)))), "zip.total");
});

test("a damaged archive is refused wherever it is cut or changed", async () => {
  const whole = zip(bars(2));
  assert.equal(await refused(entries(blob(Buffer.alloc(0)))), "zip");
  assert.equal(await refused(entries(blob(whole.subarray(0, whole.length - 30)))), "zip");
  assert.equal(await refused(entries(blob(zip(bars(1), { count: 9 })))), "zip");
  assert.equal(await refused(entries(blob(zip(bars(1), { count: MOST_ENTRIES + 1 })))), "zip.entries");
  assert.equal(await refused(entries(blob(zip(bars(1), { start: 99_999_999 })))), "zip");
  const noise = { name: "a.png", data: Buffer.alloc(900), raw: Buffer.alloc(900, 0x5a) };
  const broken = blob(zip([noise]));
  assert.equal(await refused(unpack(broken, (await entries(broken))[0])), "zip");
  let state = 7;
  for (let round = 0; round < 300; round += 1) {
    const hostile = Buffer.from(whole);
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    hostile[hostile.length - 1 - (state % (round % 2 ? hostile.length : 500))] = state >> 16;
    const file = blob(hostile);
    // It opens, or is refused with a name: never anything else.
    try {
      for (const entry of await entries(file)) await unpack(file, entry);
    } catch (error) {
      assert.match(String(error.field), /^zip/, String(error));
    }
  }
});

test("folders are classes, and what systems leave behind is no picture", () => {
  assert.ok(isPicture("a/b.PNG") && isPicture("a/b.jpeg") && isPicture("photo", "image/webp"));
  for (const path of ["a/.b.png", "__MACOSX/a/b.png", "a/b.txt", ".git/x.png"])
    assert.ok(!isPicture(path), path);
  assert.equal(tidy("  a\u202eb\n ", 40), "ab");
  assert.equal([...tidy("猫".repeat(50), 40)].length, 40);
});

const limits = { most: 100, mostClasses: 3, longest: 40, unnamed: "class 1" };
const found = (name, count) =>
  Array.from({ length: count }, (_, at) => ({ path: `x/${name}/${at}.png`, place: { file: new Blob() } }));

test("what is too much is left out evenly and counted; small classes keep all they have", () => {
  assert.deepEqual(shares([10, 1000, 1000], 100), [10, 45, 45]);
  assert.deepEqual(shares([5, 5], 100), [5, 5]);
  const { classes, leftOut } = withPictures(
    [],
    [...found("b", 90), ...found("a", 10), ...found("c", 50)],
    limits,
  );
  assert.deepEqual(
    classes.map(({ name, items }) => [name, items.length]),
    [
      ["a", 10],
      ["b", 45],
      ["c", 45],
    ],
  );
  assert.deepEqual(leftOut, { classes: [], images: 50 });
  const more = withPictures(classes, [...found("d", 5), ...found("a", 5)], { ...limits, most: 200 });
  assert.deepEqual(more.leftOut, { classes: ["d"], images: 0 });
  assert.equal(more.classes[0].items.length, 15);
  assert.equal(
    withPictures([], [{ path: "1.png", place: { file: new Blob() } }], limits).classes[0].name,
    "class 1",
  );
});

test("the order of files does not matter", () => {
  const files = [...found("b", 5), ...found("a", 5)];
  const paths = (list) =>
    withPictures([], list, limits).classes.map(({ items }) => items.map(({ path }) => path));
  assert.deepEqual(paths(files), paths(files.toReversed()));
});

test("the first experiment keeps most images for the teacher", () => {
  const about = (count, side = 28) => ({
    key: "own-0123456789ab",
    side,
    classes: ["a", "b", "c"].map((name) => ({ name, train: count, test: 9, thin: false })),
  });
  assert.match(linkFor(about(400)), /labels=30&unlabelled=1170&teacher=dropout-cnn-16-32-64.*tepochs=13/);
  assert.match(linkFor(about(8)), /labels=12&unlabelled=12&.*tepochs=40/);
  assert.doesNotMatch(linkFor(about(400, 8)), /teacher=/);
  assert.match(linkFor(about(1)), /labels=3&unlabelled=0/);
});

/** What a browser gives for a dropped file or folder; a folder gives its entries a hundred at a time, as Chromium does. */
function entry(name, inside) {
  if (!Array.isArray(inside))
    return { name, isFile: true, file: (done) => done(new File([inside], name)), inside };
  return {
    name,
    isFile: false,
    createReader() {
      const rest = [...inside];
      return { readEntries: (done) => done(rest.splice(0, 100)) };
    },
  };
}

test("a dropped folder is walked through, however many files a folder gives at once", async () => {
  const many = Array.from({ length: 250 }, (_, at) => entry(`${at}.png`, "x"));
  const folder = entry("shapes", [
    entry("round", many),
    entry("square", [entry("deeper", [entry("a.jpg", "x")]), entry("readme.txt", "x")]),
  ]);
  const { pictures, others, prepared } = await fromDrop([folder, null, new File(["x"], "alone.png")]);
  assert.equal(pictures.length, 252);
  assert.deepEqual([others, prepared], [1, null]);
  assert.deepEqual(
    pictures.slice(249).map(({ path }) => path),
    ["shapes/round/249.png", "shapes/square/deeper/a.jpg", "alone.png"],
  );
});

test("folders without end and files without number are refused by name", async () => {
  const endless = {
    name: "again",
    isFile: false,
    createReader: () => ({
      given: false,
      readEntries(done) {
        done(this.given ? [] : [endless]);
        this.given = true;
      },
    }),
  };
  await assert.rejects(fromDrop([endless]), { field: "depth", found: "13", allowed: "12" });
  const crowd = entry(
    "crowd",
    Array.from({ length: 50_001 }, (_, at) => entry(`${at}.txt`, "")),
  );
  await assert.rejects(fromDrop([crowd]), { field: "files", found: "50001" });
});

test("a folder that cannot be read says so", async () => {
  const closed = {
    name: "closed",
    isFile: false,
    createReader: () => ({ readEntries: (_, fail) => fail(new DOMException("no", "NotReadableError")) }),
  };
  await assert.rejects(fromDrop([closed]), { name: "NotReadableError" });
});

test("dark strokes on light ground are told from light strokes on dark, also in a letterbox", () => {
  const image = (ground, stroke, [top, bottom] = [0, 16]) =>
    Uint8Array.from({ length: 256 }, (_, at) => {
      const [x, y] = [at % 16, Math.floor(at / 16)];
      if (y < top || y >= bottom) return 0;
      return Math.abs(x - 8) < 2 && y > 3 && y < 12 ? stroke : ground;
    });
  const [paper, board] = [image(240, 20), image(10, 250)];
  assert.equal(isOnLight(paper, 16), true);
  assert.equal(isOnLight(image(240, 20, [3, 13]), 16), true);
  assert.equal(isOnLight(board, 16), false);
  assert.equal(isOnLight(image(100, 200), 16), false);
  assert.equal(mostOnLight([paper, paper, board], 16), true);
  assert.equal(mostOnLight([paper, board], 16), false);
  assert.equal(mostOnLight([], 16), false);
});
