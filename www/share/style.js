// @ts-check
/** Style sheets of views that are fetched later. */

/** Adds a style sheet to the page, once; resolves when it applies, or could not be fetched.
 * @param {URL} address
 * @returns {Promise<void>} */
export function addStyle({ href }) {
  const known = [...document.styleSheets].some((sheet) => sheet.href === href);
  if (known) return Promise.resolve();
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.onload = link.onerror = () => resolve();
    link.href = href;
    document.head.append(link);
  });
}
