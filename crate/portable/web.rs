//! The boundary to JavaScript, for the page. Structures cross it as plain objects, numbers and files as typed arrays.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::code::{self, About};
use crate::python::{self, Experiment, zip};
use crate::{Metadata, Network, import, onnx, safetensors};

/// How a file in the format of safetensors begins: eight bytes of length, then an object.
const HEADER: usize = 8;

/// A network on its way out.
#[wasm_bindgen]
pub struct Portable(Network);

#[wasm_bindgen]
impl Portable {
    /// `structure` and `values` as the engine gives them.
    #[wasm_bindgen(constructor)]
    pub fn new(structure: JsValue, values: &[f32]) -> Result<Self, JsError> {
        let network: Network = serde_wasm_bindgen::from_value(structure)?;
        let complete = network.with_values(values);
        complete.map(Self).ok_or_else(|| JsError::new("another number of weights than the network has"))
    }

    /// The network as an ONNX file.
    pub fn onnx(&self, metadata: JsValue) -> Result<Vec<u8>, JsError> {
        Ok(onnx::write(&self.0, &texts(metadata)?)?)
    }

    /// Its weights as a safetensors file.
    pub fn safetensors(&self, metadata: JsValue) -> Result<Vec<u8>, JsError> {
        Ok(safetensors::write(&self.0, &texts(metadata)?)?)
    }
}

#[wasm_bindgen]
impl Portable {
    /// The network as source text in one of the [`languages`]; `file` is the name of the file with its weights.
    pub fn code(&self, language: &str, classes: Vec<String>, file: String) -> Result<String, JsError> {
        let about = About { classes, file };
        match language {
            "pytorch" => Ok(code::pytorch(&self.0, &about)?),
            "burn" => Ok(code::burn(&self.0, &about)?),
            "javascript" => Ok(code::javascript(&self.0, &about)),
            unknown => Err(JsError::new(&format!("no code in {unknown}"))),
        }
    }
}

fn texts(metadata: JsValue) -> Result<Metadata, JsError> {
    Ok(serde_wasm_bindgen::from_value(metadata)?)
}

/// What a file turned out to be.
#[derive(Serialize)]
struct Read<'a> {
    model: &'a str,
    metadata: Metadata,
}

/// Reads an ONNX or safetensors file as one of the `known` networks: an object with the model's key and the file's
/// metadata, and beside it the weights in the engine's order.
#[wasm_bindgen(js_name = readModel)]
pub fn read_model(bytes: &[u8], known: JsValue) -> Result<JsValue, JsError> {
    let known: Vec<Network> = serde_wasm_bindgen::from_value(known)?;
    let tensors =
        if bytes.get(HEADER) == Some(&b'{') { safetensors::read(bytes)? } else { onnx::read(bytes)? };
    let (at, weights) = import::weights_for(&tensors, &known)?;
    let read = Read { model: &known[at].name, metadata: tensors.metadata };
    let object = read.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?;
    let weights = js_sys::Float32Array::from(weights.as_slice());
    js_sys::Reflect::set(&object, &"weights".into(), &weights)
        .map_err(|_| JsError::new("an answer is an object"))?;
    Ok(object)
}

/// The languages of [`Portable::code`].
#[wasm_bindgen]
pub fn languages() -> Vec<String> {
    ["pytorch", "burn", "javascript"].map(String::from).into()
}

/// An experiment as the engine describes it, with the numbers of its weights, as a zip file with a folder for PyTorch.
#[wasm_bindgen(js_name = pythonFolder)]
pub fn python_folder(experiment: JsValue, numbers: &[f32]) -> Result<Vec<u8>, JsError> {
    let experiment: Experiment = serde_wasm_bindgen::from_value(experiment)?;
    let complete = experiment.with_numbers(numbers);
    let complete =
        complete.ok_or_else(|| JsError::new("another number of weights than the networks have"))?;
    Ok(zip(&python::files(&complete)?))
}
