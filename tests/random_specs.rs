//! Any experiment that a link can name either runs or is refused with the field that is in the way.
//!
//! 24 random experiments that are fine and 240 that are not; `RETORT_CASES=1000 cargo test --test random_specs` tries more.

use std::collections::BTreeMap;
use std::rc::Rc;

use retort::data::{Dataset, source};
use retort::experiment;
use retort::seed::{Seed, Stream};
use retort::session::{Event, Run, RunEvent};
use retort::spec::fields::{FIELDS, Field, Kind, Scale};
use retort::spec::link::{self, Code};

/// How many experiments are tried.
fn cases() -> usize {
    std::env::var("RETORT_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(24)
}

/// Datasets by key, opened once.
#[derive(Default)]
struct Shelf(BTreeMap<&'static str, Rc<Dataset>>);

impl Shelf {
    fn open(&mut self, key: &'static str) -> Rc<Dataset> {
        let open = || {
            let source = source(key).expect("registered");
            let read = |name: &str| std::fs::read(format!("data/{name}")).expect("shipped");
            let files: Vec<Vec<u8>> = source.files().iter().map(|file| read(file.name)).collect();
            Rc::new(Dataset::open(key, &files).expect("published files"))
        };
        self.0.entry(key).or_insert_with(open).clone()
    }
}

/// One of these, each as likely.
fn pick<'a, T>(stream: &mut Stream, of: &'a [T]) -> &'a T {
    &of[stream.below(of.len() as u32) as usize]
}

/// What costs time is kept small; everything else is free.
fn small(key: &str, stream: &mut Stream) -> Option<&'static [&'static str]> {
    Some(match key {
        "tepochs" | "generations" | "teachers" => &["1", "2"],
        "tdata" => &["20", "64"],
        "steps" => &["5"],
        "batch" | "tbatch" => &["1", "7", "32"],
        "labels" => &["10", "37", "60"],
        "unlabelled" => &["0", "25"],
        // Above this, five steps may leave the numbers: that is reported as what it is, and tested elsewhere.
        "lr" | "tlr" => &["0.00001", "0.003", "0.03"],
        // Large test sets are slow to answer, again and again.
        "data" if stream.below(4) > 0 => &["digits"],
        "engine" => &["flex", "ndarray"],
        _ => return None,
    })
}

/// A text that the field accepts.
fn valid(field: &Field, stream: &mut Stream) -> String {
    if let Some(texts) = small(field.key, stream) {
        return (*pick(stream, texts)).into();
    }
    let words = experiment::vocabulary();
    let share = f64::from(stream.uniform());
    let some = |all: Vec<&'static str>, stream: &mut Stream| {
        let chosen: Vec<_> = all.into_iter().filter(|_| stream.below(2) == 0).collect();
        chosen.join(",")
    };
    match &field.kind {
        Kind::Integer { min, max } => (f64::from(*min) + share * f64::from(max - min)).round().to_string(),
        Kind::Number { min, max, scale: Scale::Log } => {
            (min * libm::powf(max / min, share as f32)).clamp(*min, *max).to_string()
        }
        Kind::Number { min, max, .. } => (min + share as f32 * (max - min)).clamp(*min, *max).to_string(),
        Kind::Choice(of) => (*pick(stream, &of(&words))).into(),
        Kind::Choices(of) => {
            let chosen = some(of(&words), stream);
            if chosen.is_empty() { "soft-labels".into() } else { chosen }
        }
        Kind::Options(of) => some(of(&words), stream),
        Kind::Layers => (*pick(stream, &["uniform", "first", "last", "1-2", "2-4"])).into(),
    }
}

