//! Whatever is registered can be named by a link, comes back from it, and trains.

use std::rc::Rc;

use retort::catalogue;
use retort::data::{Dataset, SOURCES};
use retort::method::METHODS;
use retort::model::MODELS;
use retort::session::{Event, Run, RunEvent};
use retort::spec::link;

fn dataset(key: &str) -> Rc<Dataset> {
    let source = retort::data::source(key).expect("registered");
    let files: Vec<Vec<u8>> = match source.embedded {
        Some(_) => vec![],
        None => source
            .files
            .iter()
            .map(|file| std::fs::read(format!("data/{}", file.name)).expect("shipped"))
            .collect(),
    };
    Rc::new(Dataset::open(key, &files).expect("published files"))
}

/// Runs a link to its end and returns how many networks finished with finite losses.
fn finished(text: &str, dataset: &Rc<Dataset>) -> usize {
    let opened = catalogue::open(text);
    assert_eq!(opened.problems, [], "{text}");
    let written = link::write(&opened.spec);
    assert_eq!(catalogue::open(&written).spec, opened.spec, "{text} came back changed as {written}");
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
    let digits = dataset("digits");
    for method in METHODS {
        // Methods that compare the layers of transformers are refused beside other networks.
        let fits = |nets: &str| catalogue::open(&format!("arms={}{nets}", method.key())).problems.is_empty();
        let pairs = ["", "&teacher=vit-4-32&student=vit-2-32"];
        let nets = pairs.into_iter().find(|nets| fits(nets)).expect("networks that it can compare");
        for rest in ["", "&unlabelled=40", "&unlabelled=40&alpha=0.5", "&alpha=1", "&T=0.05", "&T=100"] {
            let link = format!("arms={}&tdata=64&tepochs=3&steps=3{nets}{rest}", method.key());
            assert!(finished(&link, &digits) >= 2, "{link}");
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
