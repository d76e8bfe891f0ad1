//! A trained network as plain data, and the formats in which it travels.
//!
//! ```text
//! burn module --> Network --> ONNX, safetensors, code
//! ```
//!
//! A [`Network`] lists its operations in the order in which they run, and its parameters with the names and layouts that
//! PyTorch gives them. Architectures describe themselves so (`crate/model` of the package `retort`); whoever writes or
//! reads a format knows only this crate, and this crate knows nothing of burn.

pub mod code;
pub mod features;
mod network;
mod operation;
pub mod python;
mod tensors;

pub use network::{Builder, Network, Node, Output, Parameter, Value};
pub use operation::{Convolution, Operation};
