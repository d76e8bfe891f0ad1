//! `retort sweep`: all runs of a sweep, on all cores, each result on the disk as soon as it is known. The same command
//! goes on where it was stopped.

mod progress;
mod queue;
mod shard;
mod store;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::mpsc;

use retort::data::Dataset;
use retort::spec::teacher_key::teacher_key;
use retort::sweep::{Sweep, SweepRun};

use crate::failure::Failure;
use crate::one_run::{Watch, one_run};
use crate::result_line::Line;
use crate::results::{RunError, SeedResult};
use crate::{Outcome, datasets, files};
use progress::Progress;
use queue::{Queue, Task};
use shard::Shard;
use store::Store;

#[derive(clap::Args)]
pub struct Arguments {
    /// The sweep, a file such as `{"retort-sweep": 1, "link": "#v=1&labels=100", "axes": {"T": [1, 2, 4]}, "seeds": 5}`.
    spec: PathBuf,
    /// How many runs at the same time; as many as this machine has cores where it is left out.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1024))]
    jobs: Option<u32>,
    /// Make only part i of n, such as 3/8.
    #[arg(long, value_name = "i/n", default_value = "1/1")]
    shard: Shard,
    /// The results, one line a run; beside the sweep's file where it is left out. What is there already is kept.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print the links of the runs that are still to be made, and make none.
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    files: files::FileArguments,
}

pub fn sweep(arguments: &Arguments) -> Outcome {
    // First the images: links may name them.
    let own = arguments.files.open().map_err(|error| Failure::Data(error.to_string()))?;
    let sweep = read(&arguments.spec)?;
    let mut data = BTreeMap::new();
    let runs = in_order(&sweep);
    let runs = &runs[arguments.shard.places(runs.len())];
    for run in runs {
        let key = run.1.spec.dataset;
        if !data.contains_key(key) {
            let dataset = match &own {
                Some(dataset) if dataset.source.key == key => dataset.clone(),
                _ => datasets::open(key).map_err(|error| Failure::Data(error.to_string()))?,
            };
            data.insert(key, dataset);
        }
    }
    if own.is_some_and(|own| !data.contains_key(own.source.key)) {
        let reason = "--data-from is given and no run uses it: say data=own in the link or in an axis";
        return Err(Failure::Data(format!("{}: {reason}", arguments.spec.display())).into());
    }
    let out = arguments.out.clone().unwrap_or_else(|| beside(&arguments.spec, arguments.shard));
    let (store, done) = Store::open(&out, &sweep)?;
    let left = || runs.iter().filter(|(at, _)| !done.contains(at));
    if arguments.list {
        left().for_each(|(_, run)| println!("#{}", run.link()));
        return Ok(ExitCode::SUCCESS);
    }
    let jobs = match arguments.jobs {
        Some(jobs) => jobs as usize,
        None => std::thread::available_parallelism().map_or(1, usize::from),
    };
    let mut progress = Progress::new(runs.len(), runs.len() - left().count());
    let failed = make(&left().map(|(_, run)| run).collect::<Vec<_>>(), &data, jobs, store, &mut progress)?;
    progress.finish();
    eprintln!("{}: {} runs, {} of them new", out.display(), runs.len(), left().count());
    if failed > 0 {
        eprintln!("{failed} of the new ones came to no result, and their lines say why (\"failed\")");
    }
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> Result<Sweep, Failure> {
    let wrong = |reason: String| Failure::Spec(format!("{}: {reason}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    Sweep::read(&text).map_err(|error| wrong(error.to_string()))
}

/// All runs with their numbers; those with equal teachers stand together, where the first of them stood.
fn in_order(sweep: &Sweep) -> Vec<(usize, SweepRun)> {
    let mut groups: Vec<Vec<(usize, SweepRun)>> = vec![];
    let mut places = BTreeMap::new();
    for (at, run) in sweep.runs().enumerate() {
        let place = *places.entry(teacher_key(&run.spec)).or_insert_with(|| {
            groups.push(vec![]);
            groups.len() - 1
        });
        groups[place].push((at, run));
    }
    groups.into_iter().flatten().collect()
}

/// `T.sweep.json` gives `T.jsonl`, and its part 3/8 `T.3-of-8.jsonl`.
fn beside(spec: &Path, shard: Shard) -> PathBuf {
    let name = spec.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = name.strip_suffix(".json").unwrap_or(&name);
    let stem = stem.strip_suffix(".sweep").unwrap_or(stem);
    spec.with_file_name(match shard.parts {
        1 => format!("{stem}.jsonl"),
        parts => format!("{stem}.{}-of-{parts}.jsonl", shard.part),
    })
}

/// What the threads tell the one that writes.
enum Told {
    /// A run has come to its end.
    Done(String, Result<Box<SeedResult>, RunError>),
    /// What is going on.
    Note(String),
}

/// Makes the runs and returns how many came to no result.
fn make(
    runs: &[&SweepRun],
    data: &BTreeMap<&str, Dataset>,
    jobs: usize,
    mut store: Store,
    progress: &mut Progress,
) -> Result<usize, Failure> {
    let queue = Queue::new(runs.iter().enumerate().map(|(at, run)| (at, teacher_key(&run.spec))));
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(runs.len()) {
            let (sender, queue) = (sender.clone(), &queue);
            scope.spawn(move || work(runs, data, queue, &sender));
        }
        drop(sender);
        let mut failed = 0;
        for told in receiver {
            match told {
                Told::Note(note) => progress.note(note),
                Told::Done(line, result) => {
                    if let Err(failure) = store.add(&line) {
                        // The others end with their run; nobody begins another.
                        queue.stop();
                        progress.finish();
                        return Err(failure);
                    }
                    failed += usize::from(result.is_err());
                    progress.done(result.is_err());
                }
            }
        }
        Ok(failed)
    })
}

/// One thread: run after run until nothing is left or nobody listens.
fn work(runs: &[&SweepRun], data: &BTreeMap<&str, Dataset>, queue: &Queue, sender: &mpsc::Sender<Told>) {
    // Images are shared within a thread and not between threads.
    let mut opened: BTreeMap<&str, Rc<Dataset>> = BTreeMap::new();
    while let Some(task) = queue.take() {
        let (Task::Whole { run, .. } | Task::Resumed { run, .. } | Task::Failed { run, .. }) = task;
        let spec = &runs[run].spec;
        let link = runs[run].link();
        let dataset = opened.entry(spec.dataset).or_insert_with(|| Rc::new(data[spec.dataset].clone()));
        let evaluated = |role: &str, update: u32, updates: u32| {
            // The writer may have gone; the next result tells.
            let _ = sender.send(Told::Note(format!("{link} {role} {update}/{updates}")));
        };
        let result = match &task {
            Task::Whole { group, .. } => {
                let taught = |weights: &dyn Fn() -> Vec<f32>| queue.taught(*group, weights);
                let watch = Watch { evaluated: &evaluated, taught: &taught };
                let result = one_run(spec.clone(), dataset, None, &watch);
                if let Err(error) = &result {
                    queue.failed(*group, error);
                }
                result
            }
            Task::Resumed { weights, .. } => {
                let watch = Watch { evaluated: &evaluated, taught: &|_| {} };
                one_run(spec.clone(), dataset, Some(weights), &watch)
            }
            Task::Failed { error, .. } => Err(error.clone()),
        };
        let line = match &result {
            Ok(result) => Line::write(result),
            Err(error) => Line::write_failed(&link, spec, error),
        };
        if sender.send(Told::Done(line, result.map(Box::new))).is_err() {
            return;
        }
    }
}
