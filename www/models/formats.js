// @ts-check
/** The formats in which a network leaves the page. One line a format; what they hold is written by the portable module. */

import { addressOf } from "../link.js";
import { TEACHER } from "../roles.js";
import { last } from "../run_record.js";
import { FRAME } from "../share/shared.js";
import { datasetOf, record } from "../state.js";
import { netName } from "../view/names.js";
import { className, optional, t } from "../words.js";
import { aboutDemo, demoPage } from "./demo.js";
import { modelFormats } from "./portable.js";

/** A network with everything that files say of it.
 * @typedef {Object} Packed
 * @property {string} stem of file names
 * @property {import("../portable/retort_portable.js").Network} network
 * @property {Float32Array} numbers
 * @property {Uint8Array} onnx
 * @property {Uint8Array} safetensors
 * @property {{[language: string]: string}} code
 * @property {import("./demo.js").Subject} subject */

/** Bytes of a model that fit into an address with room to spare. */
export const LARGEST_NETRON = 1_000_000;

/** Images that nobody draws: positions of a game, and what is no picture to begin with. */
const NOT_DRAWN = ["connect-four", "spoken-english", "spoken-mandarin", "image-and-sound"];

/** @param {BlobPart} part
 * @param {string} type */
const blob = (part, type) => new Blob([part], { type });

/** `write` gives nothing where the format has no use for the network.
 * @type {{key: string, extension: string, write: (content: Packed) => Blob | null}[]} */
export const FORMATS = [
  {
    key: "onnx",
    extension: "onnx",
    write: ({ onnx }) => blob(/** @type {BlobPart} */ (onnx), "application/octet-stream"),
  },
  {
    key: "safetensors",
    extension: "safetensors",
    write: ({ safetensors }) => blob(/** @type {BlobPart} */ (safetensors), "application/octet-stream"),
  },
  {
    key: "demo",
    extension: "html",
    write: ({ network, numbers, subject }) =>
      NOT_DRAWN.includes(subject.data)
        ? null
        : blob(demoPage(network, numbers, subject), "text/html;charset=utf-8"),
  },
];

/** What model files say of the network besides its numbers; the names are those of the core.
 * @param {import("../run_record.js").RunRecord} shown
 * @param {string} key
 * @param {string} model
 * @returns {import("../portable/retort_portable.js").Metadata} */
function metadataOf(shown, key, model) {
  const dataset = datasetOf(shown.spec.data);
  const { accuracy, crossEntropy, calibrationError, agreement } = last(shown.nets[key]) ?? {};
  const metrics = Object.entries({ accuracy, crossEntropy, calibrationError, agreement });
  return {
    "retort.model": model,
    "retort.role": key,
    "retort.link": addressOf(shown.link, FRAME),
    "retort.fingerprint": shown.nets[key].final?.fingerprint ?? "",
    "retort.dataset": shown.spec.data,
    "retort.dataset.licence": dataset?.licence ?? "",
    "retort.classes": JSON.stringify(dataset?.classes ?? []),
    "retort.metrics": JSON.stringify(
      Object.fromEntries(metrics.filter(([, value]) => typeof value === "number")),
    ),
    "retort.preprocessing": "grey values 0 to 255, divided by 255; float32 NCHW",
  };
}

/** @param {import("../lab/nets.js").Built} built
 * @returns {Promise<Packed | null>} null where it is no network but a search */
export async function packed({ key, net }) {
  const shown = record.peek();
  const network = net.network();
  if (!shown || !network) return null;
  const numbers = net.parameters();
  const { Portable, languages } = await modelFormats();
  const portable = new Portable(network, numbers);
  try {
    const metadata = metadataOf(shown, key, network.name);
    const stem = `${network.name}-${key}`;
    const classes = datasetOf(shown.spec.data)?.classes ?? [];
    const code = languages().map((language) => {
      const file = `${stem}.${language === "javascript" ? "onnx" : "safetensors"}`;
      return [language, portable.code(language, classes, file)];
    });
    return {
      stem,
      network,
      numbers,
      onnx: portable.onnx(metadata),
      safetensors: portable.safetensors(metadata),
      code: Object.fromEntries(code),
      subject: subjectOf(shown, key, network),
    };
  } finally {
    portable.free();
  }
}

/** @param {import("../lab/nets.js").Built} built
 * @returns {Promise<ArrayBuffer | null>} null where it is no network but a search */
export async function onnxOf({ key, net }) {
  const shown = record.peek();
  const network = net.network();
  if (!shown || !network) return null;
  const numbers = net.parameters();
  const { Portable } = await modelFormats();
  const portable = new Portable(network, numbers);
  try {
    // In memory of its own: it is handed over to another page.
    return portable.onnx(metadataOf(shown, key, network.name)).slice().buffer;
  } finally {
    portable.free();
  }
}

/** @param {import("../run_record.js").RunRecord} shown
 * @param {string} key
 * @param {import("../portable/retort_portable.js").Network} network
 * @returns {import("./demo.js").Subject} */
function subjectOf(shown, key, network) {
  const dataset = datasetOf(shown.spec.data);
  const data = optional(`data.${shown.spec.data}`) ?? String(shown.spec.data);
  const parameters = shown.nets[key].final?.cost.parameters ?? 0;
  const result = { accuracy: last(shown.nets[key])?.accuracy ?? 0, count: shown.images.count, parameters };
  return {
    data: String(shown.spec.data),
    title: `${key === TEACHER ? t("net.teacher") : netName(key)} · ${network.name}`,
    about: aboutDemo(result, netName(key), data),
    origin: t("demo.origin", { data, origin: dataset?.origin ?? "", licence: dataset?.licence ?? "" }),
    classes: (dataset?.classes ?? []).map(className),
    // Digits of 8 x 8 fill their image; the others have their centre of mass in its middle.
    centre: shown.spec.data === "digits" ? "box" : "mass",
    link: addressOf(shown.link, FRAME),
  };
}

/** The viewer of models at netron.app with the model in the fragment, which browsers send to nobody.
 * @param {Packed} content */
export function netronAddress({ onnx, stem }) {
  let text = "";
  for (let at = 0; at < onnx.length; at += 8192) text += String.fromCharCode(...onnx.subarray(at, at + 8192));
  const data = `data:application/octet-stream;base64,${btoa(text)}`;
  return `https://netron.app/#identifier=${encodeURIComponent(`${stem}.onnx`)}&url=${encodeURIComponent(data)}`;
}
