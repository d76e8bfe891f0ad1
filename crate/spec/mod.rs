//! [`ExperimentSpec`]: everything that determines a run. Two equal specs give equal numbers, bit for bit.
//!
//! A spec is made by [`link::open`] or [`link::check`], which name what they had to change. Past that door
//! each value is known to be inside its range.

pub mod choices;
pub mod claim;
pub mod fields;
pub mod link;
pub mod units;

use crate::seed::Seed;
use choices::{Engine, Schedule};
use units::*;

/// The experiment, as a link writes it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExperimentSpec {
    /// Key of the dataset.
    pub dataset: &'static str,
    /// Images with a true label that the students may use.
    pub labelled: ImageCount,
    /// Further images without a label that the teacher labels: the transfer set beyond the labelled images.
    pub unlabelled: ImageCount,
    /// Share of wrong labels among the labelled images.
    pub label_noise: LabelNoise,
    /// Key of the teacher's model.
    pub teacher: &'static str,
    /// Key of the students' model.
    pub student: &'static str,
    /// Training temperature T.
    pub temperature: Temperature,
    /// Weight of the true labels.
    pub alpha: Alpha,
    /// Strength of the label-smoothing control.
    pub smoothing: Smoothing,
    /// Keys of the methods to compare, one student each.
    pub arms: Vec<&'static str>,
    /// Updates of each student.
    pub updates: Updates,
    /// Images in one update of a student; fewer where the set is smaller.
    pub batch: BatchSize,
    /// Peak learning rate of the students.
    pub learning_rate: LearningRate,
    /// How the learning rate changes over a run, teacher and students alike.
    pub schedule: Schedule,
    /// Weight decay of the students.
    pub weight_decay: WeightDecay,
    /// Gradient clipping, teacher and students alike.
    pub clip_norm: ClipNorm,
    /// Training images of the teacher; 0 stands for all.
    pub teacher_images: ImageCount,
    /// Epochs of the teacher.
    pub teacher_epochs: Epochs,
    /// Peak learning rate of the teacher.
    pub teacher_learning_rate: LearningRate,
    /// Images in one update of the teacher.
    pub teacher_batch: BatchSize,
    /// Weight decay of the teacher.
    pub teacher_weight_decay: WeightDecay,
    /// Seed of every choice: images, weights, order, dropout.
    pub seed: Seed,
    /// The compute engine; part of the experiment because it decides the bits.
    pub engine: Engine,
}

/// The words that a link may use, and what they allow. The registries to the right of this module fill it.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// Datasets with the number of their training images.
    pub datasets: Vec<(&'static str, u32)>,
    /// Model keys.
    pub models: Vec<&'static str>,
    /// Method keys.
    pub methods: Vec<&'static str>,
}

impl Vocabulary {
    /// Training images of a dataset; 0 for an unknown one.
    pub fn training_images(&self, dataset: &str) -> u32 {
        self.datasets.iter().find(|(key, _)| *key == dataset).map_or(0, |(_, count)| *count)
    }
}

impl Default for ExperimentSpec {
    /// The default preset: the same 50 images for every student, only the targets differ.
    fn default() -> Self {
        Self {
            dataset: "digits",
            labelled: const { ImageCount::literal(50) },
            unlabelled: const { ImageCount::literal(0) },
            label_noise: const { LabelNoise::literal(0.0) },
            teacher: "dropout-cnn-8-16-32",
            student: "cnn-4-8",
            temperature: const { Temperature::literal(4.0) },
            alpha: const { Alpha::literal(0.0) },
            smoothing: const { Smoothing::literal(0.1) },
            arms: vec!["hard-labels", "soft-labels", "label-smoothing"],
            updates: const { Updates::literal(400) },
            batch: const { BatchSize::literal(64) },
            learning_rate: const { LearningRate::literal(0.005) },
            schedule: Schedule::Cosine,
            weight_decay: const { WeightDecay::literal(0.0) },
            clip_norm: const { ClipNorm::literal(0.0) },
            teacher_images: const { ImageCount::literal(0) },
            teacher_epochs: const { Epochs::literal(30) },
            teacher_learning_rate: const { LearningRate::literal(0.002) },
            teacher_batch: const { BatchSize::literal(64) },
            teacher_weight_decay: const { WeightDecay::literal(0.0001) },
            seed: Seed(42),
            engine: Engine::Flex,
        }
    }
}
