//! Born-again networks: Furlanello et al. 2018, "Born Again Neural Networks", section 3. No larger teacher: students of the
//! same size in a row. The first learns from labels, each next one from the soft labels of the one before, with the loss
//! of [`super::soft_labels`]. (The paper has T = 1.)

use super::{Batch, Loss, Method, Needs, Partners, soft_labels};

/// See the module.
pub struct BornAgain;

impl Method for BornAgain {
    fn key(&self) -> &'static str {
        "born-again"
    }

    fn needs(&self) -> Needs {
        Needs { teacher: false, temperature: true, unlabelled: true, features: false }
    }

    fn partners(&self) -> Partners {
        Partners::Generations
    }

    fn loss(&self, batch: &Batch) -> Loss {
        if batch.teacher.is_some() {
            return soft_labels::distillation(batch);
        }
        let hard = batch.hard_loss().expect("the first generation gets labelled images only");
        Loss { total: hard.clone(), hard: Some(hard), soft: None, feature: None }
    }
}
