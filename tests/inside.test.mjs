// The arithmetic behind the view into the networks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eigen, plane } from "../www/lab/pca.js";

const near = (a, b, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

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
