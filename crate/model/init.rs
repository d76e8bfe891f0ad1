//! First weights from our own stream, so they depend on nothing but the seed.

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Device, Tensor};

use super::weights::replace;
use crate::math;
use crate::seed::Stream;

/// Draws every weight and bias from `U(-1/sqrt(fan_in), 1/sqrt(fan_in))`, PyTorch's default for dense and
/// convolution layers (He et al. 2015 with a = sqrt(5)). Norm layers keep what they begin with: scale 1, shift 0.
/// Embeddings of places are drawn small, with a standard deviation of 0.02 (Dosovitskiy et al. 2021).
pub fn draw_weights<M: Module>(net: M, stream: &mut Stream, device: &Device) -> M {
    net.map(&mut Draw { stream, device, fan_in: 1, norm: 0, position: 0 })
}

/// Bound of the uniform distribution whose standard deviation is 0.02.
const POSITION_BOUND: f32 = 0.034_641_016;

struct Draw<'a> {
    stream: &'a mut Stream,
    device: &'a Device,
    /// Of the layer being visited: a bias follows its weight and shares its bound.
    fan_in: usize,
    /// How many norm layers enclose the parameter: 0 or 1.
    norm: usize,
    /// How many embeddings of places enclose the parameter: 0 or 1.
    position: usize,
}

fn is_norm(container: &str) -> bool {
    container.ends_with("Norm")
}

impl ModuleMapper for Draw<'_> {
    fn enter_module(&mut self, name: &str, container: &str) {
        self.norm += usize::from(is_norm(container));
        self.position += usize::from(name == "position");
    }

    fn exit_module(&mut self, name: &str, container: &str) {
        self.norm -= usize::from(is_norm(container));
        self.position -= usize::from(name == "position");
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if self.norm > 0 {
            return param;
        }
        let dims: [usize; D] = param.lazy_shape().dims();
        if self.position > 0 {
            let values = self.stream.symmetric(dims.iter().product(), POSITION_BOUND);
            return replace(&param, values, self.device);
        }
        self.fan_in = match dims.as_slice() {
            // burn stores a dense weight as [in, out] and a convolution's as [out, in, height, width].
            [inputs, _] => *inputs,
            [_, inputs, height, width] => inputs * height * width,
            _ => self.fan_in,
        };
        let bound = (1.0 / math::sqrt(self.fan_in as f64)) as f32;
        let values = self.stream.symmetric(dims.iter().product(), bound);
        replace(&param, values, self.device)
    }
}
