// @ts-check
/** An SVG text of the engine as a part of the page, without the browser's own reader of markup: whatever a name in a chart
 * says, only these elements come of it, and no attribute that could act. */

const SVG = "http://www.w3.org/2000/svg";
/** What the engine's charts consist of. */
const ELEMENTS = ["svg", "g", "rect", "circle", "polygon", "polyline", "path", "line", "text"];
const ATTRIBUTES =
  /^(x|y|x1|y1|x2|y2|dx|dy|cx|cy|r|d|width|height|viewBox|points|opacity|fill|stroke|stroke-width|stroke-dasharray|text-anchor|transform|font-family|font-size|font-weight|font-style)$/;
/** A tag with its attributes, or text. */
const PART = /<(\/?)([a-z]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>|([^<]+)/gy;
/** @type {Record<string, string>} */
const NAMED = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** @param {string} text */
const plain = (text) => text.replace(/&(?:#(\d+)|([a-z]+));/g, (all, code, name) => decoded(all, code, name));

/** @param {string} all
 * @param {string | undefined} code
 * @param {string} name */
function decoded(all, code, name) {
  return code ? String.fromCodePoint(Number(code)) : (NAMED[name] ?? all);
}

/** @param {string} text
 * @returns {SVGElement} */
export function drawing(text) {
  const root = document.createElementNS(SVG, "g");
  /** @type {Element[]} */
  const open = [root];
  let read = 0;
  for (const [all, closes, name, attributes, empty, words] of text.matchAll(PART)) {
    read += all.length;
    const parent = open[open.length - 1];
    if (words !== undefined) parent.append(plain(words));
    else if (closes) open.pop();
    else {
      if (!ELEMENTS.includes(name)) throw new TypeError(`a chart with <${name}>`);
      const element = document.createElementNS(SVG, name);
      for (const [, key, value] of attributes.matchAll(/([\w:-]+)="([^"]*)"/g)) {
        if (ATTRIBUTES.test(key)) element.setAttribute(key, plain(value));
      }
      parent.append(element);
      if (!empty) open.push(element);
    }
  }
  const svg = root.firstElementChild;
  if (read !== text.length || open.length !== 1 || !svg) throw new TypeError("a chart that is no SVG");
  return /** @type {SVGElement} */ (svg);
}
