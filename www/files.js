// @ts-check
/** Where the site's own large files come from: from beside the page, or out of the page where that is one file
 * (`offline/single.js`). All else is found by addresses that the build writes. */

/** Answers for a file by its path in the site.
 * @type {((path: string) => Promise<Response>) | undefined} */
const inside = /** @type {{retortFile?: (path: string) => Promise<Response>}} */ (globalThis).retortFile;

/** @param {URL} url of the site, or, in a page that is one file, `retort:` and a path in it
 * @param {RequestInit} [init]
 * @returns {Promise<Response>} */
export const fetchFile = (url, init) => inside?.(url.pathname) ?? fetch(url, init);

/** A file of a dataset, which the engine knows by its name.
 * @param {string} name
 * @param {RequestInit} [init]
 * @returns {Promise<Response>} */
export const fetchData = (name, init) =>
  inside?.(`data/${name}`) ?? fetch(new URL(`../data/${name}`, import.meta.url), init);
