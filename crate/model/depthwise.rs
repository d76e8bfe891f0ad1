//! Depthwise-separable network for phones (Howard et al. 2017, "MobileNets", section 3.1): a convolution, then blocks of
//! a 3x3 filter on each channel alone and a 1x1 convolution that mixes the channels, batch norm and ReLU after each;
//! the mean of every channel; one dense layer.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use retort_portable::{Network, Operation};

use super::describe::Description;
use super::layers::{NormedConvolution, Window, dense_flops, outputs_of, stem_stride, three};
use super::{Forward, ImageShape, Tap};
use crate::engine;

/// Mixes channels and leaves the image's size.
const POINT: Window = Window { kernel: 1, stride: 1, padding: 0 };

/// Widths of the network.
pub struct DepthwiseConfig {
    /// Channels before and after the block that halves the image.
    pub channels: [usize; 2],
}

impl DepthwiseConfig {
    /// The network, with weights still to be drawn.
    pub fn init(&self, shape: ImageShape, device: &Device) -> Depthwise {
        let [a, b] = self.channels;
        Depthwise {
            stem: three(stem_stride(shape)).init_normed([1, a], 1, device),
            blocks: vec![
                Block::init(1, [a, a], device),
                Block::init(2, [a, b], device),
                Block::init(1, [b, b], device),
            ],
            output: LinearConfig::new(b, shape.classes).init(device),
        }
    }
}

/// A filter on each channel, then a mix of the channels.
#[derive(Module, Debug)]
struct Block {
    depthwise: NormedConvolution,
    pointwise: NormedConvolution,
    stride: usize,
}

impl Block {
    fn init(stride: usize, [inputs, outputs]: [usize; 2], device: &Device) -> Self {
        Self {
            depthwise: three(stride).init_normed([inputs, inputs], inputs, device),
            pointwise: POINT.init_normed([inputs, outputs], 1, device),
            stride,
        }
    }
}

/// See the module.
#[derive(Module, Debug)]
pub struct Depthwise {
    stem: NormedConvolution,
    blocks: Vec<Block>,
    output: Linear,
}

impl Depthwise {
    /// Images `[batch, 1, height, width]` to logits; taps are the blocks.
    pub fn forward(&self, images: Tensor<4>) -> Forward {
        let mut x = self.stem.forward(images, true);
        let mut taps = vec![];
        for block in &self.blocks {
            x = block.pointwise.forward(block.depthwise.forward(x, true), true);
            taps.push(Tap::Maps(x.clone()));
        }
        Forward::new(engine::dense(&self.output, engine::global_average(x)), taps)
    }

    /// The same as plain data.
    pub fn describe(&self, mut network: Description) -> Network {
        let images = network.images();
        let mut x = self.stem.describe(&mut network, "stem", &images, true);
        for (at, block) in self.blocks.iter().enumerate() {
            x = block.depthwise.describe(&mut network, &format!("blocks.{at}.depthwise"), &x, true);
            x = block.pointwise.describe(&mut network, &format!("blocks.{at}.pointwise"), &x, true);
        }
        let mean = network.apply("mean", Operation::GlobalAverage, [&x]);
        let logits = network.dense("output", &self.output, &mean);
        network.finish([("logits", &logits, outputs_of(&self.output))])
    }

    /// Floating-point operations of each layer for one image, input to output.
    pub fn flops(&self, shape: ImageShape) -> Vec<u64> {
        let mut size = three(stem_stride(shape)).output([shape.height, shape.width]);
        let mut flops = vec![self.stem.flops(size)];
        for block in &self.blocks {
            size = three(block.stride).output(size);
            flops.extend([block.depthwise.flops(size), block.pointwise.flops(size)]);
        }
        flops.push(dense_flops(&self.output));
        flops
    }
}
