//! Reading numbers out of tensors: the one door for it, as not every engine can answer at once.
//!
//! Where the processor computes, the numbers are there, and this is burn's own call. A graphics adapter computes while
//! the program goes on, and a browser hands out its numbers in a promise only; the calling code is suspended until then
//! (`webgpu.rs`).

use burn::tensor::{Tensor, TensorData};

/// The numbers of a tensor, row-major.
#[inline]
pub fn read<const D: usize>(tensor: Tensor<D>) -> TensorData {
    #[cfg(all(feature = "webgpu", target_arch = "wasm32"))]
    return super::webgpu::read(tensor);
    #[cfg(not(all(feature = "webgpu", target_arch = "wasm32")))]
    tensor.into_data()
}

/// The number in a tensor of one.
#[inline]
pub fn read_one<const D: usize>(tensor: Tensor<D>) -> f32 {
    #[cfg(all(feature = "webgpu", target_arch = "wasm32"))]
    return super::webgpu::read(tensor).iter::<f32>().next().unwrap_or(f32::NAN);
    #[cfg(not(all(feature = "webgpu", target_arch = "wasm32")))]
    tensor.into_scalar::<f32>()
}
