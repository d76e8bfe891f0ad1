//! What the WebGPU engine has beside the exports of the others: it asks for an adapter first. Whatever reads a number
//! there is marked `jspi` (JavaScript Promise Integration) and returns a promise.

use js_sys::Promise;
use js_sys::futures::future_to_promise;
use wasm_bindgen::prelude::*;

use crate::device;

/// Asks the browser for a graphics adapter. Every session needs it; once an instance is enough.
#[wasm_bindgen]
pub fn prepare() -> Promise {
    future_to_promise(async {
        let prepared = device::webgpu::prepare().await;
        prepared.map(|()| JsValue::UNDEFINED).map_err(|reason| JsError::new(&reason).into())
    })
}
