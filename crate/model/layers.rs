//! What several architectures share: the strided convolutions, their output sizes, their cost.

use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{Linear, PaddingConfig2d};
use burn::tensor::Device;

use super::ImageShape;

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
        let padding = match self.padding {
            0 => PaddingConfig2d::Valid,
            p => PaddingConfig2d::Explicit(p, p, p, p),
        };
        Conv2dConfig::new(channels, [self.kernel; 2])
            .with_stride([self.stride; 2])
            .with_padding(padding)
            .init(device)
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

/// Floating-point operations of a convolution that gives an image of this size.
pub fn convolution_flops(layer: &Conv2d, [height, width]: [usize; 2]) -> u64 {
    let weights: usize = layer.weight.lazy_shape().iter().product();
    2 * (weights * height * width) as u64
}

/// Floating-point operations of a dense layer for one image.
pub fn dense_flops(layer: &Linear) -> u64 {
    2 * layer.weight.lazy_shape().iter().product::<usize>() as u64
}
