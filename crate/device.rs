//! The one place that chooses a burn backend.

mod read;
#[cfg(all(feature = "webgpu", target_arch = "wasm32"))]
pub mod webgpu;

use burn::tensor::Device;

pub use read::{read, read_one};

use crate::spec::choices::Engine;

/// The engines that this build carries: the browser's files have one each, tests have both.
pub const BUILT: &[Engine] = &[
    #[cfg(feature = "flex")]
    Engine::Flex,
    #[cfg(feature = "ndarray")]
    Engine::NdArray,
    #[cfg(all(feature = "webgpu", target_arch = "wasm32"))]
    Engine::WebGpu,
];

/// Raised when a release changes numbers, so that a link can say which engine made its result.
pub const ENGINE_VERSION: u32 = 1;

/// The experiment asks for an engine that this build does not carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EngineMissing(pub Engine);

impl std::error::Error for EngineMissing {}

impl std::fmt::Display for EngineMissing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let built: Vec<_> = BUILT.iter().map(|engine| engine.key()).collect();
        write!(f, "engine={}: this build carries {}", self.0.key(), built.join(", "))
    }
}

/// The plain device of an engine, without a gradient graph; `.autodiff()` adds one.
///
/// # Errors
/// [`EngineMissing`] where the build lacks the engine.
#[allow(deprecated, reason = "burn marks ndarray as deprecated; it stays here as the second opinion")]
pub fn plain(engine: Engine) -> Result<Device, EngineMissing> {
    match engine {
        #[cfg(feature = "flex")]
        Engine::Flex => Ok(Device::flex()),
        #[cfg(feature = "ndarray")]
        Engine::NdArray => Ok(Device::ndarray()),
        #[cfg(all(feature = "webgpu", target_arch = "wasm32"))]
        Engine::WebGpu => webgpu::device().ok_or(EngineMissing(engine)),
        #[allow(unreachable_patterns, reason = "reachable only in builds without every engine")]
        missing => Err(EngineMissing(missing)),
    }
}
