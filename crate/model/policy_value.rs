//! A network that plays: a policy and a value from one body, as in AlphaGo Zero (Silver et al. 2017, "Mastering the game
//! of Go without human knowledge", Methods, Neural network architecture), in small: two padded convolutions, no norm.

use burn::module::Module;
use burn::nn::conv::Conv2d;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use retort_portable::{Network, Operation};

use super::describe::Description;
use super::layers::{Window, convolution_flops, dense_flops, outputs_of};
use super::{Forward, ImageShape, Tap};
use crate::engine;

/// Widths of the network.
pub struct PolicyValueConfig {
    /// Channels of both convolutions.
    pub channels: usize,
    /// Width of the hidden layer before the value.
    pub hidden: usize,
}

const WINDOW: Window = Window { kernel: 3, stride: 1, padding: 1 };

impl PolicyValueConfig {
    /// The network, with weights still to be drawn.
    pub fn init(&self, shape: ImageShape, device: &Device) -> PolicyValue {
        let features = self.channels * shape.height * shape.width;
        PolicyValue {
            first: WINDOW.init([1, self.channels], device),
            second: WINDOW.init([self.channels; 2], device),
            policy: LinearConfig::new(features, shape.classes).init(device),
            hidden: LinearConfig::new(features, self.hidden).init(device),
            value: LinearConfig::new(self.hidden, 1).init(device),
        }
    }
}

/// Two convolutions, and two heads on what they see.
#[derive(Module, Debug)]
pub struct PolicyValue {
    first: Conv2d,
    second: Conv2d,
    policy: Linear,
    hidden: Linear,
    value: Linear,
}

impl PolicyValue {
    /// Images `[batch, 1, height, width]` to logits and values; taps are the two convolutions after ReLU.
    pub fn forward(&self, images: Tensor<4>) -> Forward {
        let first = engine::convolution_relu(&self.first, images);
        let second = engine::convolution_relu(&self.second, first.clone());
        let logits = engine::flatten_dense(&self.policy, second.clone());
        let hidden = engine::flatten_dense_relu(&self.hidden, second.clone());
        let raw = engine::dense(&self.value, hidden);
        // Into (-1, 1) by x / (1 + |x|) where the paper takes tanh: plain arithmetic has the same bits everywhere.
        let value = raw.clone() / (raw.abs() + 1.0);
        Forward::new(logits, vec![Tap::Maps(first), Tap::Maps(second)]).with_value(value)
    }

    /// The same as plain data.
    pub fn describe(&self, mut network: Description) -> Network {
        let mut x = network.images();
        for (name, layer) in [("first", &self.first), ("second", &self.second)] {
            x = network.convolution(name, layer, &x);
            x = network.relu(name, &x);
        }
        let flat = network.apply("flat", Operation::Flatten, [&x]);
        let logits = network.dense("policy", &self.policy, &flat);
        let hidden = network.dense("hidden", &self.hidden, &flat);
        let hidden = network.relu("hidden", &hidden);
        let raw = network.dense("value", &self.value, &hidden);
        let value = network.apply("value.softsign", Operation::Softsign, [&raw]);
        network.finish([("logits", &logits, outputs_of(&self.policy)), ("value", &value, 1)])
    }

    /// Floating-point operations of each layer for one image, input to output.
    pub fn flops(&self, shape: ImageShape) -> Vec<u64> {
        let size = [shape.height, shape.width];
        vec![
            convolution_flops(&self.first, size),
            convolution_flops(&self.second, size),
            dense_flops(&self.policy),
            dense_flops(&self.hidden),
            dense_flops(&self.value),
        ]
    }
}
