//! Adam with decoupled weight decay as one of burn's optimisers.

use burn::optim::{AdamW, AdamWConfig, AdamWState, AdaptiveMomentumState, Optimizer};
use burn::tensor::{Device, Tensor};

/// Adam with decoupled weight decay (Loshchilov & Hutter 2019; Kingma & Ba 2015 where the decay is 0).
///
/// Its state is that of burn's `AdamW`, so records of either continue with the other. On Flex an update is one pass in
/// place; moments too small to move a weight become zero there, before they are denormal and slow.
#[derive(Clone)]
pub struct Adam {
    stock: AdamW,
    #[cfg_attr(not(feature = "flex"), allow(dead_code, reason = "other backends take burn's AdamW"))]
    pub(super) rates: Rates,
}

/// What Adam remembers of a tensor of weights, flat.
pub struct Moments {
    /// Updates that it has had.
    pub time: usize,
    /// Running mean of the gradient.
    pub first: Tensor<1>,
    /// Running mean of its square.
    pub second: Tensor<1>,
}

impl Moments {
    fn of<const D: usize>(state: AdamWState<D>) -> Self {
        let AdaptiveMomentumState { time, moment_1, moment_2, .. } = state.momentum;
        let size = moment_1.shape().num_elements();
        Self { time, first: moment_1.reshape([size]), second: moment_2.reshape([size]) }
    }

    fn state<const D: usize>(self, dims: [usize; D]) -> AdamWState<D> {
        let Self { time, first, second } = self;
        AdamWState::new(AdaptiveMomentumState::new(time, first.reshape(dims), second.reshape(dims)))
    }
}

/// What an update is made with, apart from the learning rate.
#[derive(Clone, Copy)]
pub struct Rates {
    /// Share of the first moment that is kept.
    pub beta_1: f32,
    /// Share of the second moment that is kept.
    pub beta_2: f32,
    /// Added to the root of the second moment.
    pub epsilon: f32,
    /// Share of each weight that is taken away, times the learning rate.
    pub weight_decay: f32,
}

impl Adam {
    /// Beta 0.9 and 0.999, epsilon 1e-8.
    pub fn new(weight_decay: f32) -> Self {
        let rates = Rates { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8, weight_decay };
        let stock = AdamWConfig::new()
            .with_beta_1(rates.beta_1)
            .with_beta_2(rates.beta_2)
            .with_epsilon(rates.epsilon)
            .with_weight_decay(rates.weight_decay)
            .build();
        Self { stock, rates }
    }
}

impl Adam {
    /// The weights after one update along `gradient`, both on a device without gradients, and what to remember.
    pub fn update<const D: usize>(
        &self,
        learning_rate: f64,
        weights: Tensor<D>,
        gradient: Tensor<D>,
        moments: Option<Moments>,
    ) -> (Tensor<D>, Option<Moments>) {
        #[cfg(feature = "flex")]
        if super::flex::takes(&weights) {
            let (weights, moments) = super::flex::adam(self.rates, learning_rate, weights, gradient, moments);
            return (weights, Some(moments));
        }
        let dims = weights.dims();
        let state = moments.map(|moments| moments.state(dims));
        let (weights, state) = self.stock.step(learning_rate, weights, gradient, state);
        (weights, state.map(Moments::of))
    }
}

impl Optimizer for Adam {
    type State<const D: usize> = AdamWState<D>;

    fn step<const D: usize>(
        &self,
        learning_rate: f64,
        weights: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<AdamWState<D>>,
    ) -> (Tensor<D>, Option<AdamWState<D>>) {
        let dims = weights.dims();
        let (weights, moments) = self.update(learning_rate, weights, gradient, state.map(Moments::of));
        (weights, moments.map(|moments| moments.state(dims)))
    }

    fn to_device<const D: usize>(state: AdamWState<D>, device: &Device) -> AdamWState<D> {
        AdamW::to_device(state, device)
    }
}
