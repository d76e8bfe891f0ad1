//! A teacher that is taken from storage ends as the one that was trained, bit for bit, and so do its students.

use std::rc::Rc;

use retort::data::Dataset;
use retort::experiment;
use retort::method;
use retort::session::{Event, Outcome, StudentSession, TeacherSession};
use retort::train::StartError;

/// One of every way in which a teacher comes to its weights and answers.
const LINKS: &[&str] = &[
    "tepochs=1&unlabelled=20&steps=5",
    "tepochs=1&teachers=2&steps=5",
    "tepochs=1&teachers=2&mean=geometric&steps=5&arms=soft-labels",
    "tepochs=1&teacher=residual-8-16-32&labels=100&steps=3",
    "tepochs=1&teacher=residual-8-16-32&domain=noisy&steps=3",
    "tepochs=1&teacher=residual-8-16-32&domain=noisy&adapt=statistics&steps=3",
    "tepochs=1&teacher=residual-8-16-32&domain=noisy&adapt=pseudo-labels&steps=3",
];

fn end(mut step: impl FnMut() -> Option<Event>) -> (Outcome, Vec<Event>) {
    let mut told = vec![];
    loop {
        match step() {
            Some(Event::Finished(outcome)) => return (outcome, told),
            Some(Event::Failed { update, .. }) => panic!("diverged at update {update}"),
            event => told.extend(event),
        }
    }
}

/// Everything that an outcome says but the loss, which only a training knows.
fn said(outcome: &Outcome) -> String {
    let mut outcome = outcome.clone();
    outcome.evaluation.loss = None;
    format!("{outcome:?}")
}

#[test]
fn a_stored_teacher_and_its_students_are_the_trained_ones() {
    let dataset = Rc::new(Dataset::open("digits", &[]).expect("embedded"));
    for link in LINKS {
        let opened = experiment::open(link);
        assert!(opened.problems.is_empty(), "{link}: {:?}", opened.problems);
        let spec = opened.spec;
        let mut trained = TeacherSession::new(&spec, dataset.clone()).expect("sound");
        let (outcome, _) = end(|| trained.step());
        let teacher = trained.trained();

        let mut stored =
            TeacherSession::resumed(&spec, dataset.clone(), &teacher.weights).expect("the same networks");
        assert_eq!(stored.standing().update, stored.standing().updates, "{link}");
        assert_eq!(stored.standing().updates, trained.standing().updates, "{link}");
        let (resumed, told) = end(|| stored.step());
        assert_eq!(said(&resumed), said(&outcome), "{link}");
        assert_eq!(stored.trained(), teacher, "{link}");
        // No update, so nothing but the last look at the test images, and the soft labels.
        assert!(told.iter().any(|event| matches!(event, Event::SoftLabels { .. })), "{link}");
        let mut last = told.iter().filter_map(|event| match event {
            Event::Evaluated { evaluation } => Some(evaluation.update),
            _ => None,
        });
        assert_eq!(last.next_back(), Some(resumed.evaluation.updates), "{link}");

        let arm = *method::arms(&spec).last().expect("a method");
        let of = |teacher| {
            let mut student =
                StudentSession::new(&spec, dataset.clone(), arm, Rc::new(teacher)).expect("sound");
            end(|| student.step()).0.fingerprint
        };
        assert_eq!(of(stored.trained()), of(teacher), "{link}");
    }
}

#[test]
fn weights_of_other_networks_are_refused() {
    let dataset = Rc::new(Dataset::open("digits", &[]).expect("embedded"));
    for link in ["", "teachers=2"] {
        let spec = experiment::open(link).spec;
        let count = TeacherSession::new(&spec, dataset.clone()).expect("sound").trained().weights.len();
        for wrong in [0, 1, count - 1, count + 1] {
            let refused = TeacherSession::resumed(&spec, dataset.clone(), &vec![0.0; wrong]);
            assert!(matches!(refused, Err(StartError::Weights(_))), "{link}: {wrong}");
        }
    }
}
