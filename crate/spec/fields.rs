//! The fields of a spec as a link, a form and the command line see them: key, range, group.
//!
//! Keys and defaults are for ever: they stand in shared links. A changed meaning or default needs a new wire
//! version (see [`super::link`]).

use super::choices::*;
use super::layer_map::LayerMap;
use super::units::*;
use super::{ExperimentSpec, Vocabulary};
use crate::seed::Seed;

/// Where a form shows the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Images and labels.
    Data,
    /// The teacher's model and training.
    Teacher,
    /// The students' model.
    Student,
    /// What the students learn from.
    Method,
    /// How the students learn.
    Training,
}

/// The spacing of a slider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// Equal steps.
    Linear,
    /// Equal ratios.
    Log,
}

/// What a field accepts.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A whole number.
    Integer {
        /// Smallest allowed value.
        min: u32,
        /// Largest allowed value.
        max: u32,
    },
    /// A decimal number.
    Number {
        /// Smallest allowed value.
        min: f32,
        /// Largest allowed value.
        max: f32,
        /// Spacing of a slider.
        scale: Scale,
    },
    /// One word of a list.
    Choice(fn(&Vocabulary) -> Vec<&'static str>),
    /// Several words of a list, separated by commas.
    Choices(fn(&Vocabulary) -> Vec<&'static str>),
    /// Any of a list, or none, separated by commas.
    Options(fn(&Vocabulary) -> Vec<&'static str>),
    /// A [`LayerMap`].
    Layers,
}

/// A value that fits the field's kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// For [`Kind::Integer`].
    Integer(u32),
    /// For [`Kind::Number`].
    Number(f32),
    /// For [`Kind::Choice`].
    Word(&'static str),
    /// For [`Kind::Choices`] and [`Kind::Options`].
    Words(Vec<&'static str>),
    /// For [`Kind::Layers`].
    Layers(LayerMap),
}

impl std::fmt::Display for Value {
    /// The value as a link writes it: the shortest text that reads back as the same value.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Word(word) => write!(f, "{word}"),
            Self::Words(words) => write!(f, "{}", words.join(",")),
            Self::Layers(map) => write!(f, "{map}"),
        }
    }
}

/// One field of the spec.
pub struct Field {
    /// The word in links and the id of the control.
    pub key: &'static str,
    /// Where a form shows it.
    pub group: Group,
    /// What it accepts.
    pub kind: Kind,
    /// Reads the field.
    pub read: fn(&ExperimentSpec) -> Value,
    /// Writes the field. Returns false, and changes nothing, for a value of another kind or outside the range. Words are
    /// taken as they are: [`super::link`] has looked them up.
    pub write: fn(&mut ExperimentSpec, &Value) -> bool,
    /// Whether the field does anything beside the other ones as they are; a form hides it otherwise.
    pub matters: fn(&ExperimentSpec) -> bool,
}

fn always(_: &ExperimentSpec) -> bool {
    true
}

/// Whether one of these methods is compared.
fn compares(spec: &ExperimentSpec, methods: &[&str]) -> bool {
    spec.arms.iter().any(|arm| methods.contains(arm))
}

/// Whether the teacher learns; a search does not.
fn learns(spec: &ExperimentSpec) -> bool {
    spec.teacher != "search"
}

/// The methods with a soft term at T; beside them alpha weighs the labels.
const SOFTENED: &[&str] = &[
    "soft-labels",
    "hints",
    "attention-transfer",
    "relational",
    "decoupled",
    "layer-matching",
    "hidden-cosine",
    "quantisation-aware",
    "post-training-quantised",
    "mutual",
    "born-again",
];

/// The methods that compare what lies between input and answer.
const FEATURE: &[&str] = &["hints", "attention-transfer", "relational", "layer-matching", "hidden-cosine"];

/// A field that holds a quantity of `units`, which brings its range along.
macro_rules! number {
    ($key:literal, $group:ident, $field:ident: $unit:ident, $scale:ident) => {
        number!($key, $group, $field: $unit, $scale, always)
    };
    ($key:literal, $group:ident, $field:ident: $unit:ident, $scale:ident, $matters:expr) => {
        Field {
            key: $key,
            group: Group::$group,
            kind: Kind::Number { min: $unit::MIN, max: $unit::MAX, scale: Scale::$scale },
            read: |spec| Value::Number(spec.$field.get()),
            write: |spec, value| {
                let Value::Number(value) = value else { return false };
                $unit::new(*value).map(|quantity| spec.$field = quantity).is_some()
            },
            matters: $matters,
        }
    };
}

macro_rules! integer {
    ($key:literal, $group:ident, $field:ident: $unit:ident, $min:expr) => {
        integer!($key, $group, $field: $unit, $min, always)
    };
    ($key:literal, $group:ident, $field:ident: $unit:ident, $min:expr, $matters:expr) => {
        Field {
            key: $key,
            group: Group::$group,
            kind: Kind::Integer { min: $min, max: $unit::MAX },
            read: |spec| Value::Integer(spec.$field.get()),
            write: |spec, value| {
                let Value::Integer(value) = value else { return false };
                let quantity = $unit::new(*value).filter(|_| ($min..).contains(value));
                quantity.map(|quantity| spec.$field = quantity).is_some()
            },
            matters: $matters,
        }
    };
}

macro_rules! word {
    ($key:literal, $group:ident, $field:ident, $words:expr) => {
        Field {
            key: $key,
            group: Group::$group,
            kind: Kind::Choice($words),
            read: |spec| Value::Word(spec.$field),
            write: |spec, value| {
                let Value::Word(word) = value else { return false };
                spec.$field = word;
                true
            },
            matters: always,
        }
    };
}

macro_rules! closed_choice {
    ($key:literal, $group:ident, $field:ident: $choice:ident) => {
        closed_choice!($key, $group, $field: $choice, always)
    };
    ($key:literal, $group:ident, $field:ident: $choice:ident, $matters:expr) => {
        Field {
            key: $key,
            group: Group::$group,
            kind: Kind::Choice(|_| $choice::ALL.iter().map(|choice| choice.key()).collect()),
            read: |spec| Value::Word(spec.$field.key()),
            write: |spec, value| {
                let Value::Word(word) = value else { return false };
                let found = $choice::ALL.iter().find(|choice| choice.key() == *word);
                found.map(|choice| spec.$field = *choice).is_some()
            },
            matters: $matters,
        }
    };
}

/// A field that holds any of a closed choice's answers, or none.
macro_rules! options {
    ($key:literal, $group:ident, $field:ident: $choice:ident, $matters:expr) => {
        Field {
            key: $key,
            group: Group::$group,
            kind: Kind::Options(|_| $choice::ALL.iter().map(|choice| choice.key()).collect()),
            read: |spec| Value::Words(spec.$field.iter().map(|choice| choice.key()).collect()),
            write: |spec, value| {
                let Value::Words(words) = value else { return false };
                spec.$field =
                    $choice::ALL.iter().copied().filter(|choice| words.contains(&choice.key())).collect();
                true
            },
            matters: $matters,
        }
    };
}

/// Every field, in the order in which links write and forms show them.
pub static FIELDS: &[Field] = &[
    word!("data", Data, dataset, |words| words.datasets.iter().map(|(key, _)| *key).collect()),
    integer!("labels", Data, labelled: ImageCount, 1),
    integer!("unlabelled", Data, unlabelled: ImageCount, 0),
    number!("noise", Data, label_noise: LabelNoise, Linear),
    closed_choice!("omit", Data, omitted: ClassChoice),
    options!("augment", Data, augmentation: Augmentation, always),
    closed_choice!("domain", Data, domain: Domain),
    closed_choice!("view", Data, view: View, |spec| spec.dataset == "image-and-sound"),
    word!("teacher", Teacher, teacher, |words| words.models.clone()),
    word!("student", Student, student, |words| words.models.clone()),
    closed_choice!("start", Student, start: Start, |spec| spec.student.starts_with("vit")),
    integer!("bits", Student, bits: Bits, Bits::MIN, |spec| {
        compares(spec, &["quantisation-aware", "post-training-quantised"])
    }),
    number!("T", Method, temperature: Temperature, Log),
    closed_choice!("Tpath", Method, temperature_path: Path, |spec| compares(spec, SOFTENED)),
    number!("Tend", Method, temperature_end: Temperature, Log, |spec| spec.temperature_path != Path::Constant),
    number!("alpha", Method, alpha: Alpha, Linear),
    closed_choice!("alphapath", Method, alpha_path: Path, |spec| {
        // Two students that teach each other always learn from the labels too.
        spec.arms.iter().any(|arm| *arm != "mutual" && SOFTENED.contains(arm))
    }),
    number!("alphaend", Method, alpha_end: Alpha, Linear, |spec| spec.alpha_path != Path::Constant),
    number!("smoothing", Method, smoothing: Smoothing, Linear, |spec| compares(spec, &["label-smoothing"])),
    Field {
        key: "arms",
        group: Group::Method,
        kind: Kind::Choices(|words| words.methods.clone()),
        read: |spec| Value::Words(spec.arms.clone()),
        write: |spec, value| {
            let Value::Words(words) = value else { return false };
            spec.arms.clone_from(words);
            !words.is_empty()
        },
        matters: always,
    },
    number!("beta", Method, feature_weight: FeatureWeight, Linear, |spec| compares(spec, FEATURE)),
    number!("nckd", Method, non_target_weight: NonTargetWeight, Linear, |spec| compares(spec, &["decoupled"])),
    options!("match", Method, matched: Signal, |spec| compares(spec, &["layer-matching"])),
    Field {
        key: "map",
        group: Group::Method,
        kind: Kind::Layers,
        read: |spec| Value::Layers(spec.layer_map.clone()),
        write: |spec, value| {
            let Value::Layers(map) = value else { return false };
            spec.layer_map.clone_from(map);
            true
        },
        matters: |spec| spec.start == Start::Teacher || compares(spec, &["layer-matching"]),
    },
    integer!("generations", Method, generations: Generations, Generations::MIN, |spec| {
        compares(spec, &["born-again"])
    }),
    integer!("steps", Training, updates: Updates, Updates::MIN),
    integer!("batch", Training, batch: BatchSize, BatchSize::MIN),
    number!("lr", Training, learning_rate: LearningRate, Log),
    closed_choice!("schedule", Training, schedule: Schedule),
    number!("decay", Training, weight_decay: WeightDecay, Linear),
    number!("clip", Training, clip_norm: ClipNorm, Linear),
    closed_choice!("tview", Teacher, teacher_view: View, |spec| spec.dataset == "image-and-sound"),
    integer!("teachers", Teacher, teachers: TeacherCount, TeacherCount::MIN, learns),
    closed_choice!("mean", Teacher, mean: Mean, |spec| spec.teachers.get() > 1),
    closed_choice!("tfrom", Teacher, confused_from: ClassChoice),
    closed_choice!("tto", Teacher, confused_to: ClassChoice, |spec| spec.confused_from.label().is_some()),
    number!("tshare", Teacher, confused_share: Share, Linear, |spec| spec.confused_from.label().is_some()),
    closed_choice!("adapt", Teacher, adaptation: Adaptation, |spec| spec.domain != Domain::Original),
    number!("confidence", Teacher, confidence: Share, Linear, |spec| {
        spec.domain != Domain::Original && spec.adaptation == Adaptation::PseudoLabels
    }),
    integer!("tdata", Teacher, teacher_images: ImageCount, 0, learns),
    integer!("tepochs", Teacher, teacher_epochs: Epochs, Epochs::MIN, learns),
    number!("tlr", Teacher, teacher_learning_rate: LearningRate, Log, learns),
    integer!("tbatch", Teacher, teacher_batch: BatchSize, BatchSize::MIN, learns),
    number!("tdecay", Teacher, teacher_weight_decay: WeightDecay, Linear, learns),
    Field {
        key: "seed",
        group: Group::Training,
        kind: Kind::Integer { min: 0, max: u32::MAX },
        read: |spec| Value::Integer(spec.seed.0),
        write: |spec, value| {
            let Value::Integer(value) = value else { return false };
            spec.seed = Seed(*value);
            true
        },
        matters: always,
    },
    closed_choice!("engine", Training, engine: Engine),
];

/// The field with this key.
pub fn find(key: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.key == key)
}
