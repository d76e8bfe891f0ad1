//! Hints: Romero et al. 2015, "FitNets: Hints for Thin Deep Nets", equation 3, beside the soft labels.
//!
//!   L = L_soft-labels + 100 beta * mean((F_t - r(F_s))²)
//!
//! F_s and F_t are the deepest feature maps of one size ([`super::maps`]); r is the paper's regressor as a 1x1
//! convolution: one dense layer on the channels of every pixel, which learns with the student. The paper trains on half
//! the squared norm alone, in a stage before the distillation; here, as in the toolboxes, both terms are trained at once,
//! the mean goes over batch, channels and pixels, and 100 is RepDistiller's weight.

use burn::nn::Linear;
use burn::tensor::Tensor;

use super::{Batch, Loss, Method, Needs, maps, soft_labels};
use crate::engine;
use crate::model::Anatomy;
use crate::spec::ExperimentSpec;
use crate::spec::clash::Clash;

/// See the module.
pub struct Hints;

/// Weight of the hint at beta = 1.
const WEIGHT: f32 = 100.0;

impl Method for Hints {
    fn key(&self) -> &'static str {
        "hints"
    }

    fn needs(&self) -> Needs {
        Needs { teacher: true, temperature: true, unlabelled: true, features: true }
    }

    fn fits(&self, student: &Anatomy, teacher: &Anatomy, spec: &ExperimentSpec) -> Result<(), Clash> {
        maps::required(self.key(), student, teacher, spec)
    }

    fn projections(&self, student: &Anatomy, teacher: &Anatomy, _: &ExperimentSpec) -> Vec<[usize; 2]> {
        let deepest = maps::of_anatomies(student, teacher).pop();
        deepest
            .map(|pair| [student.taps[pair.student][0], teacher.taps[pair.teacher][0]])
            .into_iter()
            .collect()
    }

    fn loss(&self, batch: &Batch) -> Loss {
        let distilled = soft_labels::distillation(batch);
        let deepest = maps::of_batch(&batch.student, batch.teacher()).pop();
        let (Some([student, teacher]), Some(regressor)) = (deepest, batch.projections.first()) else {
            return distilled;
        };
        distilled.with_feature(hint(regressor, student, teacher), batch.spec.feature_weight.get() * WEIGHT)
    }
}

/// Mean squared error of `regressor` on the student's map `[batch, in, height, width]` as a prediction of the teacher's
/// `[batch, out, height, width]`; one number. The teacher's map is a constant.
pub fn hint(regressor: &Linear, student: Tensor<4>, teacher: Tensor<4>) -> Tensor<1> {
    let pixels = |map: Tensor<4>| {
        let [batch, channels, height, width] = map.dims();
        map.reshape([batch, channels, height * width]).swap_dims(1, 2)
    };
    let predicted = engine::dense_tokens(regressor, pixels(student), false);
    (predicted - pixels(teacher.detach())).square().mean()
}
