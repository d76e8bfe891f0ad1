//! Lines of results files: one a run, as `sweep` writes them and `merge` joins them.

use retort::spec::ExperimentSpec;
use serde::Deserialize;
use serde_json::Value;

use crate::results::{RunError, SeedResult};

/// What a line of a results file says of its run, as far as files are kept in order by it.
#[derive(Debug, Deserialize)]
pub struct Line {
    /// The experiment.
    pub link: String,
    /// Who computed it.
    #[serde(default)]
    pub engine: String,
    fingerprint: Option<String>,
    failed: Option<Value>,
    teacher: Option<Value>,
    arms: Option<Value>,
}

/// Longest line in bytes; the sweep's own lines have about a tenth.
const LONGEST_LINE: usize = retort::sweep::LARGEST_LINE;

impl Line {
    /// A result.
    pub fn write(result: &SeedResult) -> String {
        serde_json::json!(result).to_string()
    }

    /// A run without a result, and why.
    pub fn write_failed(link: &str, spec: &ExperimentSpec, error: &RunError) -> String {
        let failed = match error {
            RunError::Diverged { role, update } => {
                serde_json::json!({ "code": "diverged", "role": role, "update": update })
            }
            RunError::Start(reason) => serde_json::json!({ "code": "start", "message": reason }),
        };
        let (seed, engine) = (spec.seed.0, spec.engine.key());
        serde_json::json!({ "link": link, "seed": seed, "engine": engine, "failed": failed }).to_string()
    }

    /// Reads one line with its end.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn read(line: &[u8]) -> Result<Self, String> {
        if line.len() > LONGEST_LINE {
            return Err(format!("{} bytes; a line has at most {LONGEST_LINE}", line.len()));
        }
        let Some(line) = line.strip_suffix(b"\n") else {
            return Err("cut off; finish its sweep first, or take the line out".into());
        };
        let read: Self =
            serde_json::from_slice(line).map_err(|error| format!("no result of a run: {error}"))?;
        match (&read.failed, &read.teacher, &read.arms) {
            (Some(_), ..) | (None, Some(_), Some(_)) => Ok(read),
            _ => Err("no result of a run: teacher and arms, or failed, are missing".into()),
        }
    }

    /// What two lines of one run have in common: the fingerprint; without one (from another engine) all numbers but times.
    pub fn identity(&self) -> String {
        match (&self.failed, &self.fingerprint) {
            (Some(failed), _) => format!("failed {failed}"),
            (None, Some(fingerprint)) => format!("fingerprint {fingerprint}"),
            (None, None) => {
                let numbers = [&self.teacher, &self.arms].map(|part| part.clone().map(without_times));
                serde_json::json!(numbers).to_string()
            }
        }
    }
}

/// The value without measured times, which differ from run to run.
fn without_times(mut value: Value) -> Value {
    if let Value::Object(fields) = &mut value {
        fields.retain(|key, _| key != "microsecondsPerImage" && key != "seconds");
        fields.values_mut().for_each(|field| *field = without_times(field.take()));
    }
    value
}
