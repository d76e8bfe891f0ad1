//! The promise of a link: the same experiment gives the same bits, whatever burn's own generator does.

use std::rc::Rc;

use retort::data::Dataset;
use retort::device;
use retort::experiment;
use retort::session::{Event, Run, RunEvent};
use retort::spec::choices::Engine;

/// Teacher with dropout, students with and without unlabelled images: every stream is drawn from.
const LINK: &str = "tepochs=3&steps=40&unlabelled=60&alpha=0.3&noise=0.1&clip=1";

/// Every course of a student, features, and several teachers.
const COURSES: &str = "tepochs=2&steps=10&unlabelled=60&teachers=2&generations=3\
                       &arms=soft-labels,teacher-decisions,hints,attention-transfer,relational,decoupled,mutual,born-again";

fn fingerprints(link: &str, burn_seed: u64) -> Vec<(&'static str, String)> {
    let opened = experiment::open(link);
    assert_eq!(opened.problems, [], "{link}");
    let spec = opened.spec;
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
    for (link, networks) in [(LINK, 5), (COURSES, 9)] {
        let first = fingerprints(link, 1);
        assert_eq!(first.len(), networks, "{first:?}");
        assert_eq!(first, fingerprints(link, 2));
    }
}

#[test]
fn at_alpha_one_the_distilled_student_is_the_baseline_bit_for_bit() {
    let spec = experiment::open("alpha=1&tepochs=2&steps=30&arms=hard-labels,soft-labels").spec;
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

#[test]
fn all_arms_see_the_same_changed_images() {
    let link = "alpha=1&tepochs=2&steps=30&arms=hard-labels,soft-labels";
    let changed = fingerprints(&format!("{link}&augment=shift,rotate,scale,noise"), 1);
    assert_eq!(changed[1].1, changed[2].1);
    let plain = fingerprints(link, 1);
    assert_eq!(changed[0].1, plain[0].1, "the teacher's training images stay as they are");
    assert_ne!(changed[1].1, plain[1].1);
}

#[test]
fn every_new_choice_gives_the_same_bits_twice_and_does_something() {
    let link = "tepochs=3&steps=30&unlabelled=60&arms=soft-labels";
    let plain = fingerprints(link, 1);
    for choice in [
        "omit=3",
        "augment=rotate",
        "tfrom=4",
        "domain=rotated",
        "domain=noisy",
        "domain=thick&adapt=pseudo-labels&confidence=0.3",
    ] {
        let text = format!("{link}&{choice}");
        let found = fingerprints(&text, 1);
        assert_eq!(found, fingerprints(&text, 1), "{choice}");
        assert_ne!(found[1].1, plain[1].1, "{choice}");
    }
}

/// The fingerprint of a student.
fn student(link: &str, arm: &str) -> String {
    let all = fingerprints(link, 1);
    all.into_iter().find(|(role, _)| *role == arm).map(|(_, fingerprint)| fingerprint).expect("it finished")
}

#[test]
fn a_path_between_equal_ends_is_the_constant_bit_for_bit() {
    let base = "arms=soft-labels&tepochs=2&steps=30&unlabelled=80&T=3&alpha=0.25";
    let constant = student(base, "soft-labels");
    for path in ["linear", "cosine"] {
        let level = format!("{base}&Tpath={path}&Tend=3&alphapath={path}&alphaend=0.25");
        assert_eq!(student(&level, "soft-labels"), constant, "{path}");
        for slope in ["Tend=1&alphaend=0.25", "Tend=3&alphaend=0.75"] {
            let slope = format!("{base}&Tpath={path}&alphapath={path}&{slope}");
            assert_ne!(student(&slope, "soft-labels"), constant, "{slope}");
        }
    }
}

#[test]
fn one_teacher_is_its_own_mean_and_more_of_them_teach_something_else() {
    let base = "arms=soft-labels&tepochs=2&steps=20";
    let alone = fingerprints(base, 1);
    assert_eq!(fingerprints(&format!("{base}&mean=geometric"), 1), alone);
    let arithmetic = fingerprints(&format!("{base}&teachers=3"), 1);
    let geometric = fingerprints(&format!("{base}&teachers=3&mean=geometric"), 1);
    for (role, _) in &alone {
        let of = |all: &[(&str, String)]| all.iter().find(|(other, _)| other == role).map(|(_, f)| f.clone());
        assert_ne!(of(&alone), of(&arithmetic), "{role}");
        assert_ne!(of(&arithmetic), of(&geometric), "{role}");
    }
}

#[test]
fn a_single_generation_is_the_baseline_and_the_last_of_several_is_not() {
    let link = |generations| {
        format!("arms=hard-labels,born-again&tepochs=2&steps=30&unlabelled=40&generations={generations}")
    };
    assert_eq!(student(&link(1), "born-again"), student(&link(1), "hard-labels"));
    assert_ne!(student(&link(2), "born-again"), student(&link(1), "hard-labels"));
    assert_ne!(student(&link(2), "born-again"), student(&link(3), "born-again"));
}

#[test]
fn features_without_weight_leave_soft_labels_bit_for_bit() {
    // Same first weights, same images in the same order: what is left of these methods is plain distillation.
    let link = "arms=soft-labels,hints,attention-transfer,relational&tepochs=2&steps=20&unlabelled=60&alpha=0.5&beta=0";
    let plain = student(link, "soft-labels");
    for arm in ["attention-transfer", "hints", "relational"] {
        assert_eq!(student(link, arm), plain, "{arm}");
    }
}

#[test]
fn both_engines_learn_the_same() {
    let losses = |engine: Engine| {
        let link = format!("tepochs=2&steps=40&engine={}", engine.key());
        let spec = experiment::open(&link).spec;
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
