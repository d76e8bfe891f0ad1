//! The small pooled network: two padded 3x3 convolutions, each with ReLU and 2x2 max-pooling, and a dense layer.

use burn::module::Module;
use burn::nn::conv::Conv2d;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

use super::{CLASSES, LARGE};
use crate::engine;
use crate::model::layers::{Window, convolution_flops, dense_flops};

const WINDOW: Window = Window { kernel: 3, stride: 1, padding: 1 };

/// See the module.
#[derive(Module, Debug)]
pub struct PooledCnn {
    first: Conv2d,
    second: Conv2d,
    output: Linear,
}

impl PooledCnn {
    /// The network, with weights still to be drawn.
    pub fn init(device: &Device) -> Self {
        Self {
            first: WINDOW.init([1, 8], device),
            second: WINDOW.init([8, 16], device),
            output: LinearConfig::new(16 * (LARGE / 4) * (LARGE / 4), CLASSES).init(device),
        }
    }

    /// Images `[batch, 1, 28, 28]` to logits `[batch, 10]`.
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let first = engine::convolution_relu_pool(&self.first, images);
        let second = engine::convolution_relu_pool(&self.second, first);
        engine::flatten_dense(&self.output, second)
    }

    /// Floating-point operations of each layer for one image, input to output.
    pub fn flops(&self) -> Vec<u64> {
        vec![
            convolution_flops(&self.first, [LARGE; 2]),
            convolution_flops(&self.second, [LARGE / 2; 2]),
            dense_flops(&self.output),
        ]
    }
}
