//! Soft labels: Hinton, Vinyals & Dean 2015, "Distilling the Knowledge in a Neural Network", section 2.
//!
//!   L = alpha * CE(y, softmax(z_s)) + (1 - alpha) * T² * KL(softmax(z_t / T) || softmax(z_s / T))
//!
//! T² keeps the scale of the soft gradient independent of T (same section). The paper writes the soft term as a
//! cross-entropy; KL has the same gradient and reaches 0.

use super::{Batch, Loss, Method, Needs, loss};

/// See the module.
pub struct SoftLabels;

impl Method for SoftLabels {
    fn key(&self) -> &'static str {
        "soft-labels"
    }

    fn needs(&self) -> Needs {
        Needs { teacher: true, temperature: true, unlabelled: true, features: false }
    }

    fn loss(&self, batch: &Batch) -> Loss {
        distillation(batch)
    }
}

/// The loss of the module's formula; what methods with more terms start from.
pub fn distillation(batch: &Batch) -> Loss {
    let (alpha, t) = (batch.alpha.get(), batch.temperature.get());
    let teacher = batch.teacher().logits.clone();
    let soft = loss::kl_divergence(teacher, batch.student.logits.clone(), t);
    batch.beside_labels(soft, (1.0 - alpha) * t * t)
}
