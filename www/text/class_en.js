// @ts-check
/** The words of the panel of a class in English. */

/** @type {import("../words.js").Words} */
export const words = {
  "class.paste": "Links or results, one a line",
  "class.how":
    "A name may stand before a link. Files of results (.retort.json, .jsonl) can be dropped here; up to {count} in all. Nothing is sent anywhere.",
  "class.add": "Add",
  "class.files": "Add files",
  "class.clear": "Empty the list",
  "class.refused": "Not taken: {lines}.",
  "class.why.not-ours": "line {line} holds no link and no result",
  "class.why.too-large": "line {line} is too long",
  "class.why.too-many": "line {line}, the list is full",
  "class.run": "Run {count} here",
  "class.ran": "All of them have run",
  "class.standing": "{count} in the list, {left} not yet computed here.",
  "class.progress": "Progress of the runs",
  "class.axis": "Along the axis",
  "class.caption":
    "Who set what, and what did it give? A mark an experiment: filled where it was computed here, hollow where it is a file’s own word.",
  "class.summary": "Test accuracy of {net} in {count} experiments; the table below has every number.",
  "class.table": "The list",
  "class.name": "Name",
  "class.open": "Open",
  "class.proof": "Proof",
  "class.proof.open": "not run",
  "class.proof.said": "says so",
  "class.proof.run": "run here",
  "class.proof.same": "✓ bit for bit",
  "class.proof.differs": "✗ differs",
  "class.proof.failed": "failed",
  "class.changed": "(link changed)",
};
