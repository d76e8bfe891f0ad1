//! Small convolutional network: two convolutions, the second (on large images also the first) with stride 2,
//! then one dense layer. No padding, no pooling, no normalisation.

use burn::module::Module;
use burn::nn::conv::Conv2d;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use retort_portable::{Network, Operation};

use super::describe::Description;
use super::layers::{Window, convolution_flops, dense_flops, outputs, outputs_of};
use super::{Forward, ImageShape, Tap};
use crate::engine;

/// Widths of the network.
pub struct CnnConfig {
    /// Channels of the two convolutions.
    pub channels: [usize; 2],
}

/// Small images keep their resolution in the first convolution.
fn windows(shape: ImageShape) -> [Window; 2] {
    let first = match shape.height {
        ..16 => Window { kernel: 3, stride: 1, padding: 0 },
        16.. => Window { kernel: 5, stride: 2, padding: 0 },
    };
    [first, Window { kernel: 3, stride: 2, padding: 0 }]
}

impl CnnConfig {
    /// The network, with weights still to be drawn.
    pub fn init(&self, shape: ImageShape, device: &Device) -> Cnn {
        let [a, b] = self.channels;
        let windows = windows(shape);
        let [_, [height, width]] = outputs(windows, shape);
        Cnn {
            first: windows[0].init([1, a], device),
            second: windows[1].init([a, b], device),
            output: LinearConfig::new(b * height * width, shape.classes).init(device),
        }
    }
}

/// Two convolutions and a dense layer.
#[derive(Module, Debug)]
pub struct Cnn {
    first: Conv2d,
    second: Conv2d,
    output: Linear,
}

impl Cnn {
    /// Images `[batch, 1, height, width]` to logits; taps are the two convolutions after ReLU.
    pub fn forward(&self, images: Tensor<4>) -> Forward {
        let first = engine::convolution_relu(&self.first, images);
        let second = engine::convolution_relu(&self.second, first.clone());
        let logits = engine::flatten_dense(&self.output, second.clone());
        Forward::new(logits, vec![Tap::Maps(first), Tap::Maps(second)])
    }

    /// The same as plain data.
    pub fn describe(&self, mut network: Description) -> Network {
        let mut x = network.images();
        for (name, layer) in [("first", &self.first), ("second", &self.second)] {
            x = network.convolution(name, layer, &x);
            x = network.relu(name, &x);
        }
        let flat = network.apply("flat", Operation::Flatten, [&x]);
        let logits = network.dense("output", &self.output, &flat);
        network.finish([("logits", &logits, outputs_of(&self.output))])
    }

    /// Floating-point operations of each layer for one image, input to output.
    pub fn flops(&self, shape: ImageShape) -> Vec<u64> {
        let [first, second] = outputs(windows(shape), shape);
        vec![
            convolution_flops(&self.first, first),
            convolution_flops(&self.second, second),
            dense_flops(&self.output),
        ]
    }
}
