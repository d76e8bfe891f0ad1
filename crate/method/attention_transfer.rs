//! Attention transfer: Zagoruyko & Komodakis 2017, "Paying More Attention to Attention", beside the soft labels.
//!
//!   Q(F) = normalised vector of mean_c F², one value a pixel
//!   L = L_soft-labels + 1000 beta * sum over the pairs of maps of mean((Q(F_s) - Q(F_t))²)
//!
//! A map says where a network looks, whatever its channels mean, so nothing has to be learnt beside the student. Two
//! reductions are published: equation 2 of the paper takes the norm of the difference, the authors' program the mean of
//! its squares over batch and pixels. This is the program's, with its weight of 1000: its gradient also exists where
//! both maps agree.

use burn::tensor::Tensor;

use super::{Batch, Loss, Method, Needs, maps, soft_labels};
use crate::model::Anatomy;
use crate::spec::ExperimentSpec;
use crate::spec::clash::Clash;

/// See the module.
pub struct AttentionTransfer;

/// Weight of the maps at beta = 1.
const WEIGHT: f32 = 1000.0;

impl Method for AttentionTransfer {
    fn key(&self) -> &'static str {
        "attention-transfer"
    }

    fn needs(&self) -> Needs {
        Needs { teacher: true, temperature: true, unlabelled: true, features: true }
    }

    fn fits(&self, student: &Anatomy, teacher: &Anatomy, spec: &ExperimentSpec) -> Result<(), Clash> {
        maps::required(self.key(), student, teacher, spec)
    }

    fn loss(&self, batch: &Batch) -> Loss {
        let distilled = soft_labels::distillation(batch);
        let pairs = maps::of_batch(&batch.student, batch.teacher());
        let Some(sum) = pairs.into_iter().map(|[s, t]| attention_transfer(s, t)).reduce(|a, b| a + b) else {
            return distilled;
        };
        distilled.with_feature(sum, batch.spec.feature_weight.get() * WEIGHT)
    }
}

/// Mean squared difference of the attention maps of `[batch, any channels, height, width]` each; one number. The teacher's
/// map is a constant.
pub fn attention_transfer(student: Tensor<4>, teacher: Tensor<4>) -> Tensor<1> {
    (attention(student) - attention(teacher.detach())).square().mean()
}

/// Mean square over the channels, as a vector of length 1: `[batch, height * width]`. A map without activity stays 0.
fn attention(map: Tensor<4>) -> Tensor<2> {
    let [batch, _, height, width] = map.dims();
    let energy = map.square().mean_dim(1).reshape([batch, height * width]);
    // Scaled by its largest value first, whose choice changes nothing: no square overflows, and none vanishes.
    let largest = energy.clone().detach().max_dim(1).clamp_min(TINY);
    let scaled = energy / largest;
    let norm = scaled.clone().square().sum_dim(1).clamp_min(TINY).sqrt();
    scaled / norm
}

/// Below what a map with any activity has, and with a square that 32-bit floats still hold.
const TINY: f32 = 1e-12;
