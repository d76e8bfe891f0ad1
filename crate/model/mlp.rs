//! Multi-layer perceptron: dense layers with ReLU between them.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use retort_portable::{Network, Operation};

use super::describe::Description;
use super::layers::{dense_flops, outputs_of};
use super::{Forward, ImageShape, Tap};
use crate::engine;

/// Widths of the hidden layers.
pub struct MlpConfig {
    /// Width of the first and the second hidden layer; 0 leaves the second one out.
    pub hidden: [usize; 2],
}

impl MlpConfig {
    /// The network, with weights still to be drawn.
    pub fn init(&self, shape: ImageShape, device: &Device) -> Mlp {
        let mut widths = vec![shape.height * shape.width];
        widths.extend(self.hidden.into_iter().filter(|&width| width > 0));
        widths.push(shape.classes);
        let layers = widths.windows(2).map(|ends| LinearConfig::new(ends[0], ends[1]).init(device));
        Mlp { layers: layers.collect() }
    }
}

/// Dense layers, input to output.
#[derive(Module, Debug)]
pub struct Mlp {
    layers: Vec<Linear>,
}

impl Mlp {
    /// Images `[batch, 1, height, width]` to logits; taps are the hidden layers.
    pub fn forward(&self, images: Tensor<4>) -> Forward {
        let (last, hidden) = self.layers.split_last().expect("a network has an output layer");
        let mut taps: Vec<Tap> = Vec::with_capacity(hidden.len());
        for layer in hidden {
            taps.push(Tap::Values(match taps.last() {
                Some(before) => engine::dense_relu(layer, before.rows()),
                None => engine::flatten_dense_relu(layer, images.clone()),
            }));
        }
        let logits = match taps.last() {
            Some(before) => engine::dense(last, before.rows()),
            None => engine::flatten_dense(last, images),
        };
        Forward::new(logits, taps)
    }

    /// The same as plain data.
    pub fn describe(&self, mut network: Description) -> Network {
        let images = network.images();
        let mut x = network.apply("flat", Operation::Flatten, [&images]);
        let mut classes = 0;
        for (at, layer) in self.layers.iter().enumerate() {
            let name = format!("layers.{at}");
            x = network.dense(&name, layer, &x);
            if at + 1 < self.layers.len() {
                x = network.relu(&name, &x);
            }
            classes = outputs_of(layer);
        }
        network.finish([("logits", &x, classes)])
    }

    /// Floating-point operations of each layer for one image, input to output.
    pub fn flops(&self) -> Vec<u64> {
        self.layers.iter().map(dense_flops).collect()
    }
}
