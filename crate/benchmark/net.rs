//! Any network of a benchmark.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::cnn::PooledCnn;
use super::teacher::Teacher;
use crate::model::{ImageShape, Mode, Model, Net, draw_weights};
use crate::seed::Stream;

/// The network that a plan asks for.
#[derive(Clone, Copy)]
pub enum Network {
    /// A model of the registry.
    Registered(&'static Model),
    /// The small pooled network.
    Cnn,
    /// The large network.
    Teacher,
}

impl Network {
    /// The network with weights drawn from `stream`.
    pub fn init(self, shape: ImageShape, stream: &mut Stream, device: &Device) -> BenchmarkNet {
        match self {
            Self::Registered(model) => BenchmarkNet::Registered(model.init(shape, stream, device)),
            Self::Cnn => BenchmarkNet::Cnn(draw_weights(PooledCnn::init(device), stream, device)),
            Self::Teacher => BenchmarkNet::Teacher(draw_weights(Teacher::init(device), stream, device)),
        }
    }
}

/// A network that exists.
#[allow(clippy::large_enum_variant, reason = "a benchmark has two of them at most")]
#[derive(Module, Debug)]
pub enum BenchmarkNet {
    /// A model of the registry.
    Registered(Net),
    /// The small pooled network.
    Cnn(PooledCnn),
    /// The large network.
    Teacher(Teacher),
}

impl BenchmarkNet {
    /// Images `[batch, 1, height, width]` to logits `[batch, classes]`.
    pub fn forward(&self, images: Tensor<4>, mode: Mode<'_>) -> Tensor<2> {
        match self {
            Self::Registered(net) => net.forward(images, mode).logits,
            Self::Cnn(net) => net.forward(images),
            Self::Teacher(net) => net.forward(images),
        }
    }

    /// Floating-point operations of each layer for one image, input to output.
    pub fn flops(&self, shape: ImageShape) -> Vec<u64> {
        match self {
            Self::Registered(net) => net.flops(shape),
            Self::Cnn(net) => net.flops(),
            Self::Teacher(net) => net.flops(),
        }
    }
}
