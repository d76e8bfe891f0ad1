//! [`ExperimentSpec`]: everything that determines a run. Two equal specs give equal numbers, bit for bit.
//!
//! A spec is made by [`link::open`] or [`link::check`], which name what they had to change. Past that door
//! each value is known to be inside its range.

pub mod choices;
pub mod claim;
pub mod clash;
pub mod course;
pub mod drawings;
pub mod fields;
pub mod layer_map;
pub mod link;
pub mod teacher_key;
pub mod units;

use crate::seed::Seed;
use choices::*;
use layer_map::LayerMap;
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
    /// A class that the students' images leave out; the teacher has learnt it.
    pub omitted: ClassChoice,
    /// What changes the students' images each time that they are drawn.
    pub augmentation: Vec<Augmentation>,
    /// How the students' images, and the test images, differ from the teacher's.
    pub domain: Domain,
    /// What the students see of an image.
    pub view: View,
    /// Key of the teacher's model.
    pub teacher: &'static str,
    /// Key of the students' model.
    pub student: &'static str,
    /// The weights that the students start from.
    pub start: Start,
    /// Bits of the quantised students.
    pub bits: Bits,
    /// Training temperature T, of the first update where it changes.
    pub temperature: Temperature,
    /// How T changes.
    pub temperature_path: Path,
    /// T of the last update where it changes.
    pub temperature_end: Temperature,
    /// Weight of the true labels, in the first update where it changes.
    pub alpha: Alpha,
    /// How alpha changes.
    pub alpha_path: Path,
    /// Alpha of the last update where it changes.
    pub alpha_end: Alpha,
    /// Weight of hints, attention maps, relations and matched layers, as a multiple of their source's own.
    pub feature_weight: FeatureWeight,
    /// Weight of the non-target term of decoupled distillation.
    pub non_target_weight: NonTargetWeight,
    /// What layer matching compares.
    pub matched: Vec<Signal>,
    /// Which layer of the teacher each layer of a student follows.
    pub layer_map: LayerMap,
    /// Students in a row of born-again distillation.
    pub generations: Generations,
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
    /// What the teacher sees of an image.
    pub teacher_view: View,
    /// Number of teachers, each with its own first weights and order of images.
    pub teachers: TeacherCount,
    /// How the answers of several teachers become one.
    pub mean: Mean,
    /// A class of which the teacher is taught, in part, that it is another one.
    pub confused_from: ClassChoice,
    /// The class that it takes it for.
    pub confused_to: ClassChoice,
    /// The share of the class's training images whose label is changed.
    pub confused_share: Share,
    /// How the teacher is prepared for the students' domain.
    pub adaptation: Adaptation,
    /// Least probability of an answer that the teacher learns from in another domain.
    pub confidence: Share,
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
    /// The dataset that the word `own` stands for: the images that the user gave last.
    pub own: Option<&'static str>,
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
            omitted: ClassChoice::None,
            augmentation: vec![],
            domain: Domain::Original,
            view: View::Both,
            teacher: "dropout-cnn-8-16-32",
            student: "cnn-4-8",
            start: Start::Random,
            bits: const { Bits::literal(8) },
            temperature: const { Temperature::literal(4.0) },
            temperature_path: Path::Constant,
            temperature_end: const { Temperature::literal(1.0) },
            alpha: const { Alpha::literal(0.0) },
            alpha_path: Path::Constant,
            alpha_end: const { Alpha::literal(1.0) },
            feature_weight: const { FeatureWeight::literal(1.0) },
            non_target_weight: const { NonTargetWeight::literal(8.0) },
            matched: Signal::ALL.to_vec(),
            layer_map: LayerMap::Uniform,
            generations: const { Generations::literal(2) },
            smoothing: const { Smoothing::literal(0.1) },
            arms: vec!["hard-labels", "soft-labels", "label-smoothing"],
            updates: const { Updates::literal(400) },
            batch: const { BatchSize::literal(64) },
            learning_rate: const { LearningRate::literal(0.005) },
            schedule: Schedule::Cosine,
            weight_decay: const { WeightDecay::literal(0.0) },
            clip_norm: const { ClipNorm::literal(0.0) },
            teacher_view: View::Both,
            teachers: const { TeacherCount::literal(1) },
            mean: Mean::Arithmetic,
            confused_from: ClassChoice::None,
            confused_to: ClassChoice::Class9,
            confused_share: const { Share::literal(0.75) },
            adaptation: Adaptation::None,
            confidence: const { Share::literal(0.9) },
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
