//! burn's WebGPU backend: a graphics adapter that the browser lends.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use burn::tensor::wgpu::WgpuBackend;
use burn::tensor::{Device, Tensor, TensorData};
use js_sys::futures::future_to_promise;
use wasm_bindgen::JsValue;

thread_local! {
    static DEVICE: RefCell<Option<Device>> = const { RefCell::new(None) };
}

/// Asks the browser for an adapter, once for this instance.
///
/// # Errors
/// What burn says where there is none.
pub async fn prepare() -> Result<(), String> {
    if DEVICE.with_borrow(Option::is_some) {
        return Ok(());
    }
    let options = Device::wgpu_options().graphics_api(WgpuBackend::WebGpu);
    let device = options.init_async().await.map_err(|error| error.to_string())?;
    DEVICE.set(Some(device));
    Ok(())
}

/// The adapter's device; none before [`prepare`].
pub(super) fn device() -> Option<Device> {
    DEVICE.with_borrow(Clone::clone)
}

/// The numbers of a tensor. Suspends the caller, which runs in an export marked `jspi` (JavaScript Promise Integration),
/// until the adapter has computed them.
///
/// # Panics
/// Where the adapter is gone: whatever was computed on it is lost.
#[allow(deprecated, reason = "wasm-bindgen marks suspension so to say that it is new")]
pub(super) fn read<const D: usize>(tensor: Tensor<D>) -> TensorData {
    let answer = Rc::new(Cell::new(None));
    let asked = answer.clone();
    let promise = future_to_promise(async move {
        let data = tensor.into_data_async().await.map_err(|error| JsValue::from(error.to_string()))?;
        asked.set(Some(data));
        Ok(JsValue::UNDEFINED)
    });
    if let Err(reason) = js_sys::futures::jspi_block_on_promise(&promise) {
        panic!("the graphics adapter gave no answer: {}", reason.as_string().unwrap_or_default());
    }
    answer.take().expect("set before the promise was kept")
}
