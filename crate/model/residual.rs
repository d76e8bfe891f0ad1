//! Residual network (He et al. 2016, "Deep Residual Learning for Image Recognition", figure 2 and section 3.3): a
//! convolution, stages of one basic block each, the mean of every channel, one dense layer. Batch norm after each
//! convolution; from the second stage on, a block halves the image and its shortcut is a 1x1 convolution (option B).

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use retort_portable::{Network, Operation, Value};

use super::describe::Description;
use super::layers::{NormedConvolution, Window, dense_flops, outputs_of, stem_stride, three};
use super::{Forward, ImageShape, Tap};
use crate::engine;

/// Widths of the network.
pub struct ResidualConfig {
    /// Channels of each stage; the first convolution has those of the first one.
    pub channels: &'static [usize],
}

impl ResidualConfig {
    /// The network, with weights still to be drawn.
    pub fn init(&self, shape: ImageShape, device: &Device) -> Residual {
        let first = self.channels[0];
        let mut width = first;
        let mut blocks = vec![];
        for (stage, &channels) in self.channels.iter().enumerate() {
            let stride = if stage == 0 { 1 } else { 2 };
            blocks.push(Block::init(stride, [width, channels], device));
            width = channels;
        }
        Residual {
            stem: three(stem_stride(shape)).init_normed([1, first], 1, device),
            blocks,
            output: LinearConfig::new(width, shape.classes).init(device),
        }
    }
}

/// Two convolutions beside a shortcut.
#[derive(Module, Debug)]
struct Block {
    first: NormedConvolution,
    second: NormedConvolution,
    /// None where the block keeps the shape: the shortcut is its input then.
    shortcut: Option<NormedConvolution>,
    stride: usize,
}

impl Block {
    fn init(stride: usize, [inputs, outputs]: [usize; 2], device: &Device) -> Self {
        let keeps = stride == 1 && inputs == outputs;
        let shortcut = Window { kernel: 1, stride, padding: 0 };
        Self {
            first: three(stride).init_normed([inputs, outputs], 1, device),
            second: three(1).init_normed([outputs, outputs], 1, device),
            shortcut: (!keeps).then(|| shortcut.init_normed([inputs, outputs], 1, device)),
            stride,
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let branch = self.second.forward(self.first.forward(x.clone(), true), false);
        let shortcut = match &self.shortcut {
            Some(shortcut) => shortcut.forward(x, false),
            None => x,
        };
        engine::add_relu(branch, shortcut)
    }

    fn describe(&self, network: &mut Description, name: &str, x: &Value) -> Value {
        let first = self.first.describe(network, &format!("{name}.first"), x, true);
        let branch = self.second.describe(network, &format!("{name}.second"), &first, false);
        let shortcut = match &self.shortcut {
            Some(shortcut) => shortcut.describe(network, &format!("{name}.shortcut"), x, false),
            None => x.clone(),
        };
        let sum = network.apply(&format!("{name}.sum"), Operation::Add, [&branch, &shortcut]);
        network.relu(name, &sum)
    }
}

/// See the module.
#[derive(Module, Debug)]
pub struct Residual {
    stem: NormedConvolution,
    blocks: Vec<Block>,
    output: Linear,
}

impl Residual {
    /// Images `[batch, 1, height, width]` to logits; taps are the stages.
    pub fn forward(&self, images: Tensor<4>) -> Forward {
        let mut x = self.stem.forward(images, true);
        let mut taps = vec![];
        for block in &self.blocks {
            x = block.forward(x);
            taps.push(Tap::Maps(x.clone()));
        }
        Forward::new(engine::dense(&self.output, engine::global_average(x)), taps)
    }

    /// The same as plain data.
    pub fn describe(&self, mut network: Description) -> Network {
        let images = network.images();
        let mut x = self.stem.describe(&mut network, "stem", &images, true);
        for (at, block) in self.blocks.iter().enumerate() {
            x = block.describe(&mut network, &format!("blocks.{at}"), &x);
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
            flops.extend([block.first.flops(size), block.second.flops(size)]);
            flops.extend(block.shortcut.as_ref().map(|shortcut| shortcut.flops(size)));
        }
        flops.push(dense_flops(&self.output));
        flops
    }
}
