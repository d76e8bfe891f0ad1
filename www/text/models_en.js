// @ts-check
/** The words of the panel for networks that leave or come in, in English. */

/** @type {import("../words.js").Words} */
export const words = {
  "models.run":
    "The stored run has no weights to take away. Press Run: when it has finished, its networks stand here.",
  "models.out": "Take a network away",
  "models.in": "Bring a network in",
  "models.net": "Network",
  "models.loading": "Fetching what knows the formats …",
  "models.failed": "The files could not be written: {reason}. Reload the page and run again.",
  "models.search": "This teacher is a search and no network: there are no weights to take away.",
  "models.bytes": "{bytes} bytes.",
  "models.onnx": "ONNX",
  "models.onnx.about":
    "For onnxruntime and most other runtimes, on phones and cameras too. Any number of images at once.",
  "models.safetensors": "safetensors",
  "models.safetensors.about": "The weights alone, with PyTorch’s names and layouts.",
  "models.demo": "Demo page",
  "models.demo.about":
    "One HTML file that needs nothing else: draw, and see the answer and the microseconds for an image.",
  "models.demo.none": "No demo page: images of this dataset are not drawn by hand.",
  "models.netron": "Open in Netron",
  "models.netron.about":
    "A viewer at netron.app, another site. The model travels in the part of the address that browsers do not send.",
  "models.netron.large":
    "Netron takes models up to {limit} MB from an address. Save the ONNX file and open it there.",
  "models.rounded":
    "This network has few bits: its ONNX file holds small integers with a scale for each channel (quantise and dequantise).",
  "models.rounded.choose": "For a file of small integers, choose the rounded student above.",
  "models.rounded.none":
    "For a file of 8-bit integers, run the experiment with a student that is trained to be rounded.",
  "models.rounded.add": "Add that arm",
  "models.code": "The same network as code",
  "models.language": "Language",
  "models.language.pytorch": "PyTorch",
  "models.language.pytorch.about": "Needs the safetensors file beside it.",
  "models.language.burn": "Rust (burn)",
  "models.language.burn.about":
    "Needs the safetensors file beside it; the crates and their versions stand at the top.",
  "models.language.javascript": "JavaScript (onnxruntime-web)",
  "models.language.javascript.about": "Needs the ONNX file beside it and the npm package onnxruntime-web.",
  "models.copy": "Copy",
  "models.keep": "Save",
  "models.copied": "Copied.",
  "models.byHand": "The clipboard is closed here. The text is selected: press Ctrl+C or ⌘C.",
  "models.in.about":
    "An ONNX or safetensors file of one of the networks of this page, written here or by PyTorch with the same names. It stays on this machine. As the teacher it is not trained again; as the student it is where all students begin.",
  "models.open": "Open a file, or drop it anywhere",
  "models.reading": "Reading {file} …",
  "models.large": "it is larger than {limit} MB, and no network of this page is",
  "models.refused": "{file} is none of the networks for the images in the settings: {reason}",
  "models.known": "{file} is {model}.",
  "models.asTeacher": "Use it as the teacher",
  "models.asStudent": "Let the students begin with it",
  "models.held.teacher":
    "The next run takes its teacher, {model}, from {file}. Its link cannot say so, and claims no result.",
  "models.held.student":
    "In the next run all students, {model}, begin with {file}. Its link cannot say so, and claims no result.",
  "models.giveBack": "Put it aside",
  "demo.times": "{time} µs for an image, in this browser, in plain JavaScript.",
  "demo.pad": "Draw here. By keyboard: arrows move the pen, the space bar lifts and lowers it.",
  "demo.seen": "What the network sees",
  "demo.answers": "What the network says",
  "demo.about":
    "{net}: {parameters} parameters, {accuracy} of {count} test images of “{data}” answered rightly.",
  "demo.origin": "Images of “{data}”: {origin}, {licence}.",
  "demo.link": "The experiment that trained it",

  "models.experiment": "The whole experiment in Python",
  "models.python": "Save the folder for PyTorch",
  "models.cancel": "Cancel",
  "models.python.about":
    "One readable script with the same images, first weights, order of batches and losses as the settings above: for a notebook, torchrun, or a sweep on a cluster with Ray Tune. Its result lines open in the panel for sweeps.",
  "models.python.making": "Training the teacher once for the folder …",
  "models.python.saved": "Saved. Unpack it and run: python distil.py --compare",
  "models.python.failed": "No folder: {reason}",
};
