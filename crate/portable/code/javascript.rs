//! A network in JavaScript, run by onnxruntime-web.

use super::{About, quoted};
use crate::Network;

/// A module that opens the ONNX file and classifies an image.
pub fn javascript(network: &Network, about: &About) -> String {
    let [_, height, width] = network.input;
    let value = match network.outputs.get(1) {
        None => String::new(),
        Some(output) => format!(
            "\n/** Expected result for the player to move, -1 (lost) to 1 (won), of the same kind of image. */\n\
             export async function judge(session, pixels) {{\n  \
             return (await answer(session, pixels)).{}.data[0];\n}}\n",
            output.name
        ),
    };
    format!(
        r#"// {key}, distilled with Retort. Needs the npm package onnxruntime-web.
//
// An image is grey, {width} x {height} pixels, light on dark. Grey values 0 to 255 are divided by 255, nothing else.

import * as ort from "onnxruntime-web";

const CLASSES = [{classes}];
const [HEIGHT, WIDTH] = [{height}, {width}];

/**
 * Opens the network.
 * @param {{string | Uint8Array}} model address of the file, or its bytes
 */
export function load(model = "{file}") {{
  return ort.InferenceSession.create(model, {{ executionProviders: ["wasm"] }});
}}

/** What the network says of one image, by the names of its outputs. */
async function answer(session, pixels) {{
  if (pixels.length !== HEIGHT * WIDTH) throw new RangeError(`${{pixels.length}} pixels; an image has ${{HEIGHT * WIDTH}}`);
  const values = Float32Array.from(pixels, (grey) => grey / 255);
  const images = new ort.Tensor("float32", values, [1, 1, HEIGHT, WIDTH]);
  return session.run({{ images }});
}}

/**
 * The most likely class of an image, and the probability of each.
 * @param {{ort.InferenceSession}} session
 * @param {{Uint8Array | number[]}} pixels grey values 0 to 255, row by row
 */
export async function classify(session, pixels) {{
  const logits = Array.from((await answer(session, pixels)).logits.data);
  // Softmax; the largest first, so that nothing overflows.
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  const probabilities = powers.map((power) => power / sum);
  return {{ name: CLASSES[logits.indexOf(largest)], probabilities, logits }};
}}
{value}"#,
        key = network.name,
        classes = quoted(&about.classes),
        file = about.file,
    )
}
