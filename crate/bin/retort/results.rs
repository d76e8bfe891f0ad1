//! The result of one seed and the ways to print it.

use std::collections::BTreeMap;

use retort::metric::paired::paired_gain;
use retort::session::Outcome;
use retort::spec::ExperimentSpec;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::one_run::RunError;

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

/// How results are printed.
#[derive(Clone, Copy, Debug)]
pub enum Format {
    Text,
    Json,
    Csv,
}

impl Format {
    /// What stands above all results.
    pub fn print_head(self) {
        if let Self::Csv = self {
            println!(
                "seed,role,accuracy,agreement,kl,cross_entropy,calibration_error,parameters,flops,us_per_image"
            );
        }
    }

    /// One seed's result.
    pub fn print(self, result: &SeedResult) -> Result<(), serde_json::Error> {
        match self {
            Self::Json => println!("{}", serde_json::to_string(result)?),
            Self::Csv => rows(result).for_each(|(role, net)| {
                let optional = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
                println!(
                    "{},{role},{},{},{},{},{},{},{},{:.3}",
                    result.seed,
                    net.accuracy,
                    optional(net.agreement),
                    optional(net.kl),
                    net.cross_entropy,
                    net.calibration_error,
                    net.parameters,
                    net.flops,
                    net.microseconds_per_image
                );
            }),
            Self::Text => {
                println!("seed {}  {:.1} s  fingerprint {}", result.seed, result.seconds, result.fingerprint);
                rows(result).for_each(|(role, net)| println!("  {role:<20}{}", describe(net)));
            }
        }
        Ok(())
    }

    /// What stands below all results: mean and spread, for people.
    pub fn print_foot(self, results: &[SeedResult]) {
        let Self::Text = self else { return };
        if results.len() < 2 {
            return;
        }
        println!("mean of {} seeds ± standard deviation", results.len());
        let mut by_role: BTreeMap<usize, (&str, Vec<f64>)> = BTreeMap::new();
        for result in results {
            for (at, (role, net)) in rows(result).enumerate() {
                by_role.entry(at).or_insert((role, vec![])).1.push(net.accuracy * 100.0);
            }
        }
        for (role, accuracies) in by_role.values() {
            let (mean, deviation) = mean_and_deviation(accuracies);
            println!("  {role:<20}{mean:.1} ± {deviation:.1} %");
        }
        let accuracy = |result: &SeedResult, key: &str| {
            result.arms.iter().find(|(role, _)| *role == key).map(|(_, net)| net.accuracy * 100.0)
        };
        let of = |key| results.iter().map(|result| accuracy(result, key)).collect::<Option<Vec<f64>>>();
        let gain =
            of("hard-labels").zip(of("soft-labels")).and_then(|(hard, soft)| paired_gain(&hard, &soft));
        if let Some(gain) = gain {
            println!(
                "  gain of soft over hard labels {:+.1} ± {:.1} points, 95 % interval {:.1} to {:.1}, better in {} of {}",
                gain.mean,
                gain.deviation,
                gain.mean - gain.margin,
                gain.mean + gain.margin,
                gain.better,
                gain.count
            );
        }
    }
}

fn rows(result: &SeedResult) -> impl Iterator<Item = (&str, &NetResult)> {
    let arms = result.arms.iter().map(|(key, net)| (*key, net));
    std::iter::once(("teacher", &result.teacher)).chain(arms)
}

fn describe(net: &NetResult) -> String {
    let agreement = net.agreement.map_or(String::new(), |share| format!("  agrees {:.1} %", share * 100.0));
    let original =
        net.original_accuracy.map_or(String::new(), |share| format!("  original {:.1} %", share * 100.0));
    let (accuracy, parameters, time) = (net.accuracy * 100.0, net.parameters, net.microseconds_per_image);
    format!("{accuracy:5.1} %{agreement}{original}  {parameters} parameters  {time:.2} us/image")
}

/// Mean and sample standard deviation.
fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, (squares / (count - 1.0)).sqrt())
}
