//! The smallest networks: the mean of every cell of a grid laid over the image, then one dense layer.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use retort_portable::{Network, Operation};

use super::describe::Description;
use super::layers::{dense_flops, outputs_of};
use super::{Forward, ImageShape, Tap};
use crate::engine;

/// Size of the network.
pub struct PoolLinearConfig {
    /// Cells along each side.
    pub side: usize,
}

impl PoolLinearConfig {
    /// The network, with weights still to be drawn.
    pub fn init(&self, shape: ImageShape, device: &Device) -> PoolLinear {
        let output = LinearConfig::new(self.side * self.side, shape.classes).init(device);
        PoolLinear { output, side: self.side }
    }
}

/// See the module.
#[derive(Module, Debug)]
pub struct PoolLinear {
    output: Linear,
    side: usize,
}

impl PoolLinear {
    /// Images `[batch, 1, height, width]` to logits; the tap is the grid.
    pub fn forward(&self, images: Tensor<4>) -> Forward {
        let grid = engine::average_pool(images, self.side);
        Forward::new(engine::flatten_dense(&self.output, grid.clone()), vec![Tap::Maps(grid)])
    }

    /// The same as plain data.
    pub fn describe(&self, mut network: Description) -> Network {
        let images = network.images();
        let grid = network.apply("grid", Operation::AveragePool { side: self.side }, [&images]);
        let flat = network.apply("flat", Operation::Flatten, [&grid]);
        let logits = network.dense("output", &self.output, &flat);
        network.finish([("logits", &logits, outputs_of(&self.output))])
    }

    /// Floating-point operations of each layer for one image, input to output.
    pub fn flops(&self) -> Vec<u64> {
        vec![dense_flops(&self.output)]
    }
}
