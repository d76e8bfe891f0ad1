//! Adam's update in place.

use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, ExtensionType, Flex, backend_extension};
use burn::tensor::Tensor;
use retort_kernel::adam::{State, Update, step};

use super::super::adam::{Moments, Rates};
use super::view::{row_major, tensor, values};

/// Weights and moments after an update.
#[derive(ExtensionType)]
pub struct Updated<B: Backend> {
    /// The weights.
    pub weights: FloatTensor<B>,
    /// First moments.
    pub moment_1: FloatTensor<B>,
    /// Second moments.
    pub moment_2: FloatTensor<B>,
}

/// The update as an operation; it never runs under a gradient graph.
#[backend_extension(Flex)]
pub trait Optimise: Backend {
    /// One update of a tensor of weights.
    #[allow(clippy::too_many_arguments, reason = "burn's extensions take tensors and plain numbers only")]
    fn adam(
        weights: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        moment_1: FloatTensor<Self>,
        moment_2: FloatTensor<Self>,
        learning_rate: f64,
        weight_decay: f32,
        beta_1: f32,
        beta_2: f32,
        epsilon: f32,
        time: u32,
    ) -> Updated<Self>;
}

/// The tensor with its buffer to itself, row-major; copied only where it is shared.
fn owned(shared: FlexTensor) -> FlexTensor {
    let layout = shared.layout();
    let whole = shared.storage::<f32>().len() == layout.num_elements();
    if shared.is_unique() && shared.is_contiguous() && layout.start_offset() == 0 && whole {
        return shared;
    }
    let shape = layout.shape().to_vec();
    tensor(values(&row_major(&shared)).to_vec(), &shape)
}

impl Optimise for Flex {
    fn adam(
        weights: FlexTensor,
        gradient: FlexTensor,
        moment_1: FlexTensor,
        moment_2: FlexTensor,
        learning_rate: f64,
        weight_decay: f32,
        beta_1: f32,
        beta_2: f32,
        epsilon: f32,
        time: u32,
    ) -> Updated<Self> {
        let (mut weights, mut moment_1, mut moment_2) = (owned(weights), owned(moment_1), owned(moment_2));
        let gradient = row_major(&gradient);
        let weight_decay = f64::from(weight_decay);
        let update = Update { learning_rate, weight_decay, beta_1, beta_2, epsilon, time };
        let state = State {
            weights: weights.storage_mut::<f32>(),
            moment_1: moment_1.storage_mut::<f32>(),
            moment_2: moment_2.storage_mut::<f32>(),
        };
        step(&update, state, values(&gradient));
        Updated { weights, moment_1, moment_2 }
    }
}

/// One update of a tensor of weights on Flex.
pub fn adam<const D: usize>(
    rates: Rates,
    learning_rate: f64,
    weights: Tensor<D>,
    gradient: Tensor<D>,
    moments: Option<Moments>,
) -> (Tensor<D>, Moments) {
    let Moments { time, first, second } = moments.unwrap_or_else(|| {
        let zeros = || Tensor::zeros([weights.shape().num_elements()], &weights.device());
        Moments { time: 0, first: zeros(), second: zeros() }
    });
    let time = time + 1;
    let updated = <Dispatch as Optimise>::adam(
        weights.into_dispatch(),
        gradient.into_dispatch(),
        first.into_dispatch(),
        second.into_dispatch(),
        learning_rate,
        rates.weight_decay,
        rates.beta_1,
        rates.beta_2,
        rates.epsilon,
        time as u32,
    );
    let [first, second] = [updated.moment_1, updated.moment_2].map(Tensor::from_dispatch);
    (Tensor::from_dispatch(updated.weights), Moments { time, first, second })
}
