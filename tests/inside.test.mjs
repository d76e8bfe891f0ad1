// The arithmetic behind the view into the networks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { firstLayer, mapsOf, seen, sizeOf, strongest, windowAt } from "../www/lab/first_layer.js";
import { eigen, plane } from "../www/lab/pca.js";
import { uncovered } from "../www/lab/uncovered.js";
import { makeForward } from "../www/models/forward.js";
import { loadEngine } from "./engine.mjs";

const near = (a, b, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

test("no mark covers another, and only one that would is left out", () => {
  // Places without a pattern: digits of multiples of irrational numbers.
  const places = Array.from({ length: 3000 }, (_, at) => [
    (at * Math.SQRT2 * 100) % 400,
    (at * Math.E * 100) % 300,
  ]);
  const stay = uncovered(places, 12, 15);
  const covers = (a, b) =>
    Math.abs(places[a][0] - places[b][0]) < 12 && Math.abs(places[a][1] - places[b][1]) < 15;
  for (const [at] of places.entries()) {
    const before = stay.filter((other) => other < at && covers(other, at));
    assert.equal(before.length === 0, stay.includes(at), `mark ${at}`);
  }
  assert.deepEqual(uncovered([], 12, 15), []);
});

test("eigenvectors satisfy their equation and stand at right angles", () => {
  const matrix = [
    [4, 1, -2, 0.5],
    [1, 3, 0, 1],
    [-2, 0, 5, -1],
    [0.5, 1, -1, 2],
  ];
  const found = eigen(matrix);
  for (const [at, { value, vector }] of found.entries()) {
    for (const [row, line] of matrix.entries())
      near(
        line.reduce((sum, each, column) => sum + each * vector[column], 0),
        value * vector[row],
      );
    for (const other of found.slice(at + 1))
      near(
        other.vector.reduce((sum, each, column) => sum + each * vector[column], 0),
        0,
      );
  }
  near(
    found.reduce((sum, { value }) => sum + value, 0),
    14,
  );
  assert.ok(found[0].value >= found[1].value);
});

test("points that lie in a plane are shown whole, whatever the rows' mean", () => {
  const rows = [];
  for (let at = 0; at < 40; at += 1) {
    const [a, b] = [Math.cos(at) * 5, Math.sin(at * 3)];
    rows.push(7 + a, -3 + a, b, 2);
  }
  const { points, share } = plane(rows, 4);
  near(share, 1);
  const distance = (a, b) => Math.hypot(...a.map((each, axis) => each - b[axis]));
  for (const [i, j] of [
    [0, 1],
    [3, 30],
    [12, 25],
  ])
    near(
      distance(points[i], points[j]),
      distance(rows.slice(i * 4, i * 4 + 4), rows.slice(j * 4, j * 4 + 4)),
      1e-6,
    );
  assert.deepEqual(plane([1, 2, 1, 2], 2).share, 0);
});

/** A trained network's place, taken by one of arbitrary weights: what is compared holds for all of them. */
function netOf(engine, link, role, more = []) {
  const key = engine.openLink(link).spec[role === "teacher" ? "teacher" : "student"];
  const known = engine.knownNetworks(link).find(({ name }) => name === key);
  const weights = known.parameters.flatMap(({ name, shape }) =>
    Array.from(
      { length: shape.reduce((product, length) => product * length, 1) },
      (_, at) => Math.sin(at * 12.9898 + name.length) * 0.4 + (name.endsWith("running_var") ? 0.9 : 0.05),
    ),
  );
  const all = Float32Array.from([...weights, ...more]);
  return { net: new engine.TrainedNet(link, role, all), weights: all };
}

/** A grey image that is empty nowhere. */
const imageOf = (width, height) => ({
  width,
  height,
  pixels: Uint8Array.from({ length: width * height }, (_, at) => (at * 37 + 11) % 256),
});

const apart = (a, b) => Math.max(...a.map((value, at) => Math.abs(value - b[at])));

test("the worked-out sums are the activations of the engine, for every network whose first layer is a convolution", async () => {
  const engine = await loadEngine();
  const convolutional = [];
  for (const [data, width, height] of [
    ["digits", 8, 8],
    ["mnist", 28, 28],
  ]) {
    for (const { name } of engine.knownNetworks(`v=1&data=${data}`)) {
      const { net, weights } = netOf(engine, `v=1&data=${data}&teacher=${name}`, "teacher");
      const [network, numbers, image] = [net.network(), net.parameters(), imageOf(width, height)];
      const layer = firstLayer(network, weights);
      if (layer?.kind !== "convolution") {
        assert.match(name, /^(mlp|pool|vit)/);
        assert.ok(["dense", "pool", "patches"].includes(layer.kind), name);
        continue;
      }
      convolutional.push(layer);
      const picture = seen(image, "both");
      const maps = mapsOf(layer, picture);
      const { filters, layers } = net.inside(image.pixels);
      assert.deepEqual(Array.from(layer.weights), filters.values, name);
      // Where the engine hands over maps after whole blocks only, the plain-data network says what its first layer gives.
      const relu = network.nodes.find(({ operation }) => operation.kind === "relu").name;
      const first = { ...network, outputs: [{ name: "first", value: relu, width: layer.channels }] };
      assert.ok(
        apart(maps.values, Array.from(makeForward(first, numbers)(Float32Array.from(picture.values)))) < 1e-4,
        name,
      );
      if (!layer.norm) assert.ok(apart(maps.values, layers[0].values) < 1e-4, name);
      assert.deepEqual(sizeOf(layer, picture), { width: maps.width, height: maps.height });
      for (const place of [strongest(maps), { channel: 1, row: 0, column: maps.width - 1 }]) {
        const cell = (place.channel * maps.height + place.row) * maps.width + place.column;
        assert.ok(Math.abs(windowAt(layer, picture, place).value - maps.values[cell]) < 1e-9, name);
      }
      const place = strongest(maps);
      assert.ok(windowAt(layer, picture, place).value >= Math.max(...maps.values) - 1e-9, name);
    }
  }
  const kinds = new Set(
    convolutional.map(
      ({ kernel, stride, padding, norm }) => `${kernel} ${stride} ${padding} ${norm !== null}`,
    ),
  );
  assert.deepEqual([...kinds].toSorted(), [
    "3 1 0 false",
    "3 1 1 false",
    "3 1 1 true",
    "3 2 1 true",
    "5 2 0 false",
  ]);
});

test("a network of few bits reads an image of few bits, and one that sees a half reads a half", async () => {
  const engine = await loadEngine();
  const image = imageOf(8, 8);
  // After the weights stand the ends of each layer's input: here those of the images are not 0 and 1.
  const ends = [0, 0.7, 0, 2, 0, 2];
  const { net, weights } = netOf(engine, "v=1&student=cnn-4-8&bits=4", "quantisation-aware", ends);
  const layer = firstLayer(net.network(), weights);
  const { layers } = net.inside(image.pixels);
  const of = (grid) => mapsOf(layer, seen(image, "both", grid)).values;
  assert.ok(apart(of(layer.grid), layers[0].values) < 1e-4);
  assert.ok(apart(of(undefined), layers[0].values) > 0.05, "the grid makes a difference");
  const blank = seen(imageOf(4, 2), "first").values;
  assert.deepEqual(
    blank.map((value) => value > 0),
    [true, true, false, false, true, true, false, false],
  );
});
