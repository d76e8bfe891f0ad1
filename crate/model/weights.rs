//! A network's weights as one list of numbers, in the order of its layers: for workers, files and fingerprints. The
//! running statistics of batch norm are among them: without them a network would answer differently.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor, TensorData};

use super::Net;

/// All weights, layer by layer, each tensor row-major. Of a network on the plain device: one that learns has not told
/// its newest running statistics yet.
pub fn flatten(net: &impl Module) -> Vec<f32> {
    let mut collect = Collect(vec![]);
    net.visit(&mut collect);
    collect.0
}

struct Collect(Vec<f32>);

impl ModuleVisitor for Collect {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let data = crate::device::read(param.val());
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
pub fn load<M: Module>(net: M, weights: &[f32], device: &Device) -> Result<M, WrongCount> {
    let expected = net.num_params();
    if weights.len() != expected {
        return Err(WrongCount { expected, found: weights.len() });
    }
    Ok(net.map(&mut Place { rest: weights, device }))
}

/// A layer with the weights of another one of the same shape.
pub(super) fn copied<M: Module>(layer: M, from: &M, device: &Device) -> M {
    layer.map(&mut Place { rest: &flatten(from), device })
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

/// How many of the numbers are running statistics, which no update trains.
pub(super) fn statistics(net: &Net) -> usize {
    let mut count = Statistics { inside: 0, numbers: 0 };
    net.visit(&mut count);
    count.numbers
}

struct Statistics {
    inside: usize,
    numbers: usize,
}

fn is_statistic(name: &str) -> bool {
    name.starts_with("running_")
}

impl ModuleVisitor for Statistics {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.inside += usize::from(is_statistic(name));
    }

    fn exit_module(&mut self, name: &str, _container: &str) {
        self.inside -= usize::from(is_statistic(name));
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if self.inside > 0 {
            self.numbers += param.lazy_shape().num_elements();
        }
    }
}

#[cfg(test)]
mod tests {
    use retort_portable::Network;

    use super::*;
    use crate::model::{ImageShape, Mode, find};
    use crate::seed::Seed;
    use crate::spec::choices::Engine;

    const SHAPE: ImageShape = ImageShape { height: 8, width: 8, classes: 10 };

    #[test]
    fn running_statistics_are_among_the_weights_and_come_back() {
        let device = crate::device::plain(Engine::Flex).expect("built");
        let model = find("residual-16-32").expect("registered");
        let drawn = |seed, device: &Device| model.init(SHAPE, &mut Seed(seed).stream("test"), device);
        let learning = drawn(1, &device.clone().autodiff());
        let before = flatten(&learning.valid());
        let pixels = Seed(1).stream("pixels").symmetric(3 * 64, 1.0);
        let images = Tensor::<4>::from_data(TensorData::new(pixels, [3, 1, 8, 8]), &device);
        learning.forward(Tensor::from_inner(images.clone()), Mode::Evaluate);
        let plain = learning.valid();
        let weights = flatten(&plain);
        // Nothing was trained: what moved is the mean and the variance of each of the 16 + 32 + 64 + 32 channels.
        let moved = weights.iter().zip(&before).filter(|(a, b)| a != b).count();
        assert_eq!(statistics(&plain), 2 * (16 + 32 + 64 + 32));
        assert_eq!(moved, statistics(&plain));
        let loaded = load(drawn(2, &device), &weights, &device).expect("the same network");
        assert_eq!(flatten(&loaded), weights);
        let answers = |net: &Net| {
            let logits = net.forward(images.clone(), Mode::Evaluate).logits.into_data();
            logits.iter::<f32>().collect::<Vec<_>>()
        };
        assert_eq!(answers(&loaded), answers(&plain));
        // Loaded onto a device with gradients, it still answers so once it has learnt nothing.
        let again = load(drawn(3, &device.clone().autodiff()), &weights, &device.clone().autodiff());
        assert_eq!(answers(&again.expect("the same network").valid()), answers(&plain));
    }

    #[test]
    fn plain_data_has_the_weights_in_their_order() {
        let device = crate::device::plain(Engine::Flex).expect("built");
        for model in crate::model::MODELS {
            for shape in [SHAPE, ImageShape { height: 28, width: 28, classes: 10 }] {
                let net = model.init(shape, &mut Seed(1).stream("test"), &device);
                let network = net.describe(model.key, shape).expect("a network");
                let own: Vec<f32> = network.parameters.iter().flat_map(|each| each.own_layout()).collect();
                assert_eq!(own, flatten(&net), "{}", model.key);
                assert_eq!(network.outputs[0].width, 10, "{}", model.key);
                // Every parameter belongs to a node, and every value is made before it is used.
                let mut known = vec![Network::IMAGES];
                for node in &network.nodes {
                    assert!(node.inputs.iter().all(|input| known.contains(&input.as_str())), "{}", node.name);
                    known.push(&node.name);
                }
                for parameter in &network.parameters {
                    let node = parameter.name.rsplit_once('.').map_or(&*parameter.name, |(node, _)| node);
                    assert!(known.contains(&node) || known.contains(&&*parameter.name), "{}", parameter.name);
                }
            }
        }
    }

    #[test]
    fn parameters_are_those_of_the_formula() {
        let device = crate::device::plain(Engine::Flex).expect("built");
        let cost = |key: &str| find(key).expect("registered").cost(SHAPE, &device);
        // 4 layers of width 32: four products of 32 by 32, a perceptron of 64, two norms; then what surrounds them.
        assert_eq!(cost("vit-4-32").parameters, 35_242);
        assert_eq!(cost("vit-2-32").parameters, 18_154);
        assert_eq!(cost("pool-7").parameters, 500);
        let depthwise = cost("depthwise-8-16");
        assert_eq!(
            depthwise.parameters,
            72 + 16 + (72 + 16 + 64 + 16) + (72 + 16 + 128 + 32) + (144 + 32 + 256 + 32) + 170
        );
        assert_eq!(depthwise.bytes, 4 * (depthwise.parameters + 2 * (8 + 8 + 8 + 8 + 16 + 16 + 16)));
    }

    #[test]
    fn models_with_running_statistics_are_those_that_say_so() {
        let device = crate::device::plain(crate::spec::choices::Engine::Flex).expect("built");
        let shape = crate::model::ImageShape { height: 28, width: 28, classes: 10 };
        for model in crate::model::MODELS {
            let net = model.init(shape, &mut crate::seed::Seed(1).stream("test"), &device);
            assert_eq!(model.has_batch_norm(), statistics(&net) > 0, "{}", model.key);
        }
    }
}
