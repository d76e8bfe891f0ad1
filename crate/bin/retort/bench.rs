//! `retort bench`: images a second on this machine, in one thread.

#![allow(clippy::disallowed_methods, reason = "a stopwatch looks at the clock")]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use retort::benchmark::{self, Benchmark, BenchmarkError};

use crate::Outcome;

#[derive(clap::Args)]
pub struct Arguments {
    /// Only the benchmarks whose name contains one of these.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Every model of the registry instead of the networks that rivals are measured on.
    #[arg(long)]
    models: bool,
    /// Images in one update.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=1024))]
    batch: u32,
    /// Images that are answered at once; as many as in an update with --models.
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=1024))]
    inference_batch: u32,
    /// burn's own operations and optimiser, for comparison.
    #[arg(long)]
    stock: bool,
    /// Seconds for each of the two numbers of a benchmark.
    #[arg(long, default_value_t = 2.0, value_parser = stretch_of_time)]
    seconds: f64,
    /// Print one JSON object: contestant, benchmark, `train_sps` and `infer_sps`.
    #[arg(long)]
    json: bool,
}

/// Images a second of processor time.
#[derive(serde::Serialize)]
struct Speed {
    train_sps: f64,
    infer_sps: f64,
}

/// Measured stretches per number; the median counts.
const STRETCHES: usize = 5;

pub fn bench(arguments: &Arguments) -> Outcome {
    let mut names: Vec<String> = match arguments.models {
        true => benchmark::models().collect(),
        false => benchmark::workloads().map(String::from).collect(),
    };
    if !arguments.only.is_empty() {
        names.retain(|name| arguments.only.iter().any(|part| name.contains(part.as_str())));
    }
    if names.is_empty() {
        return Err(BenchmarkError::UnknownName(arguments.only.join(",")).into());
    }
    let inference_batch = if arguments.models { arguments.batch } else { arguments.inference_batch };
    let mut speeds = BTreeMap::new();
    if !arguments.json {
        println!("{:<26}{:>14}{:>10}{:>14}{:>10}", "images/s", "training", "GFLOP/s", "inference", "GFLOP/s");
    }
    for name in names {
        let open = |batch| Benchmark::new(&name, batch as usize, arguments.stock);
        let (mut training, inference) = (open(arguments.batch)?, open(inference_batch)?);
        let train_sps = speed(arguments.seconds, || training.train(1))?;
        let infer_sps = speed(arguments.seconds, || Ok(inference.infer(1)))?;
        if !arguments.json {
            let rate = |speed: f64, flops: u64| speed * flops as f64 / 1e9;
            println!(
                "{name:<26}{train_sps:>14.0}{:>10.1}{infer_sps:>14.0}{:>10.1}",
                rate(train_sps, training.flops_per_training_image()),
                rate(infer_sps, inference.flops_per_image()),
            );
        }
        speeds.insert(name, Speed { train_sps, infer_sps });
    }
    if arguments.json {
        let contestant = if arguments.stock { "retort-native-stock" } else { "retort-native" };
        println!("{}", serde_json::json!({ contestant: speeds }));
    }
    Ok(ExitCode::SUCCESS)
}

/// Images a second of `step`, which returns its number of images: median of some stretches after one to warm up.
fn speed(seconds: f64, mut step: impl FnMut() -> Result<u32, BenchmarkError>) -> Result<f64, BenchmarkError> {
    let stretch = seconds / (STRETCHES + 1) as f64;
    let clock = Clock::start();
    let mut speeds = vec![];
    for _ in 0..=STRETCHES {
        let (start, mut images) = (clock.seconds(), 0);
        let end = Instant::now() + Duration::from_secs_f64(stretch);
        // To ask the system for processor time takes longer than an update of a small network.
        while Instant::now() < end || images == 0 {
            images += step()?;
        }
        speeds.push(f64::from(images) / (clock.seconds() - start));
    }
    let measured = &mut speeds[1..];
    measured.sort_by(f64::total_cmp);
    Ok(measured[STRETCHES / 2])
}

/// Seconds from the command line.
fn stretch_of_time(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.1..=3600.0).contains(seconds));
    seconds.ok_or_else(|| "allowed is a number from 0.1 to 3600".into())
}

/// This thread's processor time where the system tells it (Linux): neighbours on the machine change it little. Time on
/// the wall elsewhere.
struct Clock(Instant);

impl Clock {
    fn start() -> Self {
        Self(Instant::now())
    }

    fn seconds(&self) -> f64 {
        let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat")
            .ok()
            // What a kernel without these statistics writes.
            .filter(|text| text.trim() != "0 0 0")
            .and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
        nanoseconds.map_or_else(|| self.0.elapsed().as_secs_f64(), |nanoseconds| nanoseconds as f64 / 1e9)
    }
}
