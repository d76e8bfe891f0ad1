//! The teacher's hard decisions: cross-entropy with the class that the teacher finds most likely. Hard distillation
//! as in DeiT (Touvron et al. 2021, section 4, with one output head) and, with whole texts for classes, as in the
//! models distilled from DeepSeek-R1. Beside soft labels it shows what the teacher's doubts add to its answers.
//!
//!   L = alpha * CE(y, p) + (1 - alpha) * CE(argmax z_t, p)

use super::{Batch, Loss, Method, Needs, loss};

/// See the module.
pub struct TeacherDecisions;

impl Method for TeacherDecisions {
    fn key(&self) -> &'static str {
        "teacher-decisions"
    }

    fn needs(&self) -> Needs {
        Needs { teacher: true, temperature: false, unlabelled: true, features: false }
    }

    fn loss(&self, batch: &Batch) -> Loss {
        let [_, classes] = batch.student.logits.dims();
        let decisions = batch.teacher().logits.clone().argmax(1).squeeze_dim::<1>(1);
        let targets = decisions.one_hot(classes).float();
        let soft = loss::cross_entropy(batch.student.logits.clone(), targets);
        batch.beside_labels(soft, 1.0 - batch.alpha.get())
    }
}
