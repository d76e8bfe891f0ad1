// @ts-check
/** Hides parts of the page by the ids of controls. */

/** Parts that have a name here and no id. */
const NAMED = /** @type {Record<string, string>} */ ({
  header: ".top",
  advanced: ".advanced",
  formula: ".formula",
  lead: ".lead",
  picker: ".picker",
  logits: ".logits",
  temperature: "figure.temperature",
  fingerprints: ".prints",
});

/** @param {string[]} keys letters, digits, - and _ only */
export function hide(keys) {
  const sheet = new CSSStyleSheet();
  for (const key of keys) {
    const id = CSS.escape(key);
    const places = [`#${id}`, `label[for="${id}"]`, `.field:has(> #${id}-label)`, `.field:has(> #${id})`];
    if (Object.hasOwn(NAMED, key)) places.push(NAMED[key]);
    sheet.insertRule(`:is(${places.join()}) { display: none !important; }`);
  }
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
