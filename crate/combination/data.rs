//! What a dataset allows.

use crate::spec::ExperimentSpec;
use crate::spec::choices::{ClassChoice, Domain};
use crate::spec::clash::Clash;
use crate::spec::fields::Value;

/// A class that is left out, or taken for another, is one of the dataset's.
pub fn classes_exist(spec: &ExperimentSpec) -> Option<Clash> {
    let classes = crate::data::source(spec.dataset).ok()?.classes.len();
    let beyond = |choice: ClassChoice| choice.label().is_some_and(|label| usize::from(label) >= classes);
    let chosen = [
        ("omit", spec.omitted, "none"),
        ("tfrom", spec.confused_from, "none"),
        ("tto", spec.confused_to, "0"),
    ];
    let (key, _, nearest) = chosen.into_iter().find(|&(_, choice, _)| beyond(choice))?;
    // A teacher that confuses nothing needs no other class.
    if key == "tto" && spec.confused_from.label().is_none() {
        return None;
    }
    let allowed = format!("0 to {}", classes - 1);
    Some(Clash { reason: "no-such-class", key, nearest: Value::Word(nearest), allowed })
}

/// A class is taken for another one, not for itself or for none.
pub fn a_class_is_taken_for_another(spec: &ExperimentSpec) -> Option<Clash> {
    let from = spec.confused_from.label()?;
    let to = spec.confused_to.label();
    (to.is_none() || to == Some(from)).then(|| Clash {
        reason: "confused-with-itself",
        key: "tto",
        nearest: Value::Word(if from == 0 { "1" } else { "0" }),
        allowed: format!("another class than {from}"),
    })
}

/// A quarter turn needs a square.
pub fn square_images_are_turned(spec: &ExperimentSpec) -> Option<Clash> {
    let source = crate::data::source(spec.dataset).ok()?;
    (spec.domain == Domain::Rotated && source.width != source.height).then(|| Clash {
        reason: "not-square",
        key: "domain",
        nearest: Value::Word(Domain::Inverted.key()),
        allowed: "inverted, thick, noisy: the images are not square".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{change, changes};

    #[test]
    fn a_teacher_cannot_take_a_class_for_itself() {
        assert_eq!(changes("tfrom=9"), change("confused-with-itself", "tto", "0"));
        assert_eq!(changes("tfrom=0&tto=none"), change("confused-with-itself", "tto", "1"));
        assert_eq!(changes("tfrom=4"), []);
        assert_eq!(changes("tto=none"), [], "nobody is confused");
    }
}
