//! Networks as plain objects: what the formats of the portable module are made from, and what their files may hold.

use js_sys::{Float32Array, Reflect};
use wasm_bindgen::prelude::*;

use retort_portable::Network;

use super::dataset::Dataset;
use super::{spec_of, to_js};
use crate::session::python;
use crate::{data, model};

/// Operations, names and shapes; the numbers travel beside it.
pub(super) fn structure(network: Option<Network>) -> Result<JsValue, JsError> {
    network.map_or(Ok(JsValue::UNDEFINED), |network| to_js(&network))
}

/// The networks that can answer the images of a link's dataset, without their numbers.
#[wasm_bindgen(js_name = knownNetworks)]
pub fn known_networks(link: &str) -> Result<JsValue, JsError> {
    to_js(&model::networks_for(data::source(spec_of(link).dataset)?)?)
}

/// Everything that a folder for PyTorch says of a link's experiment; `numbers` beside it are those of its weights. Trains
/// the teacher and begins with every student, so it belongs into a worker. `site` is where the script fetches the images; without
/// one they are in the folder.
#[wasm_bindgen(js_name = pythonExperiment)]
pub fn python_experiment(link: &str, dataset: &Dataset, site: Option<String>) -> Result<JsValue, JsError> {
    let experiment = python::experiment(&spec_of(link), &dataset.0, &[], site.as_deref())?;
    let object = to_js(&experiment)?;
    let numbers = Float32Array::from(experiment.numbers().as_slice());
    Reflect::set(&object, &"numbers".into(), &numbers)
        .map_err(|_| JsError::new("an experiment is an object"))?;
    Ok(object)
}
