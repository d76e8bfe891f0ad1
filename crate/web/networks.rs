//! Networks as plain objects: what the formats of the portable module are made from, and what their files may hold.

use wasm_bindgen::prelude::*;

use retort_portable::Network;

use super::{spec_of, to_js};
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
