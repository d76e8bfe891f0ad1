//! The promise of a link: the same experiment gives the same bits, whatever burn's own generator does.

use std::rc::Rc;

use retort::catalogue;
use retort::data::Dataset;
use retort::device;
use retort::session::{Event, Run, RunEvent};
use retort::spec::choices::Engine;

/// Teacher with dropout, students with and without unlabelled images: every stream is drawn from.
const LINK: &str = "tepochs=3&steps=40&unlabelled=60&alpha=0.3&noise=0.1&clip=1";

fn fingerprints(burn_seed: u64) -> Vec<(&'static str, String)> {
    let spec = catalogue::open(LINK).spec;
    device::plain(spec.engine).expect("built").seed(burn_seed);
    let mut run = Run::new(spec, Rc::new(Dataset::open("digits", &[]).expect("embedded"))).expect("sound");
    let mut found = vec![];
    while !run.is_over() {
        if let Some(RunEvent { role, event: Event::Finished(outcome) }) = run.step().expect("sound") {
            found.push((role, outcome.fingerprint));
        }
    }
    found
}

#[test]
fn burns_own_seed_changes_nothing() {
    let first = fingerprints(1);
    assert_eq!(first.len(), 5, "{first:?}");
    assert_eq!(first, fingerprints(2));
}

#[test]
fn at_alpha_one_the_distilled_student_is_the_baseline_bit_for_bit() {
    let spec = catalogue::open("alpha=1&tepochs=2&steps=30&arms=hard-labels,soft-labels").spec;
    let mut run = Run::new(spec, Rc::new(Dataset::open("digits", &[]).expect("embedded"))).expect("sound");
    let mut students = vec![];
    while !run.is_over() {
        if let Some(RunEvent { role, event: Event::Finished(outcome) }) = run.step().expect("sound")
            && role != retort::session::TEACHER
        {
            students.push(outcome.fingerprint);
        }
    }
    assert_eq!(students.len(), 2);
    assert_eq!(students[0], students[1]);
}

/// Fingerprints of all networks, in the order in which they finished.
fn finished(link: &str) -> Vec<(&'static str, String)> {
    let opened = catalogue::open(link);
    assert_eq!(opened.problems, [], "{link}");
    let dataset = Rc::new(Dataset::open("digits", &[]).expect("embedded"));
    let mut run = Run::new(opened.spec, dataset).expect("sound");
    let mut found = vec![];
    while !run.is_over() {
        if let Some(RunEvent { role, event: Event::Finished(outcome) }) = run.step().expect("sound") {
            found.push((role, outcome.fingerprint));
        }
    }
    found
}

#[test]
fn all_arms_see_the_same_changed_images() {
    let link = "alpha=1&tepochs=2&steps=30&arms=hard-labels,soft-labels";
    let changed = finished(&format!("{link}&augment=shift,rotate,scale,noise"));
    assert_eq!(changed[1].1, changed[2].1);
    let plain = finished(link);
    assert_eq!(changed[0].1, plain[0].1, "the teacher's training images stay as they are");
    assert_ne!(changed[1].1, plain[1].1);
}

#[test]
fn every_new_choice_gives_the_same_bits_twice_and_does_something() {
    let link = "tepochs=3&steps=30&unlabelled=60&arms=soft-labels";
    let plain = finished(link);
    for choice in [
        "omit=3",
        "augment=rotate",
        "tfrom=4",
        "domain=rotated",
        "domain=noisy",
        "domain=thick&adapt=pseudo-labels&confidence=0.3",
    ] {
        let text = format!("{link}&{choice}");
        let found = finished(&text);
        assert_eq!(found, finished(&text), "{choice}");
        assert_ne!(found[1].1, plain[1].1, "{choice}");
    }
}

#[test]
fn both_engines_learn_the_same() {
    let losses = |engine: Engine| {
        let link = format!("tepochs=2&steps=40&engine={}", engine.key());
        let spec = catalogue::open(&link).spec;
        assert_eq!(spec.engine, engine);
        let mut run =
            Run::new(spec, Rc::new(Dataset::open("digits", &[]).expect("embedded"))).expect("sound");
        let mut losses = vec![];
        while !run.is_over() {
            if let Some(RunEvent { event: Event::Evaluated { evaluation }, .. }) = run.step().expect("sound")
            {
                losses.extend(evaluation.loss.map(|terms| terms.total));
            }
        }
        losses
    };
    assert_eq!(device::BUILT.len(), 2, "this test needs --features ndarray");
    let (flex, ndarray) = (losses(Engine::Flex), losses(Engine::NdArray));
    assert_eq!(flex.len(), ndarray.len());
    for (step, (a, b)) in flex.iter().zip(&ndarray).enumerate() {
        assert!((a - b).abs() <= 2e-3 * a.abs().max(1e-2), "evaluation {step}: {a} against {b}");
    }
}
