//! What several architectures share: the strided convolutions, with batch norm or without, their output sizes, their
//! cost.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Linear, PaddingConfig2d};
use burn::tensor::{Device, Tensor};

use retort_portable::Value;

use super::ImageShape;
use super::describe::Description;
use crate::engine;

/// A square convolution: kernel, stride and padding on each side.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub kernel: usize,
    pub stride: usize,
    pub padding: usize,
}

impl Window {
    /// A convolution layer of this window.
    pub fn init(self, channels: [usize; 2], device: &Device) -> Conv2d {
        self.config(channels).init(device)
    }

    /// The same in `groups` groups, followed by batch norm, whose shift takes the place of the bias.
    pub fn init_normed(self, channels: [usize; 2], groups: usize, device: &Device) -> NormedConvolution {
        NormedConvolution {
            convolution: self.config(channels).with_groups(groups).with_bias(false).init(device),
            norm: BatchNormConfig::new(channels[1]).init(device),
        }
    }

    fn config(self, channels: [usize; 2]) -> Conv2dConfig {
        let padding = match self.padding {
            0 => PaddingConfig2d::Valid,
            p => PaddingConfig2d::Explicit(p, p, p, p),
        };
        Conv2dConfig::new(channels, [self.kernel; 2]).with_stride([self.stride; 2]).with_padding(padding)
    }

    /// Height and width after the convolution.
    pub fn output(self, [height, width]: [usize; 2]) -> [usize; 2] {
        [height, width].map(|size| (size + 2 * self.padding - self.kernel) / self.stride + 1)
    }
}

/// Height and width after each window in turn.
pub fn outputs<const N: usize>(windows: [Window; N], shape: ImageShape) -> [[usize; 2]; N] {
    let mut size = [shape.height, shape.width];
    windows.map(|window| {
        size = window.output(size);
        size
    })
}

/// A convolution without bias and its batch norm.
#[derive(Module, Debug)]
pub struct NormedConvolution {
    convolution: Conv2d,
    norm: BatchNorm,
}

impl NormedConvolution {
    /// `[batch, in, height, width]` to `[batch, out, height', width']`, with ReLU if asked.
    pub fn forward(&self, x: Tensor<4>, with_relu: bool) -> Tensor<4> {
        engine::batch_norm(&self.norm, engine::convolution(&self.convolution, x), with_relu)
    }

    /// The same as plain data.
    pub fn describe(&self, network: &mut Description, name: &str, x: &Value, with_relu: bool) -> Value {
        let convolution = network.convolution(&format!("{name}.convolution"), &self.convolution, x);
        let normed = network.batch_norm(&format!("{name}.norm"), &self.norm, &convolution);
        if with_relu { network.relu(name, &normed) } else { normed }
    }

    /// Floating-point operations for one image that comes out in this size. Batch norm counts as nothing: a finished
    /// network can fold it into the convolution.
    pub fn flops(&self, size: [usize; 2]) -> u64 {
        convolution_flops(&self.convolution, size)
    }
}

/// A window of 3x3 that keeps the size at stride 1, or halves it at stride 2.
pub fn three(stride: usize) -> Window {
    Window { kernel: 3, stride, padding: 1 }
}

/// Stride of a first convolution: large images lose half of their size at once.
pub fn stem_stride(shape: ImageShape) -> usize {
    if shape.height < 16 { 1 } else { 2 }
}

/// Floating-point operations of a convolution that gives an image of this size.
pub fn convolution_flops(layer: &Conv2d, [height, width]: [usize; 2]) -> u64 {
    let weights: usize = layer.weight.lazy_shape().iter().product();
    2 * (weights * height * width) as u64
}

/// Floating-point operations of a dense layer for one image.
pub fn dense_flops(layer: &Linear) -> u64 {
    2 * layer.weight.lazy_shape().iter().product::<usize>() as u64
}

/// Width of a dense layer's result.
pub fn outputs_of(layer: &Linear) -> usize {
    let [_, outputs] = layer.weight.lazy_shape().dims();
    outputs
}
