// @ts-check
/** Why something that a user brought cannot be used: a part with a stable name, what was found, what is allowed. */

export class Refusal extends Error {
  /** @param {string} field
   * @param {string | number} found
   * @param {string | number} [allowed] */
  constructor(field, found, allowed = "") {
    super(`${field}: ${found}; ${allowed}`);
    this.field = field;
    this.found = String(found);
    this.allowed = String(allowed);
  }
}

/** Whatever was thrown, as a refusal.
 * @param {unknown} thrown
 * @returns {import("../images/retort_images.js").Refused} */
export function refusalOf(thrown) {
  if (thrown && typeof thrown === "object" && "field" in thrown) {
    const { field, found, allowed } = /** @type {import("../images/retort_images.js").Refused} */ (
      /** @type {unknown} */ (thrown)
    );
    return { field, found, allowed };
  }
  return { field: "trouble", found: thrown instanceof Error ? thrown.message : String(thrown), allowed: "" };
}
