// @ts-check
/** Where the site's own large files come from: from beside the page, or out of the page where that is one file
 * (`offline/single.js`). All else is found by addresses that the build writes. */

/** Answers for a file by its path in the site.
 * @type {((path: string) => Promise<Response>) | undefined} */
const inside = /** @type {{retortFile?: (path: string) => Promise<Response>}} */ (globalThis).retortFile;

/** What the build writes in place of an address in the page that is one file. */
const INSIDE = "retort:";

/** @param {URL} url
 * @param {RequestInit} [init]
 * @returns {Promise<Response>} */
export function fetchFile({ protocol, pathname, href }, init) {
  return inside && protocol === INSIDE ? inside(pathname) : fetch(href, init);
}

/** A file of a dataset, which the engine knows by its name.
 * @param {string} name
 * @param {RequestInit} [init] */
export function fetchData(name, init) {
  return inside?.(`data/${name}`) ?? fetch(new URL(`../data/${name}`, import.meta.url), init);
}
