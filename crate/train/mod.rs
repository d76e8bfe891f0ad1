//! Training as values with a `step()`: whoever calls it owns the loop, so the same code runs in a worker, in a
//! program and in a test, and a pause between two steps changes nothing.

pub mod adaptation;
mod batches;
pub mod born_again;
pub mod checkpoint;
pub mod course;
pub mod ensemble;
pub mod evaluation;
pub mod images;
pub mod learner;
pub mod mutual;
mod networks;
pub mod optimiser;
pub mod panel;
mod quantiser;
pub mod recorded_teacher;
mod schedule;
mod start;
pub mod student;
pub mod teacher;
pub mod trained_teacher;

use crate::device::EngineMissing;
use crate::model::UnknownModel;
use crate::model::weights::WrongCount;
pub use batches::batch_size;
pub use start::start;
use trained_teacher::DamagedTeacher;

/// The terms of a loss as plain numbers, in nats.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct LossTerms {
    /// What was minimised.
    pub total: f32,
    /// Cross-entropy with labels, unweighted.
    pub hard: Option<f32>,
    /// The teacher's term, unweighted and without T².
    pub soft: Option<f32>,
    /// What the comparison of features asks for, unweighted.
    pub feature: Option<f32>,
}

/// Where a training stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Updates of the weights.
    Training,
    /// Running the test images.
    Evaluating,
    /// Running the transfer set through the finished teacher.
    SoftLabels,
    /// Nothing left to do.
    Finished,
}

/// A network's answers to the test images at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Updates made so far.
    pub update: u32,
    /// Mean loss of the updates since the snapshot before; none before the first update.
    pub loss: Option<LossTerms>,
    /// Logits on the test images, `[test, classes]`, row-major.
    pub logits: Vec<f32>,
}

/// What a step had to tell.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// Work was done, nothing to show.
    Working,
    /// The test images were run.
    Evaluated(Snapshot),
    /// So many of the transfer set have their soft labels.
    SoftLabels {
        /// Images done.
        done: u32,
        /// Images in all.
        total: u32,
    },
    /// The loss is no finite number any more, at this update. The training has ended.
    Diverged {
        /// The update that failed.
        update: u32,
    },
    /// Nothing left to do.
    Finished,
}

/// Why a training could not start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartError {
    /// The engine is not in this build.
    Engine(EngineMissing),
    /// The spec names a model that does not exist.
    Model(UnknownModel),
    /// No method has this key.
    Method(String),
    /// The images given are of another dataset.
    Dataset {
        /// Key in the spec.
        wanted: String,
        /// Key of the dataset given.
        given: String,
    },
    /// The weights given do not fit the model.
    Weights(WrongCount),
    /// Two settings that cannot go together; the field, and what would be allowed.
    Combination {
        /// Key of the field.
        key: &'static str,
        /// What would be allowed.
        allowed: String,
    },
    /// The teacher's bytes are not what a teacher's training writes.
    Teacher(DamagedTeacher),
}

impl std::error::Error for StartError {}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Engine(error) => error.fmt(f),
            Self::Model(error) => error.fmt(f),
            Self::Method(key) => write!(f, "method {key}: no such method"),
            Self::Dataset { wanted, given } => {
                write!(f, "data={wanted}: the images given are of {given}")
            }
            Self::Weights(error) => error.fmt(f),
            Self::Combination { key, allowed } => write!(f, "{key}: {allowed}"),
            Self::Teacher(error) => error.fmt(f),
        }
    }
}

impl From<EngineMissing> for StartError {
    fn from(error: EngineMissing) -> Self {
        Self::Engine(error)
    }
}

impl From<UnknownModel> for StartError {
    fn from(error: UnknownModel) -> Self {
        Self::Model(error)
    }
}
