// The colours of the style sheet in both themes: text can be read, and parts can be told from the ground. WCAG 2.2, 1.4.3, 1.4.11.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../www/style.css", import.meta.url), "utf8");

/** @param {string} head of the block of a theme */
function colours(head) {
  const start = css.indexOf(head);
  assert.ok(start >= 0, head);
  const block = css.slice(start, css.indexOf("}", start));
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [name, colour]),
  );
}

/** WCAG's relative luminance. @param {string} colour */
function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const contrast = (one, other) => {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

test("black on white is 21 : 1", () => {
  assert.equal(contrast("#000000", "#ffffff").toFixed(1), "21.0");
});

for (const [theme, head] of [
  ["light", ":root {"],
  ["dark", ':root[data-theme="dark"] {'],
]) {
  test(`colours of the ${theme} theme stand out enough`, () => {
    const found = colours(head);
    const texts = ["ink", "muted", "teacher", "distilled", "labels", "variant", "control", "good", "warning"];
    for (const ground of ["paper", "panel"]) {
      for (const text of texts) {
        const ratio = contrast(found[text], found[ground]);
        assert.ok(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}`);
      }
      const edge = contrast(found.edge, found[ground]);
      assert.ok(edge >= 3, `edge on ${ground}: ${edge.toFixed(2)}`);
    }
    assert.ok(contrast(found["on-control"], found.control) >= 4.5);
  });
}
