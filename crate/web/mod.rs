//! The boundary to JavaScript, the only folder that exports anything. Numbers, typed arrays and plain objects cross it; no
//! callbacks, no DOM but the canvas that a chart is drawn on. Shapes are declared in `www/protocol.js`.

#![cfg_attr(
    feature = "webgpu",
    allow(deprecated, reason = "wasm-bindgen marks `jspi` so to say that it is new")
)]

mod benchmark;
mod chapter;
mod charts;
mod dataset;
mod experiments;
mod game;
mod memory;
mod networks;
mod no_chance;
mod sessions;
mod trained_net;
#[cfg(feature = "webgpu")]
mod webgpu;

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::experiment;
use crate::spec::ExperimentSpec;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

/// Says in the console why an instance died; the instance itself cannot go on.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|info| console_error(&info.to_string())));
}

/// Any serialisable value as a plain JavaScript object.
fn to_js(value: &impl Serialize) -> Result<JsValue, JsError> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

/// The spec of a link that the page has already shown the problems of.
fn spec_of(link: &str) -> ExperimentSpec {
    experiment::open(link).spec
}
