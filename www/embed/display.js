// @ts-check
/** The part of the query that says how a page inside another one is shown. Unknown values count as not given. */

export const VIEWS = /** @type {const} */ (["full", "bars", "curves", "result", "sweep"]);
/** "auto": when it comes into sight, or on a click where many stand on a page. */
const LOADS = /** @type {const} */ (["auto", "click", "visible", "eager"]);
const KEY = /^[A-Za-z][\w-]{0,39}$/;
/** More controls than there are. */
const MOST_KEYS = 60;

/** @typedef {Object} Display
 * @property {boolean} embed without header
 * @property {typeof VIEWS[number]} view
 * @property {string[]} hide ids of controls
 * @property {string[] | "all"} lock ids of controls
 * @property {string[]} free ids of controls that lock=all leaves open
 * @property {typeof LOADS[number]} load when the engine is fetched
 * @property {boolean} autorun
 * @property {string} origin the only page to talk to; empty for any
 * @property {string} id echoed in every message */

/** @template {string} Choice
 * @param {string | null} given
 * @param {readonly Choice[]} choices
 * @param {Choice} otherwise
 * @returns {Choice} */
function choice(given, choices, otherwise) {
  return choices.find((each) => each === given) ?? otherwise;
}

/** @param {string | null} given */
function keys(given) {
  const parts = (given ?? "").split(",").filter((part) => KEY.test(part));
  return [...new Set(parts)].slice(0, MOST_KEYS);
}

/** @param {string | null} given */
function origin(given) {
  try {
    const url = new URL(given ?? "");
    return /^https?:$/.test(url.protocol) ? url.origin : "";
  } catch {
    return "";
  }
}

/** @param {URLSearchParams} query
 * @returns {Display} */
export function readDisplay(query) {
  const embed = query.get("embed") === "1";
  const id = query.get("id") ?? "";
  return {
    embed,
    view: choice(query.get("view"), VIEWS, "full"),
    hide: keys(query.get("hide")),
    lock: query.get("lock") === "all" ? "all" : keys(query.get("lock")),
    free: keys(query.get("free")),
    load: choice(query.get("load"), LOADS, embed ? "auto" : "eager"),
    autorun: query.get("autorun") === "1",
    origin: origin(query.get("origin")),
    id: KEY.test(id) ? id : "",
  };
}
