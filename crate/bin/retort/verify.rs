//! `retort verify`: every chapter over seeds; what is measured, beside what the document says and what is expected.

#![allow(clippy::disallowed_methods, reason = "chapters report how long trainings and answers take")]

mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Instant;

use retort::chapter::report::{Report, SeedValues, evaluate};
use retort::chapter::training::Trainer;
use retort::chapter::{self, CHAPTERS, Chapter};
use retort::seed::Seed;
use retort::spec::ExperimentSpec;

use crate::{Outcome, datasets};

#[derive(clap::Args)]
pub struct Arguments {
    /// Chapters to run; all of them where none is named. The others keep what was found earlier.
    chapters: Vec<String>,
    /// How many seeds to run, from each chapter's own upward.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    seeds: u32,
    /// How many seeds to run at the same time. Times are only worth something where each has a core to itself.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=256))]
    jobs: u32,
    /// Only write docs/results.md anew, from what was found earlier.
    #[arg(long)]
    table_only: bool,
    /// The project's folder, with chapters/, docs/ and www/ in it.
    #[arg(long, default_value = ".")]
    root: PathBuf,
}

/// What one seed of one chapter gave, or why it gave nothing.
type Found = Result<SeedValues, String>;

pub fn verify(arguments: &Arguments) -> Outcome {
    let texts = arguments.root.join("chapters");
    if !texts.is_dir() {
        return Err(format!("{} is not there; --root names the project's folder", texts.display()).into());
    }
    let chapters = chosen(&arguments.chapters)?;
    let mut failed = false;
    if !arguments.table_only {
        failed = run(&chapters, arguments)?;
    }
    let table = arguments.root.join("docs/results.md");
    fs::write(&table, table::table(&arguments.root)?)
        .map_err(|error| format!("{}: {error}", table.display()))?;
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn chosen(keys: &[String]) -> Result<Vec<&'static Chapter>, String> {
    if keys.is_empty() {
        return Ok(CHAPTERS.to_vec());
    }
    let known = || CHAPTERS.iter().map(|chapter| chapter.key).collect::<Vec<_>>().join(", ");
    let find = |key: &String| {
        chapter::find(key).ok_or_else(|| format!("no chapter \"{key}\"; there are {}", known()))
    };
    keys.iter().map(find).collect()
}

/// Where a chapter's numbers are kept, for the page and for the table.
fn file(root: &Path, chapter: &Chapter) -> PathBuf {
    root.join("www/chapters").join(format!("{}.json", chapter.key))
}

/// Runs the chapters and writes each one's file as soon as its seeds are there. True where a mean is not as expected
/// or a chapter did not come to its end.
fn run(chapters: &[&'static Chapter], arguments: &Arguments) -> Result<bool, Box<dyn std::error::Error>> {
    let seeds = arguments.seeds as usize;
    let tasks = chapters.len() * seeds;
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel::<(usize, Found)>();
    std::thread::scope(|scope| {
        for _ in 0..arguments.jobs.min(tasks as u32) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= tasks || sender.send((at, seed(chapters[at / seeds], at % seeds))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        gather(chapters, seeds, &receiver, &arguments.root)
    })
}

fn gather(
    chapters: &[&'static Chapter],
    seeds: usize,
    receiver: &mpsc::Receiver<(usize, Found)>,
    root: &Path,
) -> Result<bool, Box<dyn std::error::Error>> {
    let mut waiting: BTreeMap<usize, BTreeMap<usize, Found>> = BTreeMap::new();
    let mut failed = false;
    for (at, found) in receiver {
        let (place, number) = (at / seeds, at % seeds);
        let mine = waiting.entry(place).or_default();
        mine.insert(number, found);
        if mine.len() < seeds {
            continue;
        }
        let chapter = chapters[place];
        let values: Result<Vec<_>, _> = waiting.remove(&place).unwrap_or_default().into_values().collect();
        match values {
            Ok(values) => failed |= keep(chapter, &values, root)?,
            Err(reason) => {
                eprintln!("{}: {reason}", chapter.key);
                failed = true;
            }
        }
    }
    Ok(failed)
}

/// Writes a chapter's file and says what it holds. True where a mean is not as expected.
fn keep(chapter: &Chapter, values: &[SeedValues], root: &Path) -> Result<bool, Box<dyn std::error::Error>> {
    let report = Report::new(chapter, values);
    let path = file(root, chapter);
    let folder = path.parent().ok_or("the file of a chapter is in a folder")?;
    fs::create_dir_all(folder)?;
    fs::write(&path, serde_json::to_string(&report)? + "\n")?;
    println!("{}  {} seeds, {:.1} s each", report.key, values.len(), report.seconds.unwrap_or_default());
    for measure in &report.measures {
        let held = match measure.held {
            Some(true) => "as expected",
            Some(false) => "NOT AS EXPECTED",
            None => "reported",
        };
        let found = table::interval(measure.mean, measure.unit);
        println!("  {:<28}{found:<36}{:<24}{held}", measure.key, table::expected(measure));
    }
    Ok(!report.broken().is_empty())
}

/// Every point of the chapter's axis with one seed, in this thread.
fn seed(chapter: &Chapter, number: usize) -> Found {
    let start = Instant::now();
    let clock = || start.elapsed().as_secs_f64();
    let mut trainer = Trainer::new(&clock);
    let mut runs = vec![];
    for (_, spec) in chapter.points() {
        let seed = Seed(spec.seed.0.wrapping_add(number as u32));
        let dataset = datasets::open(spec.dataset).map_err(|error| error.to_string())?;
        let spec = ExperimentSpec { seed, ..spec };
        let run = trainer.train(&spec, &Rc::new(dataset));
        runs.push(run.map_err(|error| format!("seed {}: {error}", seed.0))?);
    }
    Ok(evaluate(chapter, &runs))
}
