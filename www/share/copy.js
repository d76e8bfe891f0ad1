// @ts-check
/** Copies the text of a field, also where the clipboard is closed. */

/** Selected text can be copied by hand where nothing else works.
 * @param {HTMLTextAreaElement} field
 * @returns {Promise<boolean>} whether it has been copied */
export async function copy(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // No permission, no secure address: the older way needs neither.
    return document.execCommand("copy");
  }
}
