//! Every chapter has its words in both languages; a few run here, and the one where distillation is no help stays so.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]
#![allow(clippy::disallowed_methods, reason = "a chapter's times are reported, and nothing depends on them")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Instant;

use retort::chapter::report::{Report, SeedValues, evaluate};
use retort::chapter::text::{FRAMES, Text};
use retort::chapter::training::Trainer;
use retort::chapter::{self, CHAPTERS, Chapter, Results};
use retort::data::{self, Dataset};
use retort::metric::paired::paired_gain;
use retort::seed::Seed;
use retort::spec::{ExperimentSpec, link};
use retort::{experiment, preset, session};

/// Words, or Han characters.
const MOST: [(&str, usize); 2] = [("en", 250), ("zh", 400)];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(chapter: &Chapter, language: &str) -> Text {
    let name = format!("chapters/{}.{language}.md", chapter.key);
    let markdown = fs::read_to_string(root().join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    Text::read(&markdown, language).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every key that a chapter's texts have to name.
fn needed(chapter: &Chapter) -> BTreeSet<String> {
    let series = chapter.figure.series.iter().map(|series| format!("series.{}", series.key));
    let measures = chapter.measures.iter().map(|measure| format!("measure.{}", measure.key));
    let mut keys: BTreeSet<String> = series.chain(measures).chain(["figure".into()]).collect();
    if let Some(axis) = &chapter.axis {
        keys.insert("axis".into());
        let unplaced = axis.points.iter().enumerate().filter(|(_, (x, _))| x.is_nan());
        keys.extend(unplaced.map(|(at, _)| format!("point.{}", at + 1)));
    }
    keys
}

#[test]
fn every_chapter_has_its_words_in_every_language() {
    for chapter in CHAPTERS {
        for (language, most) in MOST {
            let text = text(chapter, language);
            let name = format!("{}.{language}", chapter.key);
            let named: BTreeSet<String> = text.names.iter().map(|(key, _)| key.clone()).collect();
            assert_eq!(named, needed(chapter), "{name}: names");
            assert!(
                text.length(language) <= most,
                "{name} has {} words, {most} are allowed",
                text.length(language)
            );
            assert!(
                (1..=2).contains(&text.paragraphs.len()),
                "{name} has {} paragraphs",
                text.paragraphs.len()
            );
            assert_eq!(text.questions.len(), 3, "{name}: questions");
            let parts = text.paragraphs.iter().chain([&text.claim, &text.title]);
            let answers = text.questions.iter().flat_map(|(question, answer)| [question, answer]);
            for part in parts.chain(answers) {
                assert!(!part.is_empty(), "{name} has an empty part");
                for measure in Text::references(part) {
                    assert!(
                        chapter.measures.iter().any(|each| each.key == measure),
                        "{name}: no measure {measure}"
                    );
                }
            }
            let asked = |answer: &String| !Text::references(answer).is_empty();
            assert!(text.questions.iter().any(|(_, answer)| asked(answer)), "{name}: no answer has a number");
        }
    }
    assert_eq!(
        MOST.map(|(language, _)| language).to_vec(),
        FRAMES.iter().map(|(key, _)| *key).collect::<Vec<_>>()
    );
}

#[test]
fn chapters_are_sound_experiments_and_their_keys_are_unique() {
    let mut keys = BTreeSet::new();
    for chapter in CHAPTERS {
        assert!(keys.insert(chapter.key), "{} is there twice", chapter.key);
        let parts = chapter.axis.iter().flat_map(|axis| axis.points).map(|(_, part)| *part);
        for part in [""].into_iter().chain(parts) {
            let opened = chapter.open(part);
            assert_eq!(opened.problems, [], "{} at {part}", chapter.key);
        }
        if let Some(axis) = chapter.axis.as_ref().filter(|axis| axis.log) {
            assert!(axis.points.iter().all(|(x, _)| x.is_nan() || *x > 0.0), "{}", chapter.key);
        }
        let links: BTreeSet<String> = chapter.points().iter().map(|(_, spec)| link::write(spec)).collect();
        assert_eq!(
            links.len(),
            chapter.points().len(),
            "{}: two points are the same experiment",
            chapter.key
        );
    }
}

#[test]
fn what_a_chapter_stored_belongs_to_its_experiment() {
    for chapter in CHAPTERS {
        let path = root().join("www/chapters").join(format!("{}.json", chapter.key));
        let Ok(stored) = fs::read_to_string(&path) else { continue };
        let report: Report = serde_json::from_str(&stored).unwrap();
        let again = format!("run `cargo xtask verify {}` again", chapter.key);
        assert_eq!(report.link, chapter.written_link(), "{again}");
        let links: Vec<_> = chapter.points().iter().map(|(_, spec)| link::write(spec)).collect();
        assert_eq!(
            report.points.iter().map(|point| point.link.clone()).collect::<Vec<_>>(),
            links,
            "{again}"
        );
        let keys: Vec<_> = report.measures.iter().map(|measure| measure.key.as_str()).collect();
        assert_eq!(keys, chapter.measures.iter().map(|measure| measure.key).collect::<Vec<_>>(), "{again}");
        for (found, measure) in report.measures.iter().zip(chapter.measures) {
            assert_eq!((found.claimed, found.expected), (measure.claimed, measure.expected), "{again}");
        }
        let broken = report.broken();
        assert!(broken.is_empty(), "{}: {broken:?}", chapter.key);
        assert!(report.seeds.len() >= 5, "{}: {} seeds are too few", chapter.key, report.seeds.len());
    }
}

fn open(key: &str) -> Rc<Dataset> {
    let source = data::source(key).unwrap();
    let read = |file: &data::File| fs::read(root().join("data").join(file.name)).unwrap();
    let files: Vec<Vec<u8>> = source.files().into_iter().map(read).collect();
    Rc::new(Dataset::open(key, &files).unwrap())
}

/// All points of a chapter with this seed.
fn runs(points: &[ExperimentSpec], seed: u32) -> Vec<Results> {
    let start = Instant::now();
    let clock = || start.elapsed().as_secs_f64();
    let mut trainer = Trainer::new(&clock);
    let with = |spec: &ExperimentSpec| ExperimentSpec { seed: Seed(seed), ..spec.clone() };
    points.iter().map(|spec| trainer.train(&with(spec), &open(spec.dataset)).unwrap()).collect()
}

fn measured(chapter: &Chapter, seeds: std::ops::Range<u32>) -> Vec<SeedValues> {
    let points: Vec<_> = chapter.points().into_iter().map(|(_, spec)| spec).collect();
    seeds.map(|seed| evaluate(chapter, &runs(&points, seed))).collect()
}

#[test]
fn the_temperature_does_what_its_chapter_expects() {
    let chapter = chapter::find("temperature").unwrap();
    let report = Report::new(chapter, &measured(chapter, 42..44));
    assert_eq!(report.broken().iter().map(|measure| &measure.key).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(report.series.iter().all(|series| series.means.iter().all(Option::is_some)));
}

/// With all labels there is nothing left to distil: a gain here would be a result that is too good to be true.
#[test]
fn where_distillation_is_no_help_it_is_none() {
    let preset = preset::PRESETS.iter().find(|preset| preset.key == "plenty-of-labels").unwrap();
    let spec = experiment::open(preset.link).spec;
    let gains: Vec<Results> = (42..45).flat_map(|seed| runs(std::slice::from_ref(&spec), seed)).collect();
    let of = |role: &str| gains.iter().map(|run| run.accuracy(role).unwrap()).collect::<Vec<_>>();
    let gain = paired_gain(&of("hard-labels"), &of("soft-labels")).unwrap();
    assert!(gain.mean < 0.01, "{gain:?}");
    assert!(gain.mean > -0.1, "{gain:?}: a student that is this much worse was not trained");
    assert!(of("hard-labels").iter().all(|accuracy| *accuracy > 0.9), "the students did learn");
    assert!(gains.iter().all(|run| run.net(session::TEACHER).is_some()));
}
