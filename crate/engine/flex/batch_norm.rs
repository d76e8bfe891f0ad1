//! Batch norm: the statistics as an operation on plain tensors, the rest as a node.

use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, ExtensionType, Flex, backend_extension};
use burn::nn;
use burn::tensor::Tensor;
use retort_kernel::batch_norm::{self, Backward, Norm};

use super::extension::Layers;
use super::node::Node;
use super::takes;
use super::view::{channels_last, dims, images_tensor, row_major, tensor, values};

/// Mean and variance of each channel, `[channels]`.
#[derive(ExtensionType)]
pub struct Moments<B: Backend> {
    /// Means.
    pub mean: FloatTensor<B>,
    /// Variances of the batch itself.
    pub variance: FloatTensor<B>,
    /// Running means after this batch.
    pub running_mean: FloatTensor<B>,
    /// Running variances after this batch.
    pub running_variance: FloatTensor<B>,
}

/// The statistics as an operation; they carry no gradient, the node below knows how they depend on its input.
#[backend_extension(Flex)]
pub trait Statistics: Backend {
    /// Mean and variance of each channel of images, and the running ones, of which a share of `momentum` is replaced.
    fn moments(
        x: FloatTensor<Self>,
        running_mean: FloatTensor<Self>,
        running_variance: FloatTensor<Self>,
        momentum: f64,
    ) -> Moments<Self>;
}

impl Statistics for Flex {
    fn moments(
        x: FlexTensor,
        running_mean: FlexTensor,
        running_variance: FlexTensor,
        momentum: f64,
    ) -> Moments<Self> {
        let [_, channels, _, _] = dims(&x);
        let (mut mean, mut variance) = (vec![0.0; channels], vec![0.0; channels]);
        batch_norm::statistics(values(&channels_last(&x)), &mut mean, &mut variance);
        let [running_mean, running_variance] = [(running_mean, &mean), (running_variance, &variance)]
            .map(|(running, own)| tensor(after(values(&row_major(&running)), own, momentum), &[channels]));
        let [mean, variance] = [mean, variance].map(|moment| tensor(moment, &[channels]));
        Moments { mean, variance, running_mean, running_variance }
    }
}

/// To the letter what burn's layer does with its batch's statistics.
fn after(running: &[f32], own: &[f32], momentum: f64) -> Vec<f32> {
    let [kept, taken] = [1.0 - momentum, momentum].map(|share| share as f32);
    running.iter().zip(own).map(|(running, own)| running * kept + own * taken).collect()
}

/// See [`crate::engine::batch_norm`]. `None` where no kernel covers it.
pub fn batch_norm(layer: &nn::BatchNorm, x: &Tensor<4>, relu: bool) -> Option<Tensor<4>> {
    if !takes(x) || x.shape().num_elements() == 0 {
        return None;
    }
    let device = x.device();
    let own_statistics = device.is_autodiff() && layer.training.is_enabled();
    let [mean, variance] = if own_statistics {
        let running = [&layer.running_mean, &layer.running_var];
        let before = running.map(|running| running.value_sync().to_device(&device).inner());
        let [mean, variance] = before.map(Tensor::into_dispatch);
        let images = x.clone().inner().into_dispatch();
        let moments = <Dispatch as Statistics>::moments(images, mean, variance, layer.momentum);
        let attached = |moment| Tensor::<1>::from_inner(Tensor::from_dispatch(moment));
        running[0].update(attached(moments.running_mean));
        running[1].update(attached(moments.running_variance));
        [moments.mean, moments.variance].map(attached)
    } else {
        [&layer.running_mean, &layer.running_var].map(|running| running.value().to_device(&device))
    };
    Some(Tensor::from_dispatch(<Dispatch as Layers>::batch_norm(
        x.clone().into_dispatch(),
        layer.gamma.val().into_dispatch(),
        layer.beta.val().into_dispatch(),
        mean.into_dispatch(),
        variance.into_dispatch(),
        layer.epsilon as f32,
        own_statistics,
        relu,
    )))
}

/// Batch norm of images with given statistics; ReLU if asked.
#[derive(Clone, Copy, Debug)]
pub struct BatchNorm {
    /// Added to the variance.
    pub epsilon: f32,
    /// Whether the statistics are those of the input.
    pub own_statistics: bool,
    /// Cut negative values off.
    pub relu: bool,
}

/// What backward needs.
#[derive(Clone, Debug)]
pub struct State {
    x: FlexTensor,
    gamma: FlexTensor,
    mean: FlexTensor,
    variance: FlexTensor,
    y: FlexTensor,
}

impl BatchNorm {
    fn norm<'a>(self, [gamma, mean, variance]: [&'a FlexTensor; 3]) -> Norm<'a> {
        let [gamma, mean, variance] = [gamma, mean, variance].map(values);
        Norm { mean, variance, gamma, epsilon: self.epsilon, relu: self.relu }
    }
}

impl Node<5> for BatchNorm {
    type State = State;

    fn forward(self, [x, gamma, beta, mean, variance]: [&FlexTensor; 5]) -> (FlexTensor, State) {
        let x = channels_last(x);
        let [gamma, beta, mean, variance] = [gamma, beta, mean, variance].map(row_major);
        let mut y = vec![0.0; values(&x).len()];
        let norm = self.norm([&gamma, &mean, &variance]);
        batch_norm::forward(&norm, values(&beta), values(&x), &mut y);
        let y = images_tensor(y, dims(&x));
        (y.clone(), State { x, gamma, mean, variance, y })
    }

    fn backward(self, state: State, gradient: FlexTensor, wanted: [bool; 5]) -> [Option<FlexTensor>; 5] {
        let State { x, gamma, mean, variance, y } = state;
        let dy = channels_last(&gradient);
        let norm = self.norm([&gamma, &mean, &variance]);
        let channels = norm.gamma.len();
        let mut dx = wanted[0].then(|| vec![0.0; values(&x).len()]);
        let (mut dgamma, mut dbeta) = (vec![0.0; channels], vec![0.0; channels]);
        let own_statistics = self.own_statistics;
        let from = Backward { x: values(&x), y: values(&y), dy: values(&dy), own_statistics };
        batch_norm::backward(&norm, from, dx.as_deref_mut(), &mut dgamma, &mut dbeta);
        let dx = dx.map(|dx| images_tensor(dx, dims(&x)));
        [dx, Some(tensor(dgamma, &[channels])), Some(tensor(dbeta, &[channels])), None, None]
    }
}
