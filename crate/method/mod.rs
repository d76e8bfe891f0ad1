//! Methods: what a student learns from. One method = one file + one line in [`METHODS`].

mod attention_transfer;
mod born_again;
mod decoupled;
mod hard_labels;
pub mod hidden_cosine;
mod hints;
mod label_smoothing;
pub mod layer_matching;
pub mod loss;
mod maps;
mod mutual;
mod post_training_quantised;
mod quantisation_aware;
mod relational;
mod search_policy;
mod soft_labels;
mod teacher_decisions;

pub use attention_transfer::attention_transfer;
use burn::nn::Linear;
use burn::tensor::Tensor;

use crate::model::{Anatomy, Forward};
use crate::spec::ExperimentSpec;
use crate::spec::clash::Clash;
use crate::spec::units::{Alpha, Temperature};
pub use decoupled::decoupled;
pub use hints::hint;
pub use relational::relations;

/// Every method, in menu order. Keys are for ever: they stand in links.
pub static METHODS: &[&dyn Method] = &[
    &hard_labels::HardLabels,
    &soft_labels::SoftLabels,
    &label_smoothing::LabelSmoothing,
    &teacher_decisions::TeacherDecisions,
    &hints::Hints,
    &attention_transfer::AttentionTransfer,
    &relational::Relational,
    &decoupled::Decoupled,
    &quantisation_aware::QuantisationAware,
    &post_training_quantised::PostTrainingQuantised,
    &layer_matching::LayerMatching,
    &hidden_cosine::HiddenCosine,
    &mutual::Mutual,
    &born_again::BornAgain,
    &search_policy::SearchPolicy,
];

/// The methods to compare: those of the spec, and the teacher's hard decisions wherever soft labels use unlabelled
/// images, so that the gain of having more images is not taken for the gain of softness.
pub fn arms(spec: &ExperimentSpec) -> Vec<&'static str> {
    let mut arms = spec.arms.clone();
    if spec.unlabelled.get() > 0 && arms.contains(&"soft-labels") && !arms.contains(&"teacher-decisions") {
        arms.push("teacher-decisions");
    }
    arms
}

/// A way to teach a student.
pub trait Method: Sync {
    /// The word in links.
    fn key(&self) -> &'static str;
    /// What it learns from.
    fn needs(&self) -> Needs;
    /// With whom its student learns.
    fn partners(&self) -> Partners {
        Partners::Teacher
    }
    /// The loss of one batch, mean over the images, with its terms.
    fn loss(&self, batch: &Batch) -> Loss;
    /// Whether these networks have what the method compares.
    ///
    /// # Errors
    /// [`Clash`] with the nearest experiment that works.
    fn fits(&self, _student: &Anatomy, _teacher: &Anatomy, _spec: &ExperimentSpec) -> Result<(), Clash> {
        Ok(())
    }
    /// Whether the student ends with few bits a number, and when it gets them.
    fn quantises(&self) -> Option<Quantising> {
        None
    }
    /// Dense layers `[inputs, outputs]` that bring the student's features to the teacher's width. They learn with the
    /// student and are thrown away after the training. Called only where [`Self::fits`] agreed.
    fn projections(&self, _student: &Anatomy, _teacher: &Anatomy, _spec: &ExperimentSpec) -> Vec<[usize; 2]> {
        vec![]
    }
}

/// When a student's numbers are rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantising {
    /// In every update: the student learns to live with it.
    WhileTraining,
    /// Once it has learnt.
    Afterwards,
}

/// With whom a student learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partners {
    /// The teacher of the experiment, if anybody.
    Teacher,
    /// A second student that learns at the same time; [`Batch::teacher`] holds its present answers.
    Peer,
    /// Students before it, one after the other; [`Batch::teacher`] holds the last one's answers, and nothing in the first
    /// generation.
    Generations,
}

/// What a method uses, so that a form can say it and a fair trial can be arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// The teacher's logits.
    pub teacher: bool,
    /// The training temperature.
    pub temperature: bool,
    /// Images without labels, where the experiment has some.
    pub unlabelled: bool,
    /// What lies between input and answer, of teacher and student.
    pub features: bool,
}

/// One batch as a method sees it. The first rows are the images with a label.
pub struct Batch<'a> {
    /// The student's answers, `[batch, ...]`, with gradient.
    pub student: Forward,
    /// The teacher's answers on the same images, without gradient; for methods that need them. Its features are there
    /// for methods that need features.
    pub teacher: Option<Forward>,
    /// One-hot labels of the first rows, `[labelled, classes]`; none where no image of the batch has a label.
    pub labels: Option<Tensor<2>>,
    /// The layers of [`Method::projections`], with gradient.
    pub projections: &'a [Linear],
    /// Training temperature T at this update.
    pub temperature: Temperature,
    /// Weight of the true labels at this update.
    pub alpha: Alpha,
    /// The experiment, for what else a method lets people choose.
    pub spec: &'a ExperimentSpec,
}

/// A loss and its terms before they were weighted, each a tensor of one number.
pub struct Loss {
    /// What the student minimises.
    pub total: Tensor<1>,
    /// Cross-entropy with labels, in nats.
    pub hard: Option<Tensor<1>>,
    /// What the teacher asks for, in nats and unweighted: KL at T for soft labels, cross-entropy for its decisions.
    pub soft: Option<Tensor<1>>,
    /// What the comparison of features asks for, unweighted.
    pub feature: Option<Tensor<1>>,
}

impl Loss {
    /// The same with a comparison of features, weighted. Without weight it is reported only: in the sum it would still
    /// change the order in which gradients are added up, and so their last bits.
    fn with_feature(self, feature: Tensor<1>, weight: f32) -> Self {
        let total = if weight == 0.0 { self.total } else { self.total + feature.clone() * weight };
        Self { total, feature: Some(feature), ..self }
    }
}

impl Batch<'_> {
    /// Mean cross-entropy over the labelled rows; none where there is no such row.
    pub fn hard_loss(&self) -> Option<Tensor<1>> {
        let labels = self.labels.clone()?;
        let [labelled, _] = labels.dims();
        let mut logits = self.student.logits.clone();
        // A cut is one more node in the gradient graph of each update.
        if logits.dims()[0] > labelled {
            logits = logits.slice(0..labelled);
        }
        Some(loss::cross_entropy(logits, labels))
    }

    /// Alpha times the cross-entropy with the labels, and `soft` times its weight; `soft` alone where no image of the
    /// batch has a label.
    pub fn beside_labels(&self, soft: Tensor<1>, weight: f32) -> Loss {
        let hard = self.hard_loss();
        let total = match hard.clone() {
            Some(hard) => loss::weighted_sum([hard, soft.clone()], [self.alpha.get(), weight]),
            None => soft.clone() * weight,
        };
        Loss { total, hard, soft: Some(soft), feature: None }
    }

    /// The teacher's answers.
    ///
    /// # Panics
    /// If the method did not say that it needs them.
    pub fn teacher(&self) -> &Forward {
        self.teacher.as_ref().expect("a method that needs the teacher says so in needs()")
    }
}

/// The method with this key.
pub fn find(key: &str) -> Option<&'static dyn Method> {
    METHODS.iter().copied().find(|method| method.key() == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::open;

    #[test]
    fn unlabelled_images_bring_the_teachers_decisions_as_one_more_arm() {
        assert_eq!(arms(&ExperimentSpec::default()).len(), 3);
        assert_eq!(arms(&open("unlabelled=100").spec).last(), Some(&"teacher-decisions"));
    }
}
