//! The boundary to JavaScript, for the page. Structures cross it as plain objects, numbers as typed arrays.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::Network;

fn to_js(value: &impl Serialize) -> Result<JsValue, JsError> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

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

    /// Its operations and the names and shapes of its parameters.
    pub fn structure(&self) -> Result<JsValue, JsError> {
        to_js(&self.0)
    }
}
