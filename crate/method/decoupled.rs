//! Decoupled distillation: Zhao et al. 2022, "Decoupled Knowledge Distillation", equation 7.
//!
//!   L = alpha * CE(y, p) + (1 - alpha) * T² * (TCKD + nckd * NCKD)
//!
//! KL = TCKD + (1 - p_t[y]) * NCKD (equation 5): the divergence on "this class or another", and the divergence among the
//! other classes, which plain distillation weighs the less the surer the teacher is. Here both weights are free. The
//! class in question is the label; the paper has one for every image, and where an image has none, the class that the
//! teacher finds most likely takes its place.

use burn::tensor::Tensor;

use super::{Batch, Loss, Method, Needs, loss};

/// See the module.
pub struct Decoupled;

impl Method for Decoupled {
    fn key(&self) -> &'static str {
        "decoupled"
    }

    fn needs(&self) -> Needs {
        Needs { teacher: true, temperature: true, unlabelled: true, features: false }
    }

    fn loss(&self, batch: &Batch) -> Loss {
        let (alpha, t) = (batch.alpha.get(), batch.temperature.get());
        let teacher = batch.teacher().logits.clone();
        let (target, non_target) = decoupled(teacher, batch.student.logits.clone(), targets(batch), t);
        let soft = target + non_target * batch.spec.non_target_weight.get();
        batch.beside_labels(soft, (1.0 - alpha) * t * t)
    }
}

/// One-hot classes in question, `[batch, classes]`: labels first, then the teacher's decisions.
fn targets(batch: &Batch) -> Tensor<2> {
    let teacher = &batch.teacher().logits;
    let [images, classes] = teacher.dims();
    let labelled = batch.labels.as_ref().map_or(0, |labels| labels.dims()[0]);
    let decided = (labelled < images).then(|| {
        let rest = teacher.clone().slice(labelled..images);
        rest.argmax(1).squeeze_dim::<1>(1).one_hot(classes).float()
    });
    let parts: Vec<Tensor<2>> = batch.labels.clone().into_iter().chain(decided).collect();
    Tensor::cat(parts, 0)
}

/// TCKD and NCKD, mean over the images, in nats; `[batch, classes]` each, `targets` one-hot. The teacher's logits are
/// constants. Stays finite at any temperature: probabilities near 0 are never turned into logarithms.
pub fn decoupled(
    teacher: Tensor<2>,
    student: Tensor<2>,
    targets: Tensor<2>,
    temperature: f32,
) -> (Tensor<1>, Tensor<1>) {
    let (teacher, student) =
        (Split::of(teacher.detach(), &targets, temperature), Split::of(student, &targets, temperature));
    let target = loss::kl_divergence(teacher.binary, student.binary, 1.0);
    (target, loss::kl_divergence(teacher.others, student.others, temperature))
}

/// The logits of two questions.
struct Split {
    /// Is it the class in question or another? `[batch, 2]`, at T.
    binary: Tensor<2>,
    /// If another, which? `[batch, classes]`, before the division by T, the class in question out of reach.
    others: Tensor<2>,
}

/// Lower than any logit, yet far from infinity: times a probability of 0 it is 0.
const OUT_OF_REACH: f32 = -1e9;

impl Split {
    fn of(logits: Tensor<2>, targets: &Tensor<2>, temperature: f32) -> Self {
        let remaining = -targets.clone() + 1.0;
        let others = logits.clone() * remaining.clone() + targets.clone() * OUT_OF_REACH;
        let largest = others.clone().detach().max_dim(1);
        // Less the largest other logit, so that differences stay exact before the division by a small T.
        let target = (logits.clone() * targets.clone()).sum_dim(1) - largest.clone();
        let shifted = (logits - largest.clone()) * remaining.clone() / temperature;
        let sum = (shifted.exp() * remaining.clone()).sum_dim(1);
        let binary = Tensor::cat(vec![target / temperature, sum.log()], 1);
        // From 0 downward: the gap to the class out of reach is the same at every size of the logits.
        let others = (others - largest) * remaining + targets.clone() * OUT_OF_REACH;
        Self { binary, others }
    }
}