/// A text that the field does not accept as it stands.
fn invalid(field: &Field, stream: &mut Stream) -> String {
    let nonsense = [
        "",
        "NaN",
        "inf",
        "-1e30",
        "1e30",
        "x",
        "\u{202e}4",
        "4,4",
        "0x10",
        "null",
        "-0.1",
        "none,none",
        "１２",
        "%00",
        "+",
    ];
    let words = experiment::vocabulary();
    loop {
        let some = (*pick(stream, &nonsense)).to_string();
        let far = f64::from(stream.uniform()) * 1e6;
        let near = match (&field.kind, stream.below(4)) {
            (_, 0) => some,
            (Kind::Integer { max, .. }, 1) => (f64::from(*max) + 1.0 + far.round()).to_string(),
            (Kind::Integer { min, .. }, 2) => (f64::from(*min) - 1.0 - far.round()).to_string(),
            (Kind::Integer { min, max }, _) => {
                let whole = f64::from(*min) + f64::from(stream.uniform()) * f64::from(max - min);
                format!("{}.25", whole.round())
            }
            (Kind::Number { max, .. }, 1) => (f64::from(*max) * 1.001 + far).to_string(),
            (Kind::Number { min, .. }, 2) => (f64::from(*min) * 0.999 - far - 1e-6).to_string(),
            (Kind::Number { min, .. }, _) => format!("{min}{some}x"),
            (Kind::Choice(of) | Kind::Choices(of) | Kind::Options(of), which) => {
                let word = *pick(stream, &of(&words));
                match which {
                    1 => word.to_uppercase() + "_",
                    2 => word.chars().skip(1).collect::<String>() + "~",
                    _ => format!("{word},{some}?"),
                }
            }
            (Kind::Layers, _) => format!("{}-{some}", 90 + stream.below(20)),
        };
        let text: String = near.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let opened = experiment::open(&format!("{}={text}", field.key));
        // An empty list is a list, and a seed takes every whole number.
        if opened.problems.first().is_some_and(|problem| problem.code != Code::BadCombination) {
            return text;
        }
    }
}

fn random_link(stream: &mut Stream) -> String {
    let mut parts = vec![];
    for field in FIELDS {
        if small(field.key, stream).is_some() || stream.below(3) == 0 {
            parts.push(format!("{}={}", field.key, valid(field, stream)));
        }
    }
    format!("v=1&{}", parts.join("&"))
}

#[test]
fn random_valid_experiments_train() {
    let mut stream = Seed(2_015).stream("random specs");
    let mut shelf = Shelf::default();
    for case in 0..cases() {
        if case > 0 && case % 50 == 0 {
            println!("{case} experiments trained");
        }
        let text = random_link(&mut stream);
        let opened = experiment::open(&text);
        for problem in &opened.problems {
            // Each value is fine alone; only what they are together may have been changed.
            assert_eq!(problem.code, Code::BadCombination, "{case}: {text}: {problem}");
        }
        let written = link::write(&opened.spec);
        let again = experiment::open(&written);
        assert_eq!(
            (&again.problems, &again.spec),
            (&vec![], &opened.spec),
            "{case}: {text} became {written}"
        );
        let dataset = shelf.open(opened.spec.dataset);
        let mut run =
            Run::new(opened.spec, dataset).unwrap_or_else(|error| panic!("{case}: {written}: {error}"));
        while !run.is_over() {
            match run.step().unwrap_or_else(|error| panic!("{case}: {written}: {error}")) {
                Some(RunEvent { role, event: Event::Failed { code, update } }) => {
                    panic!("{case}: {written}: {role} {code} at {update}");
                }
                Some(RunEvent { role, event: Event::Evaluated { evaluation } }) => {
                    let finite = evaluation.logits.iter().all(|logit| logit.is_finite());
                    assert!(finite, "{case}: {written}: {role} at {}", evaluation.update);
                }
                _ => {}
            }
        }
    }
}

/// One field of a random experiment is made invalid: that one is named, with what is allowed, and nothing else is but what
/// the values are together.
#[test]
fn random_invalid_experiments_are_refused_with_the_name_of_the_field() {
    let mut stream = Seed(2_016).stream("random specs");
    for case in 0..cases() * 10 {
        let field = pick(&mut stream, FIELDS);
        let others = random_link(&mut stream);
        let others: Vec<&str> =
            others.split('&').filter(|part| !part.starts_with(&format!("{}=", field.key))).collect();
        let text = format!("{}&{}={}", others.join("&"), field.key, invalid(field, &mut stream));
        let opened = experiment::open(&text);
        let named: Vec<_> =
            opened.problems.iter().filter(|problem| problem.code != Code::BadCombination).collect();
        let [problem] = named[..] else { panic!("{case}: {text}: {named:?}") };
        assert_eq!(problem.key, field.key, "{case}: {text}");
        let may_be_empty = matches!(field.kind, Kind::Options(_));
        assert!(
            !problem.allowed.is_empty() && (may_be_empty || !problem.used.is_empty()),
            "{case}: {problem}"
        );
        assert_eq!(experiment::open(&link::write(&opened.spec)).problems, [], "{case}: {text}");
    }
}
