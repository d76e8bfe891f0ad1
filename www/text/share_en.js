// @ts-check
/** Sharing, in English. */

/** @type {import("../words.js").Words} */
export const words = {
  "share.title": "Knowledge distillation playground: ",
  "share.as": "Share as",
  "share.link": "Link",
  "share.link.about":
    "Holds every setting that differs from the default, and the seed. Equal links give equal numbers.",
  "share.locked": "Link with locked controls",
  "share.locked.about": "Whoever opens it can run and look, and change nothing.",
  "share.predict": "Link that asks for a prediction first",
  "share.predict.about":
    "Whoever opens it sees the settings, writes down what he expects, and only then the results. The answer is not in the link.",
  "share.iframe": "Frame for a web page (HTML)",
  "share.iframe.about": "For Moodle, Canvas, Open edX and every page that takes HTML.",
  "share.markdown": "Markdown",
  "share.markdown.about": "A link with a title.",
  "share.myst": "MyST, Jupyter Book",
  "share.myst.about": "A frame inside the page of the book.",
  "share.quarto": "Quarto",
  "share.quarto.about": "A frame on the web, the address in print.",
  "share.length": "{count} characters.",
  "share.long": "Some chat programs cut text after {limit} characters.",
  "share.claimed":
    "With the fingerprint of your result: whoever opens it can reproduce it and see that every bit is equal.",
  "share.unproven":
    "Without a fingerprint: a graphics adapter does not give the same bits everywhere, so a link cannot prove its result.",
  "share.images":
    "The images are yours and travel separately: save their file in “Your own images” and pass it on with this.",
  "share.unclaimed": "Without a result. Run first, and the link carries its fingerprint.",
  "share.drawings": "With {fit} of your {count} drawings.",
  "share.activity": "For teachers: make an activity",
  "share.activity.about": "A task with a prediction, three questions, and answers that are computed.",
  "share.preview": "Address with a preview",
  "share.preview.about":
    "A page of this site for the preset, with title and picture where chats and course pages show previews. It leads on here.",
  "share.copy": "Copy",
  "share.copied": "Copied.",
  "share.byHand": "The clipboard is closed here. The text is selected: copy it by hand.",
  "qr.label": "QR code of the link",
  "qr.caption": "For a wall or a slide.",
  "qr.tooLong": "The link is too long for a QR code.",
  "file.title": "As a file",
  "share.file":
    "This page is a file on this computer, and so is where the link leads. For others: give them the file, and the part of the link from # on; or put that part behind the address of a published copy.",
  "file.about":
    "Settings, results and fingerprints, as JSON. Such a file can be dropped anywhere onto this page.",
  "file.save": "Save result",
  "file.open": "Open a file",
  "file.opened": "Opened. Run shows whether the result comes out the same.",
  "file.pins": "Pinned runs. Zone 4 says what became of them.",
  "file.too-large": "The file is larger than {limit} KB. It was not read.",
  "file.images":
    "This experiment needs the images of whoever made it. Open their file above, and it goes on.",
  "file.locked": "This page is locked by whoever made the link: its experiment stays. Nothing was changed.",
  "file.not-json": "The file is not JSON, or it is cut off. Nothing was changed.",
  "file.not-ours": "The file holds no experiment of this page. Nothing was changed.",
  "file.newer": "The file was written by a newer version. Nothing was changed.",
  "file.no-engine": "The engine is not there yet. Try again in a moment.",
  "claim.title": "A link with a result",
  "claim.text": "It says that this experiment gives the fingerprint below (engine version {version}).",
  "claim.unknown": "unknown",
  "claim.do": "Reproduce",
  "claim.hint": "Trains everything again here and compares every bit of weights and answers.",
  "seal.same": "reproduced bit for bit ✓",
  "seal.same.hint": "{count} networks, fingerprint {print}.",
  "seal.different": "The result is not the one of the link.",
  "seal.unproven":
    "Computed on a graphics adapter: not reproducible bit for bit, so it says nothing for or against the link.",
  "seal.differing": "Different: {nets}.",
  "seal.parted": "{net}: equal at update {after}, different at update {update} of {updates}. {how}",
  "seal.parted.start": "{net}: different before its first update. {how}",
  "seal.parted.end":
    "{net}: different at update {update} of {updates}; of what was before nothing is known. {how}",
  "seal.accuracy": "Its accuracy is {accuracy} instead of {claimed}.",
  "seal.accuracy.same": "Its accuracy is {accuracy}, as the link says.",
  "seal.equal": "Equal: {nets}.",
  "seal.version":
    "The link was made with engine version {theirs}, this page has {ours}. A new version may round differently.",
  "seal.unexplained":
    "The engine version does not explain it. The link may have been made by the command-line program, or been changed by hand.",
};
