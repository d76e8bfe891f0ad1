//! Whatever is registered can be named by a link, comes back from it, and trains.

use std::rc::Rc;

use retort::data::{Dataset, SOURCES};
use retort::experiment;
use retort::method::METHODS;
use retort::model::MODELS;
use retort::session::{Event, Run, RunEvent, TEACHER};
use retort::spec::link;

fn dataset(key: &str) -> Rc<Dataset> {
    let source = retort::data::source(key).expect("registered");
    let files: Vec<Vec<u8>> = source
        .files()
        .iter()
        .map(|file| std::fs::read(format!("data/{}", file.name)).expect("shipped"))
        .collect();
    Rc::new(Dataset::open(key, &files).expect("published files"))
}

/// Runs a link to its end and returns how many networks finished with finite losses.
fn finished(text: &str, dataset: &Rc<Dataset>) -> usize {
    let opened = experiment::open(text);
    assert_eq!(opened.problems, [], "{text}");
    let written = link::write(&opened.spec);
    assert_eq!(experiment::open(&written).spec, opened.spec, "{text} came back changed as {written}");
    let mut run = Run::new(opened.spec, dataset.clone()).unwrap_or_else(|error| panic!("{text}: {error}"));
    let mut finished = 0;
    while !run.is_over() {
        match run.step().expect("sound") {
            Some(RunEvent { role, event: Event::Finished(outcome) }) => {
                let loss = outcome.evaluation.loss.expect("there were updates");
                assert!(loss.total.is_finite(), "{text}: {role}");
                finished += 1;
            }
            Some(RunEvent { role, event: Event::Failed { code, .. } }) => panic!("{text}: {role} {code}"),
            _ => {}
        }
    }
    finished
}

#[test]
fn every_model_trains_as_teacher_and_as_student() {
    let digits = dataset("digits");
    for model in MODELS {
        let link = format!("teacher={0}&student={0}&tdata=64&tepochs=3&steps=3", model.key);
        assert_eq!(finished(&link, &digits), 4, "{}", model.key);
    }
}

#[test]
fn every_method_trains_with_and_without_unlabelled_images_and_labels_in_the_loss() {
    for method in METHODS {
        // A method that compares what digits, or plain networks, do not have trains where there is something to compare.
        let own = match method.key() {
            "search-policy" => "&data=connect-four&teacher=search&student=policy-value-8",
            "layer-matching" | "hidden-cosine" => "&teacher=vit-4-32&student=vit-2-32",
            _ => "",
        };
        let images = dataset(if method.key() == "search-policy" { "connect-four" } else { "digits" });
        for rest in ["", "&unlabelled=40", "&unlabelled=40&alpha=0.5", "&alpha=1", "&T=0.05", "&T=100"] {
            let link = format!("arms={}&tdata=64&tepochs=3&steps=3{rest}{own}", method.key());
            assert!(finished(&link, &images) >= 2, "{link}");
        }
    }
}

#[test]
fn every_dataset_trains() {
    for source in SOURCES {
        let link = format!("data={}&tdata=64&tepochs=3&steps=3&student=mlp-8&unlabelled=20", source.key);
        assert_eq!(finished(&link, &dataset(source.key)), 5, "{link}");
    }
}

#[test]
fn a_search_teaches_without_any_training() {
    let positions = dataset("connect-four");
    let spec =
        experiment::open("data=connect-four&teacher=search&student=policy-value-8&steps=2&arms=soft-labels")
            .spec;
    let mut run = Run::new(spec, positions.clone()).expect("sound");
    let teacher = (0..5).find_map(|_| match run.step().expect("sound") {
        Some(RunEvent { role: "teacher", event: Event::Finished(outcome) }) => Some(outcome),
        _ => None,
    });
    let teacher = teacher.expect("it finishes at once");
    assert_eq!(teacher.evaluation.scores.accuracy, 1.0, "its most visited moves are the labels");
    assert_eq!(teacher.evaluation.logits.len(), positions.test.len() * 7);
}

#[test]
fn students_with_all_layers_of_their_teacher_begin_where_it_ended() {
    let link = "teacher=vit-2-16&student=vit-2-16&start=teacher&map=1-2&tdata=64&tepochs=3&steps=1\
                &arms=hard-labels,soft-labels,hidden-cosine";
    let spec = experiment::open(link).spec;
    let mut run = Run::new(spec, dataset("digits")).expect("sound");
    let (mut teacher, mut beginnings) = (vec![], 0);
    while !run.is_over() {
        match run.step().expect("sound") {
            Some(RunEvent { role: TEACHER, event: Event::Finished(outcome) }) => {
                teacher = outcome.evaluation.logits;
            }
            Some(RunEvent { role, event: Event::Evaluated { evaluation } })
                if role != TEACHER && evaluation.update == 0 =>
            {
                assert!(!teacher.is_empty());
                assert_eq!(evaluation.logits, teacher, "{role}");
                beginnings += 1;
            }
            _ => {}
        }
    }
    assert_eq!(beginnings, 3);
}
