// @ts-check
/** Words for what nobody expected. */

/** @type {Record<string, string>} */
export const words = {
  "trouble.title": "Something went wrong in the page",
  "trouble.about":
    "You can go on. The experiment is in the address: if something looks wrong, reload. The report below helps to mend it; it names no files and holds nothing that you drew.",
  "trouble.report": "Report",
  "trouble.copy": "Copy the report",
  "trouble.close": "Close",
  "trouble.copied": "Copied.",
  "trouble.selected": "The report is selected: copy it by hand.",
};
