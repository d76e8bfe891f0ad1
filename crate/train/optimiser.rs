//! Adam with decoupled weight decay (Loshchilov & Hutter 2019; Kingma & Ba 2015 where the decay is 0), after the
//! whole gradient was clipped to a norm (Pascanu et al. 2013, algorithm 1).
//!
//! What it remembers of each parameter lies in the order of the network's layers, so that it can be written down and
//! given to the same network in another process ([`Optimiser::save`]).

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, Gradients, Tensor, TensorData};

use super::checkpoint::{Damaged, Reader, Writer};
use crate::device;
use crate::engine::{Adam, Moments};
use crate::math;
use crate::spec::units::{ClipNorm, WeightDecay};

/// The optimiser of one network.
pub struct Optimiser {
    adam: Adam,
    clip_norm: ClipNorm,
    /// By the parameter's place in the network; none of one that has had no gradient yet.
    moments: Vec<Option<Moments>>,
}

impl Optimiser {
    /// Adam with beta 0.9 and 0.999 and epsilon 1e-8.
    pub fn new(weight_decay: WeightDecay, clip_norm: ClipNorm) -> Self {
        Self { adam: Adam::new(weight_decay.get()), clip_norm, moments: vec![] }
    }

    /// The network after one update along the gradient of `loss` (one number).
    pub fn step<M: Module>(&mut self, net: M, loss: &Tensor<1>, learning_rate: f64) -> M {
        let mut gradients = loss.backward();
        if self.clip_norm.get() > 0.0 {
            clip(&mut gradients, &net, self.clip_norm.get());
        }
        net.map(&mut Step { optimiser: self, gradients, learning_rate, place: 0 })
    }

    /// Writes what it remembers.
    pub fn save(&self, out: &mut Writer) {
        out.count(self.moments.len());
        for moments in &self.moments {
            out.count(moments.as_ref().map_or(0, |moments| moments.time));
            if let Some(moments) = moments {
                for moment in [&moments.first, &moments.second] {
                    out.list(&device::read(moment.clone()).iter::<f32>().collect::<Vec<_>>());
                }
            }
        }
    }

    /// Takes up what [`Self::save`] wrote of the same network; `plain` is the device without gradients.
    ///
    /// # Errors
    /// [`Damaged`] where it does not fit the network.
    pub fn restore(
        &mut self,
        net: &impl Module,
        from: &mut Reader<'_>,
        plain: &Device,
    ) -> Result<(), Damaged> {
        let mut sizes = Sizes(vec![]);
        net.visit(&mut sizes);
        let count = from.count()?;
        if count != 0 && count != sizes.0.len() {
            return Err(Damaged);
        }
        self.moments = sizes.0[..count]
            .iter()
            .map(|&size| {
                let time = from.count()?;
                if time == 0 {
                    return Ok(None);
                }
                let mut moment = || {
                    let values = from.list_of(size)?;
                    Ok(Tensor::from_data(TensorData::new(values, [size]), plain))
                };
                Ok(Some(Moments { time, first: moment()?, second: moment()? }))
            })
            .collect::<Result<_, _>>()?;
        Ok(())
    }
}

/// One update of each parameter that has a gradient.
struct Step<'a> {
    optimiser: &'a mut Optimiser,
    gradients: Gradients,
    learning_rate: f64,
    place: usize,
}

impl ModuleMapper for Step<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, weights, mapper) = param.consume();
        let place = self.place;
        self.place += 1;
        let Optimiser { adam, moments, .. } = &mut *self.optimiser;
        if moments.len() <= place {
            moments.push(None);
        }
        let Some(gradient) = weights.grad_remove(&mut self.gradients) else {
            return Param::from_mapped_value(id, weights, mapper);
        };
        let learns = weights.is_require_grad();
        let before = moments[place].take();
        let (weights, after) = adam.update(self.learning_rate, weights.inner(), gradient, before);
        moments[place] = after;
        let weights = Tensor::from_inner(weights);
        Param::from_mapped_value(id, if learns { weights.require_grad() } else { weights }, mapper)
    }
}

/// Numbers in each parameter.
struct Sizes(Vec<usize>);

impl ModuleVisitor for Sizes {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push(param.lazy_shape().num_elements());
    }
}

/// Scales the gradient down so that its norm over all weights is at most `most`.
fn clip(gradients: &mut Gradients, net: &impl Module, most: f32) {
    let mut norm = SquaredNorm { gradients, total: 0.0 };
    net.visit(&mut norm);
    let norm = math::sqrt(norm.total) as f32;
    if norm > most {
        net.visit(&mut Scale { gradients, factor: most / norm });
    }
}

struct SquaredNorm<'a> {
    gradients: &'a Gradients,
    total: f64,
}

impl ModuleVisitor for SquaredNorm<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = param.val().grad(self.gradients) {
            self.total += f64::from(crate::device::read_one(gradient.square().sum()));
        }
    }
}

struct Scale<'a> {
    gradients: &'a mut Gradients,
    factor: f32,
}

impl ModuleVisitor for Scale<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let weights = param.val();
        if let Some(gradient) = weights.grad_remove(self.gradients) {
            weights.grad_replace(self.gradients, gradient * self.factor);
        }
    }
}
