//! Sweeps: their statistics against scipy's numbers, and which lines of a results file belong to one.

use std::collections::BTreeMap;

use retort::sweep::{LineError, NetLine, ResultLine, Summary, Sweep, gain_over, summary};
use serde::Deserialize;

#[derive(Deserialize)]
struct Statistics {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    hard: Vec<f64>,
    soft: Vec<f64>,
    hard_summary: Expected,
    soft_summary: Expected,
    gain: Expected,
}

#[derive(Deserialize)]
struct Expected {
    mean: f64,
    deviation: f64,
    low: f64,
    high: f64,
    better: Option<u32>,
}

fn near(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() < 1e-9, "{what}: {found} instead of {expected}");
}

fn same(found: Summary, expected: &Expected) {
    near(found.mean, expected.mean, "mean");
    near(found.deviation.expect("two values"), expected.deviation, "deviation");
    let margin = found.margin.expect("two values");
    near(found.mean - margin, expected.low, "lower end");
    near(found.mean + margin, expected.high, "upper end");
}

fn line(hard: f64, soft: Option<f64>) -> ResultLine {
    let net = |accuracy| NetLine { accuracy };
    let soft = soft.map(|accuracy| ("soft-labels".to_owned(), net(accuracy)));
    let arms: BTreeMap<_, _> = [("hard-labels".to_owned(), net(hard))].into_iter().chain(soft).collect();
    ResultLine { link: String::new(), seed: 42, teacher: net(0.9), arms, fingerprint: None }
}

#[test]
fn means_and_intervals_are_those_of_scipy() {
    let file: Statistics =
        serde_json::from_str(include_str!("vectors/sweep_statistics.json")).expect("vectors");
    for case in &file.cases {
        same(summary(&case.hard).expect("values"), &case.hard_summary);
        same(summary(&case.soft).expect("values"), &case.soft_summary);
        let mut runs: Vec<_> =
            case.hard.iter().zip(&case.soft).map(|(&hard, &soft)| line(hard, Some(soft))).collect();
        // A run that lacks one of the two is no pair.
        runs.push(line(0.5, None));
        let gain = gain_over(&runs.iter().collect::<Vec<_>>(), "soft-labels", "hard-labels").expect("pairs");
        assert_eq!((gain.count as usize, Some(gain.better)), (case.hard.len(), case.gain.better));
        near(gain.mean, case.gain.mean, "mean gain");
        near(gain.deviation, case.gain.deviation, "deviation of the gain");
        near(gain.mean - gain.margin, case.gain.low, "lower end of the gain");
        near(gain.mean + gain.margin, case.gain.high, "upper end of the gain");
    }
}

#[test]
fn one_value_has_no_spread_and_no_value_no_summary() {
    let one = Summary { count: 1, mean: 0.5, deviation: None, margin: None };
    assert_eq!((summary(&[0.5]), summary(&[])), (Some(one), None));
    assert_eq!(gain_over(&[&line(0.5, None)], "soft-labels", "hard-labels"), None);
}

#[derive(Deserialize)]
struct Files {
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    text: String,
    code: Option<String>,
    key: Option<String>,
    links: Option<Vec<String>>,
}

/// The page reads the same files with the same outcome: `tests/sweep.test.mjs`.
#[test]
fn files_list_their_runs_or_say_what_is_wrong() {
    let file: Files = serde_json::from_str(include_str!("vectors/sweep_files.json")).expect("vectors");
    for File { text, code, key, links } in file.files {
        match Sweep::read(&text) {
            Ok(sweep) => {
                let found: Vec<_> = sweep.runs().map(|run| run.link()).collect();
                assert_eq!((Some(found), None), (links, code), "{text}");
            }
            Err(error) => {
                let name = serde_json::to_value(error.code).expect("a name");
                assert_eq!((name.as_str(), Some(error.key)), (code.as_deref(), key), "{text}");
            }
        }
    }
}

#[derive(Deserialize)]
struct Lines {
    sweep: serde_json::Value,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    line: String,
    run: Option<usize>,
    why: Option<String>,
}

#[test]
fn lines_of_a_results_file_find_their_run_or_say_why_not() {
    let file: Lines = serde_json::from_str(include_str!("vectors/sweep_lines.json")).expect("vectors");
    let sweep = Sweep::read(&file.sweep.to_string()).expect("sound");
    for Line { line, run, why } in file.lines {
        let found = ResultLine::read(&line).and_then(|line| sweep.find_line(&line));
        let said = found.as_ref().err().map(|error| match error {
            LineError::TooLong(_) => "too-long",
            LineError::NotAResult(_) => "not-a-result",
            LineError::BadAccuracy(_) => "bad-accuracy",
            LineError::NotInSweep(_) => "not-in-sweep",
            LineError::OtherSeed(_) => "other-seed",
        });
        assert_eq!((found.as_ref().ok().copied(), said), (run, why.as_deref()), "{line}");
    }
    let long = format!("{{{}", " ".repeat(20_000));
    assert_eq!(ResultLine::read(&long), Err(LineError::TooLong(20_001)));
}

/// tests/golden/ray.jsonl is what Ray Tune wrote of tests/golden/ray.sweep.json (docs/python.md).
#[test]
fn results_of_ray_fill_every_run_of_their_sweep() {
    let sweep = Sweep::read(include_str!("golden/ray.sweep.json")).expect("sound");
    let lines: Vec<ResultLine> = include_str!("golden/ray.jsonl")
        .lines()
        .map(|line| ResultLine::read(line).expect("a result line"))
        .collect();
    let mut counts = vec![0; sweep.run_count()];
    for line in &lines {
        counts[sweep.find_line(line).expect("of this sweep")] += 1;
    }
    assert_eq!(counts, [1; 12], "every run once");
}
