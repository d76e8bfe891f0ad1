//! Compute kernels for training small networks on one thread, in a browser tab or natively.
//!
//! Pure functions on `f32` slices with explicit shapes; no framework, no threads, no global state. Images are
//! `[sample][row][column][channel]` (NHWC): the channels of a pixel are neighbours, so vectors run over channels and
//! need neither shuffles nor edge cases at image borders.
//!
//! Each family is one module: [`dense`], [`convolution`], [`depthwise`], [`attention`], [`layer_norm`],
//! [`batch_norm`], [`images`], [`adam`], [`softmax`]. All products share one register tile (`tile.rs`); all arithmetic
//! is in terms of [`vector`]s of four.
//!
//! # Promises
//! - The same bits on every machine and in every browser: fixed order of operations, no fused multiply-add, own
//!   exponential and logarithm. A build without SIMD computes the same bits.
//! - A sample's result does not depend on its place in the batch or on the batch's size.
//! - Not-a-number passes through as in PyTorch: ReLU and max-pooling keep it.
//!
//! Gradients are named after the loss: `dx` is the loss's derivative with respect to `x`. Functions panic where a
//! slice does not fit the shape; they allocate only scratch space.

pub mod adam;
pub mod attention;
pub mod batch_norm;
pub mod columns;
pub mod convolution;
pub mod dense;
pub mod depthwise;
pub mod elementary;
pub mod images;
pub mod layer_norm;
pub mod layout;
mod pack;
mod pixels;
pub mod softmax;
mod target;
mod tile;
pub mod vector;

#[cfg(test)]
mod reference;
