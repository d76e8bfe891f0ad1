//! Post-training quantisation: the student learns from soft labels with 32-bit numbers; then weights and activations are
//! rounded, with ranges measured on images of the transfer set (Jacob et al. 2018, section 3). Every point of its curve
//! is what one would get by stopping and rounding there.

use super::{Batch, Loss, Method, Needs, Quantising, soft_labels};

/// See the module.
pub struct PostTrainingQuantised;

impl Method for PostTrainingQuantised {
    fn key(&self) -> &'static str {
        "post-training-quantised"
    }

    fn needs(&self) -> Needs {
        Needs { teacher: true, temperature: true, unlabelled: true, features: false }
    }

    fn quantises(&self) -> Option<Quantising> {
        Some(Quantising::Afterwards)
    }

    fn loss(&self, batch: &Batch) -> Loss {
        soft_labels::distillation(batch)
    }
}
