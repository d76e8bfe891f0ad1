//! Label smoothing: Szegedy et al. 2016, "Rethinking the Inception Architecture", section 7. The second control:
//! soft targets that come from no teacher and know nothing of which classes look alike.
//!
//!   target = (1 - epsilon) * onehot(y) + epsilon / classes

use super::{Batch, Loss, Method, Needs, loss};

/// See the module.
pub struct LabelSmoothing;

impl Method for LabelSmoothing {
    fn key(&self) -> &'static str {
        "label-smoothing"
    }

    fn needs(&self) -> Needs {
        Needs { teacher: false, temperature: false, unlabelled: false, features: false }
    }

    fn loss(&self, batch: &Batch) -> Loss {
        let labels = batch.labels.clone().expect("a method without a teacher gets labelled images only");
        let [_, classes] = labels.dims();
        let epsilon = batch.spec.smoothing.get();
        let targets = labels * (1.0 - epsilon) + epsilon / classes as f32;
        let hard = loss::cross_entropy(batch.student.logits.clone(), targets);
        Loss { total: hard.clone(), hard: Some(hard), soft: None, feature: None }
    }
}
