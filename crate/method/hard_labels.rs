//! Hard labels: cross-entropy with the true labels only. The control: what the student learns without a teacher.

use super::{Batch, Loss, Method, Needs};

/// See the module.
pub struct HardLabels;

impl Method for HardLabels {
    fn key(&self) -> &'static str {
        "hard-labels"
    }

    fn needs(&self) -> Needs {
        Needs { teacher: false, temperature: false, unlabelled: false, features: false }
    }

    fn loss(&self, batch: &Batch) -> Loss {
        let hard = batch.hard_loss().expect("a method without a teacher gets labelled images only");
        Loss { total: hard.clone(), hard: Some(hard), soft: None, feature: None }
    }
}
