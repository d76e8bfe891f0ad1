//! A trained network as plain data, and the formats in which it travels.
//!
//! ```text
//! burn module --> Network --> onnx::write, safetensors::write --> bytes
//!                         `-> code (source text), python (an experiment as a folder)
//! bytes --> onnx::read, safetensors::read --> Tensors --> import::weights_for --> weights of a model
//! ```
//!
//! A [`Network`] lists its operations in the order in which they run, and its parameters with the names and layouts that
//! PyTorch gives them. Architectures describe themselves so (`crate/model` of the package `retort`); whoever writes or
//! reads a format knows only this crate, and this crate knows nothing of burn. Arrays and zip files are those of `retort_images`.
//!
//! Files come from strangers: a reader looks at sizes before it allocates, never recurses, and answers with a field and a
//! reason ([`ReadError`], [`import::Refusal`]).

pub mod code;
pub mod features;
pub mod import;
mod json;
mod metadata;
mod network;
pub mod onnx;
mod operation;
mod protobuf;
pub mod python;
mod quantisation;
pub mod safetensors;
mod shapes;
mod tensors;
#[cfg(feature = "web")]
mod web;

pub use metadata::Metadata;
pub use network::{Builder, Network, Node, Output, Parameter, Value};
pub use operation::{Convolution, Operation};
pub use quantisation::{Grid, Quantisation};
pub use shapes::{Shapes, Unsound};
pub use tensors::{MOST_BYTES, MOST_ENTRIES, Operator, ReadError, Tensor, Tensors};
