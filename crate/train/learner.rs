//! A network on its way: weights, optimiser, learning rate, and the losses since the last look.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::Device;

use super::checkpoint::{Damaged, Reader, Writer};
use super::optimiser::Optimiser;
use super::{LossTerms, schedule};
use crate::device::read_one;
use crate::method::Loss;
use crate::model::weights::WrongCount;
use crate::model::{Net, weights};
use crate::spec::choices::Schedule;
use crate::spec::units::{ClipNorm, LearningRate, WeightDecay};

/// How to learn.
pub struct Recipe {
    /// Updates in all.
    pub updates: u32,
    /// Peak learning rate.
    pub learning_rate: LearningRate,
    /// How it changes.
    pub schedule: Schedule,
    /// Weight decay.
    pub weight_decay: WeightDecay,
    /// Gradient clipping.
    pub clip_norm: ClipNorm,
}

/// What learns: a network, and the dense layers that a method puts beside it for the time of the training.
#[derive(Module, Debug)]
pub struct Trainee {
    /// The network.
    pub net: Net,
    /// See [`crate::method::Method::projections`].
    pub projections: Vec<Linear>,
}

/// See the module.
pub struct Learner {
    trainee: Option<Trainee>,
    optimiser: Optimiser,
    recipe: Recipe,
    done: u32,
    last: Option<LossTerms>,
    since: MeanLoss,
}

impl Learner {
    /// A learner before its first update.
    pub fn new(net: Net, recipe: Recipe) -> Self {
        Self::with_projections(Trainee { net, projections: vec![] }, recipe)
    }

    /// The same with layers that a method puts beside the network.
    pub fn with_projections(trainee: Trainee, recipe: Recipe) -> Self {
        let optimiser = Optimiser::new(recipe.weight_decay, recipe.clip_norm);
        Self { trainee: Some(trainee), optimiser, recipe, done: 0, last: None, since: MeanLoss::default() }
    }

    /// The same learner after its last update, with the weights that it had then.
    ///
    /// # Errors
    /// [`WrongCount`].
    pub fn resumed(mut self, weights: &[f32], device: &Device) -> Result<Self, WrongCount> {
        self.begin_with(weights, device)?;
        self.done = self.recipe.updates;
        Ok(self)
    }

    /// Takes other weights than those that were drawn. The layers beside the network keep theirs.
    ///
    /// # Errors
    /// [`WrongCount`]; nothing has changed then.
    pub fn begin_with(&mut self, weights: &[f32], device: &Device) -> Result<(), WrongCount> {
        if let Some(trainee) = &mut self.trainee {
            trainee.net = weights::load(trainee.net.clone(), weights, device)?;
        }
        Ok(())
    }

    /// Writes all that later updates depend on. After the last one the optimiser has nothing to remember.
    pub fn save(&self, out: &mut Writer) {
        let MeanLoss { count, total, hard, soft, feature } = self.since;
        out.count(self.done as usize);
        out.loss(self.last);
        out.count(count as usize);
        for sum in [Some(total), hard, soft, feature] {
            out.maybe(sum);
        }
        out.list(&weights::flatten(&self.trainee().valid()));
        let spent = self.done == self.recipe.updates;
        out.tag(u8::from(!spent));
        if !spent {
            self.optimiser.save(out);
        }
    }

    /// Takes up what [`Self::save`] wrote of the same learner. `plain` is the device without gradients.
    ///
    /// # Errors
    /// [`Damaged`] where it does not fit.
    pub fn restore(&mut self, from: &mut Reader<'_>, plain: &Device) -> Result<(), Damaged> {
        let done = u32::try_from(from.count()?).map_err(|_| Damaged)?;
        if done > self.recipe.updates {
            return Err(Damaged);
        }
        self.done = done;
        self.last = from.loss()?;
        let count = from.count()? as u32;
        let total = from.maybe()?.ok_or(Damaged)?;
        let (hard, soft, feature) = (from.maybe()?, from.maybe()?, from.maybe()?);
        self.since = MeanLoss { count, total, hard, soft, feature };
        let weights = from.list()?;
        let trainee = self.trainee.take().ok_or(Damaged)?;
        let trainee = weights::load(trainee, &weights, &plain.clone().autodiff()).map_err(|_| Damaged)?;
        let learns = from.tag()? == 1;
        if learns == (done == self.recipe.updates) {
            return Err(Damaged);
        }
        if learns {
            self.optimiser.restore(&trainee, from, plain)?;
        }
        self.trainee = Some(trainee);
        Ok(())
    }

    /// The network, on the device with gradients.
    pub fn net(&self) -> &Net {
        &self.trainee().net
    }

    /// The layers beside the network.
    pub fn projections(&self) -> &[Linear] {
        &self.trainee().projections
    }

