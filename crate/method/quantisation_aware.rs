//! Quantisation-aware distillation: the student runs with fake-quantised weights and activations in every update, and
//! learns the teacher's soft labels that way (Jacob et al. 2018, section 3; Polino, Pascanu & Alistarh 2018, "Model
//! compression via distillation and quantization", algorithm 1). The loss is that of soft labels.

use super::{Batch, Loss, Method, Needs, Quantising, soft_labels};

/// See the module.
pub struct QuantisationAware;

impl Method for QuantisationAware {
    fn key(&self) -> &'static str {
        "quantisation-aware"
    }

    fn needs(&self) -> Needs {
        Needs { teacher: true, temperature: true, unlabelled: true, features: false }
    }

    fn quantises(&self) -> Option<Quantising> {
        Some(Quantising::WhileTraining)
    }

    fn loss(&self, batch: &Batch) -> Loss {
        soft_labels::distillation(batch)
    }
}
