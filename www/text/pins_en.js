// @ts-check
/** The words of pins that are sent and received, in English. */

/** @type {import("../words.js").Words} */
export const words = {
  "pins.share": "Send these runs, or open others",
  "pins.link": "One link for all {count} runs",
  "pins.link.about":
    "{count} characters. Each run stands in it as its own link with its name and the first digits of its fingerprints; whoever opens it can run them again and compare.",
  "pins.long":
    "The link would have {count} characters; programs cut links above {limit}. Save the file instead: it holds everything.",
  "pins.copy": "Copy link",
  "pins.copied": "Copied.",
  "pins.byHand": "Not copied: the browser does not allow it here. The text is selected.",
  "pins.save": "Save as a file",
  "pins.file": "Open a file of pinned runs",
  "pins.run": "Run {count} here",
  "pins.run.hint": "Trains them again and compares every bit with what was sent.",
  "pins.progress": "Progress of the pinned runs",
  "pins.taken": "{count} runs came in.",
  "pins.proof.mine": "run here",
  "pins.proof.open": "not run here",
  "pins.proof.said": "as the file says",
  "pins.proof.same": "✓ bit for bit",
  "pins.proof.differs": "✗ differs",
  "pins.proof.failed": "failed",
  "pins.left.known": "“{name}” is pinned already.",
  "pins.left.full": "No room for “{name}”: all {count} places are taken. Remove one and open it again.",
  "pins.left.problem":
    "“{name}” was not taken: this page does not allow what its link says ({problems}). Correct the link and open it again.",
  "pins.refused.not-json": "The file is no JSON, or not whole. Nothing was taken.",
  "pins.refused.not-ours": "There are no pinned runs in it. Nothing was taken.",
  "pins.refused.newer": "A newer version of this page wrote it. Nothing was taken.",
  "pins.refused.too-large": "The file is larger than {limit} KB and was not read.",
  "pins.refused.too-many": "It holds more than {count} runs. Nothing was taken.",
  "pins.refused.empty": "It holds no run. Nothing was taken.",
  "pins.refused.no-link": "Run {at} has no link, or one that is too long. Nothing was taken.",
  "pins.refused.no-name": "Run {at} has no name that is text. Nothing was taken.",
  "pins.refused.no-curve":
    "The curves of run {at} are not lists of updates and accuracies between 0 and 1. Nothing was taken.",
  "pins.refused.no-accuracy": "An accuracy of run {at} is not between 0 and 1. Nothing was taken.",
  "pins.refused.no-print":
    "What run {at} says of its result is no fingerprint of 8 to 16 hexadecimal digits. Nothing was taken.",
};
