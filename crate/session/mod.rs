//! A training together with its metrics: what a worker or a program drives, and the events that it tells.

pub mod bill;
pub mod checkpoint;
mod game_net;
mod inference;
mod inside;
pub mod python;
mod run;
pub mod strength;
mod student;
mod teacher;
mod trained_net;

use serde::Serialize;

use crate::data::Dataset;
use crate::device;
use crate::metric::calibration::Reliability;
use crate::metric::{Scores, calibration, confusion, fingerprint, scores};
use crate::model::{Cost, Net};
use crate::spec::ExperimentSpec;
use crate::spec::choices::Domain;
use crate::train::panel::Panel;
use crate::train::{LossTerms, Phase, Snapshot};
pub use game_net::{GameNet, NetworkSearchPlayer, PolicyPlayer};
pub use inference::Inference;
pub use inside::{Inside, Maps};
pub use run::{Run, RunEvent, TEACHER};
pub use student::StudentSession;
pub use teacher::TeacherSession;
use trained_net::ensemble_answers;
pub use trained_net::{TrainedNet, WrongSize};

/// A network's answers and scores at one moment.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evaluation {
    /// Updates made so far.
    pub update: u32,
    /// Updates in all.
    pub updates: u32,
    /// Mean loss since the evaluation before.
    pub loss: Option<LossTerms>,
    /// Hash of the weights as they are learnt and of the answers: along a run, where two of them part.
    pub print: String,
    /// How well the test images are answered.
    #[serde(flatten)]
    pub scores: Scores,
    /// Logits on the test images, `[test, classes]` row-major. Travels outside serde, as one typed array.
    #[serde(skip)]
    pub logits: Vec<f32>,
}

/// What is known of a network once its training has ended.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The last evaluation.
    pub evaluation: Evaluation,
    /// What the network costs.
    pub cost: Cost,
    /// Counts by true and predicted class, `[classes, classes]` row-major.
    pub confusion: Vec<u32>,
    /// Reliability diagram.
    pub reliability: Reliability,
    /// Hash of weights and answers; see [`fingerprint`].
    pub fingerprint: String,
    /// Share of the test images that are answered rightly as they were before they were brought into the students'
    /// domain; none where there is no other domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_accuracy: Option<f64>,
}

/// What happened in a step, for whoever watches.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Event {
    /// The test images were answered.
    Evaluated {
        /// The answers and their scores.
        evaluation: Evaluation,
    },
    /// So many of the transfer set have their soft labels.
    SoftLabels {
        /// Images done.
        done: u32,
        /// Images in all.
        total: u32,
    },
    /// The training has ended well.
    Finished(Outcome),
    /// The training has ended badly.
    Failed {
        /// Stable name of the failure: always `diverged`.
        code: &'static str,
        /// The update that failed.
        update: u32,
    },
}

/// Where a session stands, cheap enough to ask for ten times a second.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    /// What it does now.
    pub phase: Phase,
    /// Updates made so far.
    pub update: u32,
    /// Updates in all.
    pub updates: u32,
    /// Loss of the last update; none before the first.
    pub total: Option<f32>,
    /// Its hard term.
    pub hard: Option<f32>,
    /// Its soft term.
    pub soft: Option<f32>,
    /// Its term that compares features.
    pub feature: Option<f32>,
}

impl Standing {
    fn new(phase: Phase, (update, updates): (u32, u32), loss: Option<LossTerms>) -> Self {
        Self {
            phase,
            update,
            updates,
            total: loss.map(|terms| terms.total),
            hard: loss.and_then(|terms| terms.hard),
            soft: loss.and_then(|terms| terms.soft),
            feature: loss.and_then(|terms| terms.feature),
        }
    }
}

impl Event {
    /// The failure of a training whose loss left the numbers.
    fn diverged(update: u32) -> Self {
        Self::Failed { code: "diverged", update }
    }
}

/// The snapshot with its scores, and the hash of the weights that gave it.
fn evaluate(snapshot: Snapshot, updates: u32, scores: Scores, weights: &[f32]) -> Evaluation {
    let Snapshot { update, loss, logits } = snapshot;
    let print = fingerprint::fingerprint(&[weights, &logits]);
    Evaluation { update, updates, loss, print, scores, logits }
}

/// Share of the original test images that networks, as one, answer rightly, where their students work in another domain.
fn original_accuracy(nets: &[Net], spec: &ExperimentSpec, original: &Dataset) -> Option<f64> {
    if spec.domain == Domain::Original {
        return None;
    }
    let device = device::plain(spec.engine).ok()?;
    let panel = Panel { members: nets.len(), ..Panel::of(spec, original.source.classes.len()) };
    let logits = ensemble_answers(nets, panel, original.source, &original.test, &device);
    Some(scores(&logits, &original.test.labels, None).accuracy)
}

/// What the last evaluation says of a network that will not change any more.
fn conclude(evaluation: Evaluation, labels: &[u8], cost: Cost, weights: &[f32]) -> Outcome {
    let logits = &evaluation.logits;
    let classes = logits.len() / labels.len().max(1);
    Outcome {
        cost,
        confusion: confusion::confusion(logits, labels, classes),
        reliability: calibration::reliability(logits, labels),
        fingerprint: fingerprint::fingerprint(&[weights, logits]),
        evaluation,
        original_accuracy: None,
    }
}