    fn trainee(&self) -> &Trainee {
        self.trainee.as_ref().expect("the network is away only inside update()")
    }

    /// The network on the plain device: no graph is kept when it runs.
    pub fn plain(&self) -> Net {
        self.net().valid()
    }

    /// Updates made and updates in all.
    pub fn updates(&self) -> (u32, u32) {
        (self.done, self.recipe.updates)
    }

    /// Terms of the last update's loss; none before the first.
    pub fn last_loss(&self) -> Option<LossTerms> {
        self.last
    }

    /// Mean loss since the last call.
    pub fn take_mean_loss(&mut self) -> Option<LossTerms> {
        std::mem::take(&mut self.since).mean()
    }

    /// One update along the gradient of `loss`. Returns false, and leaves the weights, where the loss is not finite.
    pub fn update(&mut self, loss: Loss) -> bool {
        let terms = LossTerms {
            total: read_one(loss.total.clone()),
            hard: loss.hard.map(read_one),
            soft: loss.soft.map(read_one),
            feature: loss.feature.map(read_one),
        };
        self.last = Some(terms);
        if !terms.total.is_finite() {
            return false;
        }
        self.since.add(terms);
        let rate = schedule::learning_rate(
            self.recipe.schedule,
            self.recipe.learning_rate.get(),
            self.done,
            self.recipe.updates,
        );
        self.trainee = self.trainee.take().map(|trainee| self.optimiser.step(trainee, &loss.total, rate));
        self.done += 1;
        true
    }
}

/// Running mean of loss terms; a term that was ever absent stays absent.
#[derive(Clone, Copy, Default)]
struct MeanLoss {
    count: u32,
    total: f64,
    hard: Option<f64>,
    soft: Option<f64>,
    feature: Option<f64>,
}

impl MeanLoss {
    fn add(&mut self, terms: LossTerms) {
        let sum = |before: Option<f64>, term: Option<f32>| match (self.count, term) {
            (0, term) => term.map(f64::from),
            (_, term) => Some(before? + f64::from(term?)),
        };
        (self.hard, self.soft) = (sum(self.hard, terms.hard), sum(self.soft, terms.soft));
        self.feature = sum(self.feature, terms.feature);
        self.total += f64::from(terms.total);
        self.count += 1;
    }

    fn mean(self) -> Option<LossTerms> {
        let divide = |sum: f64| (sum / f64::from(self.count)) as f32;
        (self.count > 0).then(|| LossTerms {
            total: divide(self.total),
            hard: self.hard.map(divide),
            soft: self.soft.map(divide),
            feature: self.feature.map(divide),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{self, ImageShape, weights};
    use crate::seed::Seed;
    use crate::spec::choices::Engine;

    fn learner() -> (Learner, burn::tensor::Device) {
        let device = crate::device::plain(Engine::Flex).expect("built").autodiff();
        let shape = ImageShape { height: 8, width: 8, classes: 10 };
        let model = model::find("cnn-2-4").expect("registered");
        let net = model.init(shape, &mut Seed(1).stream("test"), &device);
        let recipe = Recipe {
            updates: 10,
            learning_rate: LearningRate::literal(0.01),
            schedule: Schedule::Cosine,
            weight_decay: WeightDecay::literal(0.0),
            clip_norm: ClipNorm::literal(1.0),
        };
        (Learner::new(net, recipe), device)
    }

    fn loss(learner: &Learner, device: &burn::tensor::Device, factor: f32) -> Loss {
        let images = burn::tensor::Tensor::ones([3, 1, 8, 8], device);
        let logits = learner.net().forward(images, crate::model::Mode::Evaluate).logits;
        Loss { total: logits.square().sum() * factor, hard: None, soft: None, feature: None }
    }

    #[test]
    fn a_loss_that_is_no_number_is_refused_and_leaves_the_weights() {
        let (mut learner, device) = learner();
        let before = weights::flatten(learner.net());
        let lost = loss(&learner, &device, f32::NAN);
        assert!(!learner.update(lost));
        assert_eq!(weights::flatten(learner.net()), before);
        assert_eq!(learner.updates(), (0, 10));
    }

    #[test]
    fn clipping_makes_updates_independent_of_the_size_of_the_loss() {
        // Adam alone is nearly scale-free; clipped to the same norm, two runs are equal to rounding.
        let run = |factor| {
            let (mut learner, device) = learner();
            for _ in 0..3 {
                let loss = loss(&learner, &device, factor);
                assert!(learner.update(loss));
            }
            weights::flatten(learner.net())
        };
        let (small, large) = (run(1e3), run(1e6));
        let apart = small.iter().zip(&large).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-5, "{apart}");
    }
}
