//! The teacher's network: two convolutions, a hidden dense layer, dropout before each dense layer.

use burn::module::Module;
use burn::nn::conv::Conv2d;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor, TensorData};
use retort_portable::{Network, Operation};

use super::describe::Description;
use super::layers::{Window, convolution_flops, dense_flops, outputs, outputs_of};
use super::{Forward, ImageShape, Mode, Tap};
use crate::engine;
use crate::seed::Stream;

/// Widths of the network.
pub struct DropoutCnnConfig {
    /// Channels of the two convolutions.
    pub channels: [usize; 2],
    /// Width of the hidden dense layer.
    pub hidden: usize,
    /// Share of activations that dropout sets to zero while training.
    pub dropout: f32,
}

/// Small images are padded, so that their border counts.
fn windows(shape: ImageShape) -> [Window; 2] {
    match shape.height {
        ..16 => [Window { kernel: 3, stride: 1, padding: 1 }, Window { kernel: 3, stride: 2, padding: 1 }],
        16.. => [Window { kernel: 5, stride: 2, padding: 0 }, Window { kernel: 3, stride: 2, padding: 0 }],
    }
}

impl DropoutCnnConfig {
    /// The network, with weights still to be drawn.
    pub fn init(&self, shape: ImageShape, device: &Device) -> DropoutCnn {
        let [a, b] = self.channels;
        let windows = windows(shape);
        let [_, [height, width]] = outputs(windows, shape);
        DropoutCnn {
            first: windows[0].init([1, a], device),
            second: windows[1].init([a, b], device),
            hidden: LinearConfig::new(b * height * width, self.hidden).init(device),
            output: LinearConfig::new(self.hidden, shape.classes).init(device),
            dropout: self.dropout,
        }
    }
}

/// Two convolutions, a hidden dense layer with dropout on both sides, an output layer.
#[derive(Module, Debug)]
pub struct DropoutCnn {
    first: Conv2d,
    second: Conv2d,
    hidden: Linear,
    output: Linear,
    dropout: f32,
}

impl DropoutCnn {
    /// Images `[batch, 1, height, width]` to logits; taps are the convolutions and the hidden layer, after ReLU and
    /// before dropout.
    pub fn forward(&self, images: Tensor<4>, mut mode: Mode<'_>) -> Forward {
        let first = engine::convolution_relu(&self.first, images);
        let second = engine::convolution_relu(&self.second, first.clone());
        let flat = self.drop(engine::flatten(second.clone()), &mut mode);
        let hidden = engine::dense_relu(&self.hidden, flat);
        let taps = vec![Tap::Maps(first), Tap::Maps(second), Tap::Values(hidden.clone())];
        let logits = engine::dense(&self.output, self.drop(hidden, &mut mode));
        Forward::new(logits, taps)
    }

    /// Share of activations that dropout sets to zero.
    pub fn dropout(&self) -> f32 {
        self.dropout
    }

    /// Inverted dropout (Srivastava et al. 2014): survivors grow, so evaluation needs no scaling.
    fn drop(&self, x: Tensor<2>, mode: &mut Mode<'_>) -> Tensor<2> {
        match mode {
            Mode::Train(stream) => {
                let mask = mask(x.dims(), self.dropout, stream);
                let device = x.device();
                x * Tensor::from_data(mask, &device)
            }
            Mode::Evaluate => x,
        }
    }

    /// The same as plain data, without dropout.
    pub fn describe(&self, mut network: Description) -> Network {
        let mut x = network.images();
        for (name, layer) in [("first", &self.first), ("second", &self.second)] {
            x = network.convolution(name, layer, &x);
            x = network.relu(name, &x);
        }
        let flat = network.apply("flat", Operation::Flatten, [&x]);
        let hidden = network.dense("hidden", &self.hidden, &flat);
        let hidden = network.relu("hidden", &hidden);
        let logits = network.dense("output", &self.output, &hidden);
        network.finish([("logits", &logits, outputs_of(&self.output))])
    }

    /// Floating-point operations of each layer for one image, input to output.
    pub fn flops(&self, shape: ImageShape) -> Vec<u64> {
        let [first, second] = outputs(windows(shape), shape);
        vec![
            convolution_flops(&self.first, first),
            convolution_flops(&self.second, second),
            dense_flops(&self.hidden),
            dense_flops(&self.output),
        ]
    }
}

/// Zeros with probability `dropout`, else `1 / (1 - dropout)`.
fn mask(dims: [usize; 2], dropout: f32, stream: &mut Stream) -> TensorData {
    let survivor = 1.0 / (1.0 - dropout);
    TensorData::new(stream.choices(dims[0] * dims[1], dropout, [0.0, survivor]), dims)
}
