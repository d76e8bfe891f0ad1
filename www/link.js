// @ts-check
/** The address: the experiment in the hash, how to show it in the query. */

import { claimed } from "./claim.js";
import { withDrawings } from "./drawings.js";

/** Milliseconds without a change before the address follows. */
const SETTLE = 250;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let pending;
/** What a link said about its result, which the address keeps as long as it has that link. */
let kept = { link: "", claim: "" };

/** @param {string} link
 * @param {string} claim */
export function keepClaim(link, claim) {
  kept = { link, claim };
}

/** @param {string} link */
const whole = (link) => withDrawings(claimed(link, link === kept.link ? kept.claim : ""));

/** @param {string} name */
export function asked(name) {
  return new URLSearchParams(location.search).get(name);
}

/** The page's address with another experiment; parts of the query that are not ours stay.
 * @param {string} link
 * @param {Record<string, string | null>} [shown] parts of the query to set, or to remove with null */
export function addressOf(link, shown = {}) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(shown)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  url.hash = link;
  return url.href;
}

/** @param {"pushState" | "replaceState"} how
 * @param {string} address */
function go(how, address) {
  clearTimeout(pending);
  if (address === location.href) return;
  try {
    history[how](null, "", address);
  } catch {
    // Too many changes in a short time, or a frame without an address of its own: the page works without.
  }
}

/** While editing: the address follows, the history does not grow.
 * @param {string} link */
export function follow(link) {
  clearTimeout(pending);
  pending = setTimeout(() => go("replaceState", addressOf(whole(link))), SETTLE);
}

/** A step that Back undoes; not in a frame, where it would be the Back of the page around it.
 * @param {string} link
 * @param {Record<string, string | null>} [shown] as in `addressOf` */
export function visit(link, shown = {}) {
  go(window === parent ? "pushState" : "replaceState", addressOf(whole(link), shown));
}

/** @param {string} link
 * @param {Record<string, string | null>} shown */
export function show(link, shown) {
  go("replaceState", addressOf(whole(link), shown));
}

/** Calls back when the reader goes to another experiment: Back, Forward, or a hash typed by hand.
 * @param {(hash: string) => void} open */
export function onVisit(open) {
  const listen = () => {
    clearTimeout(pending);
    open(location.hash);
  };
  addEventListener("popstate", listen);
  addEventListener("hashchange", listen);
}
