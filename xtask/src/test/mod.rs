//! `cargo xtask test`: every check of the project, quick ones first, with a summary.

mod count;
mod steps;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::command::seconds;
use crate::settings::Settings;
pub use count::Count;
use steps::{STEPS, Step};
pub use steps::{program, python_models};

/// What became of a step.
struct Outcome {
    name: &'static str,
    result: Result<Count, String>,
    time: Duration,
}

/// Runs the steps whose name contains one of `chosen`, or all; returns whether everything passed. After a failure
/// the steps that do not build on it still run, so that one run shows all that is wrong.
pub fn test(settings: &Settings, chosen: &[String]) -> Result<bool> {
    let is_chosen =
        |step: &&Step| chosen.is_empty() || chosen.iter().any(|part| step.name.contains(part.as_str()));
    let steps: Vec<&Step> = STEPS.iter().filter(is_chosen).collect();
    if steps.is_empty() {
        let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
        bail!("no such step; there are: {}", names.join(", "));
    }
    let mut outcomes: Vec<Outcome> = Vec::new();
    for step in steps {
        println!("\n== {}", step.name);
        let start = Instant::now();
        let failed =
            |name: &&&str| outcomes.iter().any(|outcome| outcome.name == **name && outcome.result.is_err());
        let result = match step.needs.iter().find(failed) {
            Some(needed) => Err(format!("not run: it needs \"{needed}\", which failed")),
            None => (step.run)(settings).map_err(|error| format!("{error:#}")),
        };
        if let Err(error) = &result {
            println!("  FAILED: {error}");
        }
        outcomes.push(Outcome { name: step.name, result, time: start.elapsed() });
    }
    Ok(summarise(&outcomes))
}

/// Prints a line a step and, last, how many tests passed and failed.
fn summarise(outcomes: &[Outcome]) -> bool {
    println!("\n== summary");
    let mut total = Count::default();
    for Outcome { name, result, time } in outcomes {
        let (count, remark) = match result {
            Ok(count) => (*count, if count.failed > 0 { "FAILED".to_string() } else { "ok".to_string() }),
            Err(error) => (Count { passed: 0, failed: 1 }, format!("FAILED: {}", first_line(error))),
        };
        total = total + count;
        println!(
            "  {name:<20} {:>6} passed {:>4} failed {:>12}  {remark}",
            count.passed,
            count.failed,
            seconds(*time)
        );
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    total.failed == 0
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failure_fails_the_whole() {
        let outcome = |result| Outcome { name: "step", result, time: Duration::ZERO };
        let passed = || outcome(Ok(Count { passed: 3, failed: 0 }));
        assert!(summarise(&[passed(), passed()]));
        assert!(!summarise(&[passed(), outcome(Ok(Count { passed: 2, failed: 1 }))]));
        assert!(!summarise(&[outcome(Err("two\nlines".into())), passed()]));
    }

    #[test]
    fn steps_have_different_names_and_need_only_earlier_ones() {
        for (index, step) in STEPS.iter().enumerate() {
            let earlier: Vec<_> = STEPS[..index].iter().map(|step| step.name).collect();
            assert!(!earlier.contains(&step.name), "{}", step.name);
            assert!(step.needs.iter().all(|needed| earlier.contains(needed)), "{}", step.name);
        }
    }
}
