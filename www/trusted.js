// @ts-check
/** The one place where an address becomes code: browsers that know Trusted Types refuse every other (docs/threats.md). */

/** The folder that all our code is in. */
const HOME = import.meta.url.replace(/[^/]*$/, "");

/** Workers run from files of this site, and from texts of our own that `spawn.js` made into a blob. The one that keeps
 * the site is beside that folder, as it answers for all of it.
 * @param {string} url */
export function checked(url) {
  // As the browser will read it: `..` leads out of a folder.
  const { href } = new URL(url, HOME);
  if (
    href.startsWith(HOME) ||
    href === HOME.replace(/www.$/, "service_worker.js") ||
    href.startsWith(`blob:${origin}/`)
  )
    return href;
  throw new TypeError(`not code of this site: ${url}`);
}

/** @typedef {{createScriptURL: (url: string) => string}} Policy */
const { trustedTypes } =
  /** @type {{trustedTypes?: {createPolicy: (name: string, rules: Policy) => Policy}}} */ (
    /** @type {unknown} */ (globalThis)
  );
const policy = trustedTypes?.createPolicy("retort", { createScriptURL: checked });

/** What may stand where the browser expects the address of code.
 * @param {string} url */
export const scriptUrl = (url) => policy?.createScriptURL(url) ?? checked(url);
