//! What cannot go together, although each part alone is fine: named with the reason, and changed to the nearest that can.
//! The page, links and the command line all open experiments through here.
//!
//! One rule = one function + one line in [`RULES`].

use crate::device;
use crate::method::{self, Method};
use crate::model::{self, Anatomy, ImageShape, QUANTISED_FAMILIES};
use crate::seed::Seed;
use crate::spec::ExperimentSpec;
use crate::spec::choices::{Adaptation, ClassChoice, Domain};
use crate::spec::clash::Clash;
use crate::spec::fields::{self, Value};
use crate::spec::link::{Code, Opened, Problem};
use crate::train::adaptation;

/// Finds one clash of a kind, or none.
type Rule = fn(&ExperimentSpec) -> Option<Clash>;

/// Every rule, in the order in which they are applied.
static RULES: &[Rule] = &[
    classes_exist,
    a_class_is_taken_for_another,
    square_images_are_turned,
    statistics_belong_to_batch_norm,
    methods_find_what_they_compare,
    quantised_students_have_plain_layers,
];

/// Most changes to one experiment; each rule settles its own clash for good, so this is never reached.
const MOST_CHANGES: usize = 32;

/// Applies the rules until none has anything to say.
pub fn settle(mut opened: Opened) -> Opened {
    for _ in 0..MOST_CHANGES {
        let Some(clash) = RULES.iter().find_map(|rule| rule(&opened.spec)) else { break };
        let Some(field) = fields::find(clash.key) else { break };
        let given = (field.read)(&opened.spec).to_string();
        if !(field.write)(&mut opened.spec, &clash.nearest) {
            break;
        }
        opened.problems.push(Problem {
            code: Code::BadCombination,
            key: clash.key.into(),
            given,
            allowed: clash.allowed,
            used: (field.read)(&opened.spec).to_string(),
            reason: Some(clash.reason),
        });
    }
    opened
}

/// What the networks of an experiment offer for comparison; none where a key is unknown.
fn anatomies(spec: &ExperimentSpec) -> Option<(Anatomy, Anatomy)> {
    let shape = ImageShape::from(crate::data::source(spec.dataset).ok()?);
    let anatomy = |key| model::find(key).ok()?.anatomy(shape).ok();
    Some((anatomy(spec.student)?, anatomy(spec.teacher)?))
}

/// A class that is left out, or taken for another, is one of the dataset's.
fn classes_exist(spec: &ExperimentSpec) -> Option<Clash> {
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
fn a_class_is_taken_for_another(spec: &ExperimentSpec) -> Option<Clash> {
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
fn square_images_are_turned(spec: &ExperimentSpec) -> Option<Clash> {
    let source = crate::data::source(spec.dataset).ok()?;
    (spec.domain == Domain::Rotated && source.width != source.height).then(|| Clash {
        reason: "not-square",
        key: "domain",
        nearest: Value::Word(Domain::Inverted.key()),
        allowed: "inverted, thick, noisy: the images are not square".into(),
    })
}

/// Only batch norm has statistics that can be taken again.
fn statistics_belong_to_batch_norm(spec: &ExperimentSpec) -> Option<Clash> {
    if spec.domain == Domain::Original || spec.adaptation != Adaptation::Statistics {
        return None;
    }
    let shape = ImageShape::from(crate::data::source(spec.dataset).ok()?);
    let device = device::plain(*device::BUILT.first()?).ok()?;
    let teacher = model::find(spec.teacher).ok()?.init(shape, &mut Seed(0).stream("anatomy"), &device);
    (!adaptation::has_batch_norm(&teacher)).then(|| Clash {
        reason: "no-batch-norm",
        key: "adapt",
        nearest: Value::Word(Adaptation::PseudoLabels.key()),
        allowed: "none, pseudo-labels; statistics for a teacher with batch norm".into(),
    })
}

/// Methods that compare layers need layers that can be compared; those that cannot are left out.
fn methods_find_what_they_compare(spec: &ExperimentSpec) -> Option<Clash> {
    let compared: Vec<_> = spec.arms.iter().filter_map(|arm| method::find(arm)).collect();
    if compared.iter().all(|method| !method.needs().features) {
        return None;
    }
    let (student, teacher) = anatomies(spec)?;
    compared.iter().find_map(|method| method.fits(&student, &teacher, spec).err())
}

/// Rounding needs a student whose every layer takes its input from a plain convolution or dense layer.
fn quantised_students_have_plain_layers(spec: &ExperimentSpec) -> Option<Clash> {
    let model = model::find(spec.student).ok()?;
    let arm = spec.arms.iter().find(|arm| method::find(arm).and_then(Method::quantises).is_some())?;
    if QUANTISED_FAMILIES.contains(&model.family) {
        return None;
    }
    let allowed = format!("a student of {}, or another method", QUANTISED_FAMILIES.join(", "));
    Some(Clash::without_arm(spec, arm, "no-quantised-layers", allowed))
}

#[cfg(test)]
mod tests {
    use crate::catalogue;

    /// The changes that opening a link makes: reason, field, new value.
    fn changes(link: &str) -> Vec<(&'static str, String, String)> {
        let problems = catalogue::open(link).problems;
        let named = |problem: &crate::spec::link::Problem| problem.reason.unwrap_or("not a combination");
        problems.iter().map(|problem| (named(problem), problem.key.clone(), problem.used.clone())).collect()
    }

    #[test]
    fn methods_that_compare_maps_are_left_out_where_there_are_none() {
        for arm in ["hints", "attention-transfer"] {
            let refused = |pair: &str| changes(&format!("arms=hard-labels,{arm}&{pair}"));
            let left_out = vec![("no-comparable-maps", "arms".to_owned(), "hard-labels".to_owned())];
            assert_eq!(refused("student=mlp-16"), left_out);
            assert_eq!(refused("teacher=mlp-128-64"), left_out);
            assert_eq!(refused("student=cnn-4-8"), []);
            assert_eq!(refused("data=mnist&student=cnn-2-4"), []);
            let alone = changes(&format!("arms={arm}&student=mlp-16"));
            assert_eq!(alone, [("no-comparable-maps", "arms".to_owned(), "soft-labels".to_owned())]);
        }
    }

    #[test]
    fn relations_need_a_batch_whose_triples_can_be_counted() {
        assert_eq!(changes("arms=relational&student=mlp-16&batch=128"), []);
        let refused = changes("arms=relational&batch=512&labels=600");
        assert_eq!(refused, [("too-many-triples", "batch".to_owned(), "128".to_owned())]);
        assert_eq!(changes("arms=decoupled&batch=512&student=mlp-8"), [], "decoupled needs no features");
    }

    fn change(reason: &'static str, key: &str, used: &str) -> Vec<(&'static str, String, String)> {
        vec![(reason, key.to_string(), used.to_string())]
    }

    #[test]
    fn a_teacher_cannot_take_a_class_for_itself() {
        assert_eq!(changes("tfrom=9"), change("confused-with-itself", "tto", "0"));
        assert_eq!(changes("tfrom=0&tto=none"), change("confused-with-itself", "tto", "1"));
        assert_eq!(changes("tfrom=4"), []);
        assert_eq!(changes("tto=none"), [], "nobody is confused");
    }

    #[test]
    fn a_teacher_without_batch_norm_has_no_statistics_to_adapt() {
        let used = change("no-batch-norm", "adapt", "pseudo-labels");
        assert_eq!(changes("domain=inverted&adapt=statistics"), used);
        assert_eq!(changes("adapt=statistics"), [], "there is no other domain");
    }
}
