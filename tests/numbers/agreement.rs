//! Where there is nothing to learn from a teacher: it agrees with its student, or alpha = 1 gives it no weight.

use std::rc::Rc;

use retort::data::Dataset;
use retort::experiment;
use retort::method::{self, METHODS, Method, Partners};
use retort::session::{Event, Run, RunEvent, TEACHER};

use crate::invariances::{ROUNDING, assert_close, devices, each, spec};
use crate::scene::{IMAGES, Pair, Scene};

/// Where student and teacher give the same answers there is nothing to learn from the teacher.
#[test]
fn a_teacher_that_agrees_teaches_nothing() {
    let mut checked = vec![];
    each(|method, pair| {
        let taught = method.needs().teacher || method.partners() != Partners::Teacher;
        // Its most likely class is less than what a teacher says.
        if !taught || method.key() == "teacher-decisions" {
            return;
        }
        let pair = Pair { teacher: pair.student.clone(), ..pair.clone() };
        // A search is followed without any softening.
        let temperature = if method.key() == "search-policy" { 1.0 } else { 4.0 };
        let mut scene = Scene::new(method, &pair, spec(temperature, 0.0, 1.0), IMAGES);
        let own = scene.teacher.as_ref().expect("there is one").len();
        scene.teacher = Some(scene.student[..own].to_vec());
        // The method's own layers pass everything on.
        for layer in scene.student[own..].chunks_exact_mut(2) {
            let width = layer[1].values.len();
            let pass = |at: usize| f64::from(u8::from(at / width == at % width));
            layer[0].values = (0..width * width).map(pass).collect();
            layer[1].values.fill(0.0);
        }
        for device in devices() {
            let slopes = scene.slopes_of(&device, |loss| match (loss.hard, method.partners()) {
                (Some(hard), Partners::Peer) => loss.total - hard,
                _ => loss.total,
            });
            for gradient in &slopes.gradients {
                assert_close(method.key(), gradient, &vec![0.0; gradient.len()], ROUNDING);
            }
            // Followed, a search leaves its own entropy.
            if method.key() != "search-policy" {
                assert!(slopes.value.abs() < 1e-5, "{}: {}", method.key(), slopes.value);
                let soft = scene.slopes_of(&device, |loss| loss.soft.expect("a soft term")).value;
                assert!(soft.abs() < 1e-6, "{}: {soft}", method.key());
            }
        }
        checked.push(method.key());
    });
    checked.dedup();
    assert!(checked.len() >= 11, "{checked:?}");
}

/// Methods that alpha = 1 turns into the baseline: those that learn from a teacher and from labels.
fn weighs_labels(method: &dyn Method) -> bool {
    method.needs().teacher && method.key() != "search-policy"
}

#[test]
fn at_alpha_one_every_loss_is_the_baseline_s_bit_for_bit() {
    let hard = method::find("hard-labels").expect("registered");
    each(|method, pair| {
        if !weighs_labels(method) {
            return;
        }
        for device in devices() {
            let scene = Scene::new(method, pair, spec(3.0, 1.0, 0.0), IMAGES);
            let baseline = Scene { method: hard, ..scene.clone() };
            let (ours, theirs) = (scene.slopes(&device), baseline.slopes(&device));
            assert_eq!(ours.value.to_bits(), theirs.value.to_bits(), "{}", method.key());
            assert_eq!(ours.gradients[0], theirs.gradients[0], "{}", method.key());
        }
    });
}

/// The students of a run: method, fingerprint, answers to the test images.
fn students(link: &str) -> Option<Vec<(String, Vec<f32>)>> {
    let opened = experiment::open(link);
    if !opened.problems.is_empty() {
        return None;
    }
    let dataset = Rc::new(Dataset::open("digits", &[]).expect("embedded"));
    let mut run = Run::new(opened.spec, dataset).expect("sound");
    let mut students = vec![];
    while !run.is_over() {
        match run.step().expect("sound") {
            Some(RunEvent { role, event: Event::Finished(outcome) }) if role != TEACHER => {
                students.push((outcome.fingerprint, outcome.evaluation.logits));
            }
            _ => {}
        }
    }
    Some(students)
}

/// What a method compares besides the answers has no weight either.
#[test]
fn at_alpha_one_every_student_is_the_baseline_bit_for_bit() {
    let mut checked = 0;
    for &method in METHODS {
        // A rounded student is another one, whatever it learns from.
        if !weighs_labels(method) || method.quantises().is_some() {
            continue;
        }
        let arms = format!("arms=hard-labels,{}", method.key());
        let base = format!("alpha=1&beta=0&match=logits&tepochs=1&tdata=64&steps=6&T=2&{arms}");
        let transformers = format!("{base}&teacher=vit-4-32&student=vit-2-32");
        let found = students(&base).or_else(|| students(&transformers));
        let found = found.unwrap_or_else(|| panic!("{} finds its networks here", method.key()));
        assert_eq!(found.len(), 2, "{}", method.key());
        assert_eq!(found[0], found[1], "{}", method.key());
        checked += 1;
    }
    assert!(checked >= 8, "{checked}");
}

#[test]
fn compared_layers_without_weight_change_no_bit() {
    let link = "alpha=1&beta=0&tepochs=1&tdata=64&steps=6&arms=hard-labels,layer-matching";
    let found = students(&format!("{link}&teacher=vit-4-32&student=vit-2-32")).expect("they fit");
    assert_eq!(found[0], found[1]);
}
