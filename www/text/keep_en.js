// @ts-check
/** The words of a run that was kept over a reload, in English. */

/** @type {import("../words.js").Words} */
export const words = {
  "keep.title": "Your run of before",
  "keep.offer": "Your last run is kept, {share} done. It goes on with the same bits.",
  "keep.over": "The result of your last run is kept.",
  "keep.aside":
    "Not all of it: what was kept of {nets} is damaged and is not used. That part is trained anew, with the same result.",
  "keep.goOn": "Resume the run",
  "keep.show": "Show the result",
  "keep.refused": "The browser has no room to keep this run: it lasts as long as this page is open.",
  "keep.dismiss": "Forget it",
};
