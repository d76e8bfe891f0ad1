//! The ways to print results.

use std::collections::BTreeMap;

use retort::metric::paired::paired_gain;

use crate::results::{NetResult, SeedResult};

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
