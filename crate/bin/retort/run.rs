//! `retort run`: an experiment over seeds, several at a time, results in the order of the seeds.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use retort::data::Dataset;
use retort::experiment;
use retort::seed::Seed;
use retort::spec::ExperimentSpec;

use crate::one_run::{Watch, one_run};
use crate::print::Format;
use crate::results::SeedResult;
use crate::{Outcome, datasets, files};

#[derive(clap::Args)]
pub struct Arguments {
    /// A link of the playground, the part after its `#`, or nothing for the default experiment.
    #[arg(default_value = "")]
    link: String,
    #[command(flatten)]
    files: files::FileArguments,
    /// How many seeds to run, from the link's own upward.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    seeds: u32,
    /// How many seeds to run at the same time.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=256))]
    jobs: u32,
    /// Print one JSON object a seed and line, and nothing else, on standard output.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print one row a network as CSV.
    #[arg(long)]
    csv: bool,
}

/// What one thread found out, or why it could not.
type Found = Result<SeedResult, String>;

pub fn run(arguments: &Arguments) -> Outcome {
    let own = arguments.files.open()?;
    let opened = experiment::open(&arguments.link);
    if !opened.problems.is_empty() {
        // A number made from a link that says something else would be worse than none.
        for problem in &opened.problems {
            eprintln!("{problem}");
        }
        return Err("the link is not sound; `retort check` says what it would mean".into());
    }
    let dataset = match own {
        Some(dataset) if dataset.source.key == opened.spec.dataset => dataset,
        Some(_) => {
            return Err(format!(
                "data={}: --data-from is given, so say data=own in the link",
                opened.spec.dataset
            )
            .into());
        }
        None => datasets::open(opened.spec.dataset)?,
    };
    let format = match (arguments.json, arguments.csv) {
        (true, _) => Format::Json,
        (_, true) => Format::Csv,
        _ => Format::Text,
    };
    let bar = progress_bar(u64::from(arguments.seeds));
    format.print_head();
    let (next, seeds) = (AtomicUsize::new(0), arguments.seeds as usize);
    let (sender, receiver) = mpsc::channel::<(usize, Found)>();
    std::thread::scope(|scope| -> Outcome {
        for _ in 0..arguments.jobs.min(arguments.seeds) {
            let (sender, next, dataset, spec, bar) = (sender.clone(), &next, &dataset, &opened.spec, &bar);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= seeds {
                        break;
                    }
                    let seed = Seed(spec.seed.0.wrapping_add(at as u32));
                    let found = run_seed(ExperimentSpec { seed, ..spec.clone() }, dataset, bar);
                    if sender.send((at, found)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        print_in_order(&receiver, format, &bar)
    })
}

/// Prints each result as soon as all before it are printed.
fn print_in_order(receiver: &mpsc::Receiver<(usize, Found)>, format: Format, bar: &ProgressBar) -> Outcome {
    let mut waiting = BTreeMap::new();
    let mut printed = vec![];
    for (at, found) in receiver {
        waiting.insert(at, found?);
        while let Some(result) = waiting.remove(&printed.len()) {
            bar.suspend(|| format.print(&result))?;
            printed.push(result);
        }
    }
    bar.finish_and_clear();
    format.print_foot(&printed);
    Ok(ExitCode::SUCCESS)
}

fn run_seed(spec: ExperimentSpec, dataset: &Dataset, bar: &ProgressBar) -> Found {
    let seed = spec.seed.0;
    let evaluated =
        |role: &str, update, updates| bar.set_message(format!("seed {seed} {role} {update}/{updates}"));
    let watch = Watch { evaluated: &evaluated, taught: &|_| {} };
    let found = one_run(spec, &Rc::new(dataset.clone()), None, &watch);
    bar.inc(1);
    found.map_err(|error| format!("seed {seed}: {error}"))
}

/// A bar on standard error, for people only.
fn progress_bar(seeds: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(Some(seeds), ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} seeds, {eta} left  {msg}");
    let bar = ProgressBar::new(seeds);
    style.into_iter().for_each(|style| bar.set_style(style));
    bar
}
