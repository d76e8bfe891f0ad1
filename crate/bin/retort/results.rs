//! What a run ends with: the result of one seed, or why there is none.

use retort::session::Outcome;
use serde::Serialize;

/// One seed's result. `--json` prints one a line.
#[derive(Debug, Serialize)]
pub struct SeedResult {
    pub link: String,
    pub seed: u32,
    pub engine: &'static str,
    pub teacher: NetResult,
    /// By method key, in the order of the experiment.
    #[serde(serialize_with = "as_map")]
    pub arms: Vec<(&'static str, NetResult)>,
    pub fingerprint: String,
    pub seconds: f64,
}

/// One network's result. Shares are between 0 and 1.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NetResult {
    pub accuracy: f64,
    pub parameters: u64,
    pub flops: u64,
    pub cross_entropy: f64,
    pub calibration_error: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kl: Option<f64>,
    pub microseconds_per_image: f64,
    /// In the teacher's own domain, where the students work in another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_accuracy: Option<f64>,
    pub fingerprint: String,
}

impl NetResult {
    pub fn new(outcome: Outcome, microseconds_per_image: f64) -> Self {
        let scores = outcome.evaluation.scores;
        Self {
            accuracy: scores.accuracy,
            parameters: outcome.cost.parameters,
            flops: outcome.cost.flops,
            cross_entropy: scores.cross_entropy,
            calibration_error: scores.calibration_error,
            agreement: scores.agreement,
            kl: scores.kl,
            microseconds_per_image,
            original_accuracy: outcome.original_accuracy,
            fingerprint: outcome.fingerprint,
        }
    }
}

fn as_map<S: serde::Serializer>(arms: &[(&'static str, NetResult)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(arms.iter().map(|(key, result)| (key, result)))
}

/// Why a run has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunError {
    /// A network's loss left the numbers.
    Diverged {
        /// The teacher or the key of a method.
        role: &'static str,
        /// The update that failed.
        update: u32,
    },
    /// It could not start.
    Start(String),
}

impl std::fmt::Display for RunError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Diverged { role, update } => {
                write!(f, "{role} diverged at update {update}; try a smaller learning rate")
            }
            Self::Start(reason) => write!(f, "{reason}"),
        }
    }
}
