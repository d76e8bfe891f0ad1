//! The large network: three padded 3x3 convolutions with ReLU, max-pooling after the second and the third, a hidden
//! dense layer with ReLU, and an output layer.

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
pub struct Teacher {
    first: Conv2d,
    second: Conv2d,
    third: Conv2d,
    hidden: Linear,
    output: Linear,
}

impl Teacher {
    /// The network, with weights still to be drawn.
    pub fn init(device: &Device) -> Self {
        Self {
            first: WINDOW.init([1, 32], device),
            second: WINDOW.init([32, 32], device),
            third: WINDOW.init([32, 64], device),
            hidden: LinearConfig::new(64 * (LARGE / 4) * (LARGE / 4), 128).init(device),
            output: LinearConfig::new(128, CLASSES).init(device),
        }
    }

    /// Images `[batch, 1, 28, 28]` to logits `[batch, 10]`.
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let first = engine::convolution_relu(&self.first, images);
        let second = engine::convolution_relu_pool(&self.second, first);
        let third = engine::convolution_relu_pool(&self.third, second);
        let hidden = engine::flatten_dense_relu(&self.hidden, third);
        engine::dense(&self.output, hidden)
    }

    /// Floating-point operations of each layer for one image, input to output.
    pub fn flops(&self) -> Vec<u64> {
        vec![
            convolution_flops(&self.first, [LARGE; 2]),
            convolution_flops(&self.second, [LARGE; 2]),
            convolution_flops(&self.third, [LARGE / 2; 2]),
            dense_flops(&self.hidden),
            dense_flops(&self.output),
        ]
    }
}
