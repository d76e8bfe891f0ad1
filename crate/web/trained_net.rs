//! A trained network that answers images of the visitor.

use wasm_bindgen::prelude::*;

use super::{networks, spec_of, to_js};
use crate::{device, session};

/// A trained network that answers single images, on this file's engine.
#[wasm_bindgen]
pub struct TrainedNet(session::TrainedNet);

#[wasm_bindgen]
impl TrainedNet {
    /// `role` is "teacher" or a method's key, `weights` what its session's `weights()` gave.
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str, role: &str, weights: &[f32]) -> Result<Self, JsError> {
        let spec = spec_of(link);
        let engine = device::BUILT.first().copied().unwrap_or(spec.engine);
        Ok(Self(session::TrainedNet::new(&spec, role, weights, engine)?))
    }

    /// Logits, one a class, of an image of grey values 0 to 255.
    pub fn logits(&self, pixels: &[u8]) -> Result<Vec<f32>, JsError> {
        Ok(self.0.logits(pixels)?)
    }

    /// First-layer filters, activations and attention for such an image.
    pub fn inside(&self, pixels: &[u8]) -> Result<JsValue, JsError> {
        to_js(&self.0.inside(pixels)?)
    }

    /// Its operations and the names and shapes of its parameters; undefined for a search.
    pub fn network(&self) -> Result<JsValue, JsError> {
        networks::structure(self.0.network())
    }

    /// The numbers of its parameters, one after the other.
    pub fn parameters(&self) -> Vec<f32> {
        self.0.network().map(|network| network.values()).unwrap_or_default()
    }
}
