//! Cosine of hidden states beside soft labels and labels: Sanh et al. 2019, "DistilBERT", section 3.
//!
//!   L = alpha * CE + (1 - alpha) * T² * KL + beta / 7 * mean over the tokens of (1 - cos(h_s, h_t))
//!
//! The authors' program weighs T² * KL, labels and cosine 5 : 2 : 1 and compares the last layer's hidden states only. At
//! alpha = 2/7 and beta = 1 this is their loss, divided by the 7 of its first two weights.
//!
use burn::tensor::Tensor;

use super::layer_matching::are_transformers;
use super::soft_labels::distillation;
use super::{Batch, Loss, Method, Needs};
use crate::model::Anatomy;
use crate::spec::ExperimentSpec;
use crate::spec::clash::Clash;

/// See the module.
pub struct HiddenCosine;

const KEY: &str = "hidden-cosine";

/// Weight of the cosine beside alpha and 1 - alpha.
const OWN_WEIGHT: f32 = 1.0 / 7.0;

impl Method for HiddenCosine {
    fn key(&self) -> &'static str {
        KEY
    }

    fn needs(&self) -> Needs {
        Needs { teacher: true, temperature: true, unlabelled: true, features: true }
    }

    fn loss(&self, batch: &Batch) -> Loss {
        let (student, teacher) = (&batch.student, batch.teacher());
        let [student, teacher] = [student, teacher].map(|forward| {
            let state = forward.hidden.last().expect("fits() has asked for transformers").clone();
            let [batch, tokens, width] = state.dims();
            state.reshape([batch * tokens, width])
        });
        let feature = cosine_loss(student, teacher);
        distillation(batch).with_feature(feature, batch.spec.feature_weight.get() * OWN_WEIGHT)
    }

    fn fits(&self, student: &Anatomy, teacher: &Anatomy, spec: &ExperimentSpec) -> Result<(), Clash> {
        are_transformers(KEY, student, teacher, spec)?;
        if student.hidden[0] != teacher.hidden[0] {
            let allowed = "hidden states of the same width";
            return Err(Clash::without_arm(spec, KEY, "cosine-needs-equal-widths", allowed));
        }
        Ok(())
    }
}

/// Mean over the rows of `1 - cos(student, teacher)`. Both `[rows, width]`; one number. A row of zeros has cosine 0.
pub fn cosine_loss(student: Tensor<2>, teacher: Tensor<2>) -> Tensor<1> {
    const EPSILON: f32 = 1e-12;
    let norm = |x: Tensor<2>| (x.square().sum_dim(1) + EPSILON).sqrt();
    let product = (student.clone() * teacher.clone()).sum_dim(1);
    (-(product / (norm(student) * norm(teacher))) + 1.0).mean()
}
