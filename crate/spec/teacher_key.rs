//! Which experiments have the same teacher: a trained one is kept for all of them.

use super::ExperimentSpec;
use super::fields::{FIELDS, Value, find};
use super::link;

/// Fields that no teacher and none of its answers depend on: what students learn from, how, and with which weights they
/// start. Whatever is not named here counts, so a new field costs a training and never gives a wrong teacher.
const STUDENTS_OWN: &[&str] = &[
    "student",
    "start",
    "bits",
    "T",
    "Tpath",
    "Tend",
    "alpha",
    "alphapath",
    "alphaend",
    "smoothing",
    "arms",
    "beta",
    "nckd",
    "match",
    "map",
    "generations",
    "steps",
    "batch",
    "lr",
    "decay",
];

/// The part of the experiment's link that decides the teacher's weights, its answers to the transfer set and its answers
/// to the test images, bit for bit. Equal keys, equal teachers.
pub fn teacher_key(spec: &ExperimentSpec) -> String {
    let default = ExperimentSpec::default();
    let mut teacher = spec.clone();
    for field in STUDENTS_OWN.iter().filter_map(|key| find(key)) {
        let value: Value = (field.read)(&default);
        // A default is always allowed.
        (field.write)(&mut teacher, &value);
    }
    link::write(&teacher)
}

/// Whether a change of this field needs another teacher.
pub fn decides_teacher(key: &str) -> bool {
    FIELDS.iter().any(|field| field.key == key) && !STUDENTS_OWN.contains(&key)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::data::Dataset;
    use crate::experiment;
    use crate::session::{Event, TeacherSession};

    fn key(text: &str) -> String {
        teacher_key(&experiment::open(text).spec)
    }

    #[test]
    fn every_field_of_the_students_is_a_field() {
        for key in STUDENTS_OWN {
            assert!(find(key).is_some(), "{key}");
            assert!(!decides_teacher(key), "{key}");
        }
        assert!(decides_teacher("seed") && decides_teacher("labels") && !decides_teacher("no-field"));
    }

    #[test]
    fn students_share_a_teacher_and_other_images_or_seeds_do_not() {
        let own =
            "T=2&alpha=0.5&steps=17&batch=8&lr=0.01&decay=0.1&smoothing=0.3&student=mlp-16&arms=soft-labels";
        assert_eq!(key(own), key(""));
        for other in [
            "seed=7",
            "labels=60",
            "unlabelled=10",
            "tepochs=1",
            "clip=1",
            "schedule=constant",
            "engine=ndarray",
        ] {
            assert_ne!(key(other), key(""), "{other}");
        }
    }

    #[test]
    fn equal_keys_give_equal_bits() {
        let dataset = Rc::new(Dataset::open("digits", &[]).expect("embedded"));
        let trained = |text: &str| {
            let mut session =
                TeacherSession::new(&experiment::open(text).spec, dataset.clone()).expect("sound");
            while !matches!(session.step(), Some(Event::Finished(_))) {}
            session.trained()
        };
        let one = trained("tepochs=1&unlabelled=20");
        assert_eq!(one, trained("tepochs=1&unlabelled=20&T=9&alpha=1&steps=3&batch=4&student=mlp-16&lr=0.1"));
        assert_ne!(one, trained("tepochs=1&unlabelled=21"));
    }
}
