//! Adam with decoupled weight decay (Loshchilov & Hutter 2019; Kingma & Ba 2015 where the decay is 0), after the
//! whole gradient was clipped to a norm (Pascanu et al. 2013, algorithm 1).

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::Tensor;

use crate::engine::Adam;
use crate::math;
use crate::spec::units::{ClipNorm, WeightDecay};

/// The optimiser of one network.
pub struct Optimiser {
    adam: ModuleOptimizer,
    clip_norm: ClipNorm,
}

impl Optimiser {
    /// Adam with beta 0.9 and 0.999 and epsilon 1e-8.
    pub fn new(weight_decay: WeightDecay, clip_norm: ClipNorm) -> Self {
        Self { adam: ModuleOptimizer::from(Adam::new(weight_decay.get())), clip_norm }
    }

    /// The network after one update along the gradient of `loss` (one number).
    pub fn step<M: Module>(&mut self, net: M, loss: &Tensor<1>, learning_rate: f64) -> M {
        let mut gradients = GradientsParams::from_grads(loss.backward(), &net);
        if self.clip_norm.get() > 0.0 {
            clip(&mut gradients, &net, self.clip_norm.get());
        }
        self.adam.step(learning_rate, net, gradients)
    }
}

/// Scales the gradient down so that its norm over all weights is at most `most`.
fn clip(gradients: &mut GradientsParams, net: &impl Module, most: f32) {
    let mut norm = SquaredNorm { gradients, total: 0.0 };
    net.visit(&mut norm);
    let norm = math::sqrt(norm.total) as f32;
    if norm > most {
        net.visit(&mut Scale { gradients, factor: most / norm });
    }
}

struct SquaredNorm<'a> {
    gradients: &'a GradientsParams,
    total: f64,
}

impl ModuleVisitor for SquaredNorm<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.get::<D>(param.id) {
            self.total += f64::from(crate::device::read_one(gradient.square().sum()));
        }
    }
}

struct Scale<'a> {
    gradients: &'a mut GradientsParams,
    factor: f32,
}

impl ModuleVisitor for Scale<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.remove::<D>(param.id) {
            self.gradients.register(param.id, gradient * self.factor);
        }
    }
}
