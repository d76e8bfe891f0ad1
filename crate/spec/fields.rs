//! The fields of a spec as a link, a form and the command line see them: key, range, group.
//!
//! Keys and defaults are for ever: they stand in shared links. A changed meaning or default needs a new wire
//! version (see [`super::link`]).

use super::choices::{Engine, Schedule};
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
    /// For [`Kind::Choices`].
    Words(Vec<&'static str>),
}

impl std::fmt::Display for Value {
    /// The value as a link writes it: the shortest text that reads back as the same value.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Word(word) => write!(f, "{word}"),
            Self::Words(words) => write!(f, "{}", words.join(",")),
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
}

/// A field that holds a quantity of `units`, which brings its range along.
macro_rules! number {
    ($key:literal, $group:ident, $field:ident: $unit:ident, $scale:ident) => {
        Field {
            key: $key,
            group: Group::$group,
            kind: Kind::Number { min: $unit::MIN, max: $unit::MAX, scale: Scale::$scale },
            read: |spec| Value::Number(spec.$field.get()),
            write: |spec, value| {
                let Value::Number(value) = value else { return false };
                $unit::new(*value).map(|quantity| spec.$field = quantity).is_some()
            },
        }
    };
}

macro_rules! integer {
    ($key:literal, $group:ident, $field:ident: $unit:ident, $min:expr) => {
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
        }
    };
}

macro_rules! closed_choice {
    ($key:literal, $group:ident, $field:ident: $choice:ident) => {
        Field {
            key: $key,
            group: Group::$group,
            kind: Kind::Choice(|_| $choice::ALL.iter().map(|choice| choice.key()).collect()),
            read: |spec| Value::Word(spec.$field.key()),
            write: |spec, value| {
                let Value::Word(word) = value else { return false };
                let found = $choice::ALL.into_iter().find(|choice| choice.key() == *word);
                found.map(|choice| spec.$field = choice).is_some()
            },
        }
    };
}

/// Every field, in the order in which links write and forms show them.
pub static FIELDS: &[Field] = &[
    word!("data", Data, dataset, |words| words.datasets.iter().map(|(key, _)| *key).collect()),
    integer!("labels", Data, labelled: ImageCount, 1),
    integer!("unlabelled", Data, unlabelled: ImageCount, 0),
    number!("noise", Data, label_noise: LabelNoise, Linear),
    word!("teacher", Teacher, teacher, |words| words.models.clone()),
    word!("student", Student, student, |words| words.models.clone()),
    number!("T", Method, temperature: Temperature, Log),
    number!("alpha", Method, alpha: Alpha, Linear),
    number!("smoothing", Method, smoothing: Smoothing, Linear),
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
    },
    integer!("steps", Training, updates: Updates, Updates::MIN),
    integer!("batch", Training, batch: BatchSize, BatchSize::MIN),
    number!("lr", Training, learning_rate: LearningRate, Log),
    closed_choice!("schedule", Training, schedule: Schedule),
    number!("decay", Training, weight_decay: WeightDecay, Linear),
    number!("clip", Training, clip_norm: ClipNorm, Linear),
    integer!("tdata", Teacher, teacher_images: ImageCount, 0),
    integer!("tepochs", Teacher, teacher_epochs: Epochs, Epochs::MIN),
    number!("tlr", Teacher, teacher_learning_rate: LearningRate, Log),
    integer!("tbatch", Teacher, teacher_batch: BatchSize, BatchSize::MIN),
    number!("tdecay", Teacher, teacher_weight_decay: WeightDecay, Linear),
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
    },
    closed_choice!("engine", Training, engine: Engine),
];

/// The field with this key.
pub fn find(key: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.key == key)
}
