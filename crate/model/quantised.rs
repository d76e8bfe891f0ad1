//! A network whose weights and activations have few bits.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor, TensorData};
use retort_portable::{Network, Node, Operation, Quantisation};

use super::{Forward, ImageShape, Mode, Net};
use crate::engine::quantised::{self, IMAGE_BITS, Inputs};
use crate::spec::units::Bits;

/// Architectures that can be quantised: every layer's input passes through `engine`'s plain convolutions and dense layers.
pub static QUANTISED_FAMILIES: &[&str] = &["mlp", "cnn", "dropout-cnn"];

/// A network as it runs after quantisation. Its numbers are still 32-bit floats, but only such as small integers times
/// a scale can be: the answers are those of integer arithmetic, to rounding.
#[derive(Module, Debug)]
pub struct Quantised {
    /// The one network, weights on their grid. A list, because burn has modules in lists but not in boxes.
    net: Vec<Net>,
    /// Least and greatest input of each layer, `[layers, 2]`.
    ranges: Param<Tensor<2>>,
    bits: u32,
}

impl Quantised {
    /// Rounds the weights of `net`, which lives on the plain `device`; `ranges` are those of its layers' inputs.
    pub fn new(net: Net, ranges: &[[f32; 2]], bits: Bits, device: &Device) -> Self {
        let bits = bits.get();
        let net = net.map(&mut RoundWeights { bits });
        let ranges = TensorData::new(ranges.concat(), [ranges.len(), 2]);
        Self { net: vec![net], ranges: Param::from_tensor(Tensor::from_data(ranges, device)), bits }
    }

    /// A quantised network whose weights and ranges are still to be loaded.
    pub fn blank(net: Net, shape: ImageShape, bits: Bits, device: &Device) -> Self {
        let mut inputs = Inputs::unknown(bits.get());
        let image = Tensor::zeros([1, 1, shape.height, shape.width], device);
        inputs.measure(|| net.forward(image, Mode::Evaluate));
        Self::new(net, &inputs.ranges, bits, device)
    }

    /// Runs a batch of images `[batch, 1, height, width]`.
    pub fn forward(&self, images: Tensor<4>, mode: Mode<'_>) -> Forward {
        Inputs::known(self.ranges(), self.bits).round(|| self.net[0].forward(images, mode))
    }

    /// The network inside, its weights on their grid.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn inner(&self) -> &Net {
        &self.net[0]
    }

    fn ranges(&self) -> Vec<[f32; 2]> {
        let ranges: Vec<f32> = crate::device::read(self.ranges.val()).iter::<f32>().collect();
        ranges.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect()
    }

    /// The network inside as plain data, its weights on their grid, with the grid of each layer.
    pub fn describe(&self, model: &str, shape: ImageShape) -> Option<Network> {
        let mut network = self.net[0].describe(model, shape)?;
        let is_layer =
            |node: &&mut Node| matches!(node.operation, Operation::Convolution(_) | Operation::Dense);
        let layers = network.nodes.iter_mut().filter(is_layer);
        for (at, (node, range)) in layers.zip(self.ranges()).enumerate() {
            let input_bits = if at == 0 { IMAGE_BITS } else { self.bits };
            node.quantisation = Some(Quantisation { weight_bits: self.bits, input_bits, range });
        }
        Some(network)
    }

    /// Floating-point operations of each layer for one image; as many integer operations after quantisation.
    pub fn flops(&self, shape: ImageShape) -> Vec<u64> {
        self.net[0].flops(shape)
    }

    /// Bytes of a network like `net` at `bits` bits a weight: the weights, packed tensor by tensor; a 32-bit scale for
    /// each output channel and a 32-bit bias; a scale and a zero point of 32 bits for each layer's input.
    pub fn bytes(net: &Net, bits: Bits) -> u64 {
        let mut count = CountBytes { bits: u64::from(bits.get()), bytes: 0 };
        net.visit(&mut count);
        count.bytes
    }
}

/// The dimension of output channels of a weight, none for a bias: burn stores a dense weight as `[in, out]` and a
/// convolution's as `[out, in, height, width]`.
fn channel_dimension(dimensions: usize) -> Option<usize> {
    match dimensions {
        1 => None,
        2 => Some(1),
        _ => Some(0),
    }
}

/// Weights on their grid, with straight-through gradients where there is a graph. Biases stay as they are: integer
/// arithmetic keeps them at 32 bits.
pub struct RoundWeights {
    /// Bits of a weight.
    pub bits: u32,
}

impl ModuleMapper for RoundWeights {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        match channel_dimension(D) {
            None => param,
            Some(channel) => {
                Param::initialized(param.id, quantised::weights(param.val(), channel, self.bits))
            }
        }
    }
}

struct CountBytes {
    bits: u64,
    bytes: u64,
}

impl ModuleVisitor for CountBytes {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let shape = param.lazy_shape();
        let count = shape.num_elements() as u64;
        self.bytes += match channel_dimension(D) {
            None => 4 * count,
            Some(channel) => (count * self.bits).div_ceil(8) + 4 * shape.dims::<D>()[channel] as u64 + 8,
        };
    }
}
