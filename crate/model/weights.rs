//! A network's weights as one list of numbers, in the order of its layers: for workers, files and fingerprints.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor, TensorData};

use super::Net;

/// All weights, layer by layer, each tensor row-major.
pub fn flatten(net: &Net) -> Vec<f32> {
    let mut collect = Collect(vec![]);
    net.visit(&mut collect);
    collect.0
}

struct Collect(Vec<f32>);

impl ModuleVisitor for Collect {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let data = param.val().into_data();
        self.0.extend(data.iter::<f32>());
    }
}

/// Another number of weights than the network has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongCount {
    /// Weights of the network.
    pub expected: usize,
    /// Weights given.
    pub found: usize,
}

impl std::error::Error for WrongCount {}

impl std::fmt::Display for WrongCount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} weights given, the network has {}", self.found, self.expected)
    }
}

/// The network with these weights, in the order of [`flatten`].
///
/// # Errors
/// [`WrongCount`].
pub fn load(net: Net, weights: &[f32], device: &Device) -> Result<Net, WrongCount> {
    let expected = net.num_params();
    if weights.len() != expected {
        return Err(WrongCount { expected, found: weights.len() });
    }
    Ok(net.map(&mut Place { rest: weights, device }))
}

struct Place<'a> {
    rest: &'a [f32],
    device: &'a Device,
}

impl ModuleMapper for Place<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (here, rest) = self.rest.split_at(param.lazy_shape().num_elements());
        self.rest = rest;
        replace(&param, here.to_vec(), self.device)
    }
}

/// The parameter with other values, row-major. A new one instead of a mapped one: mapping would first let burn draw.
pub(super) fn replace<const D: usize>(
    param: &Param<Tensor<D>>,
    values: Vec<f32>,
    device: &Device,
) -> Param<Tensor<D>> {
    let weights = Tensor::from_data(TensorData::new(values, param.lazy_shape()), device);
    Param::initialized(param.id, if device.is_autodiff() { weights.require_grad() } else { weights })
}
