//! What cannot go together, although each part alone is fine: named with the reason, and changed to the nearest that can.
//! The page, links and the command line all open experiments through here.
//!
//! One rule = one function + one line in [`RULES`].

use crate::device;
use crate::method;
use crate::method::layer_matching::map_does_not_fit;
use crate::model::{self, Anatomy, ImageShape};
use crate::seed::Seed;
use crate::spec::ExperimentSpec;
use crate::spec::choices::{Adaptation, ClassChoice, Domain, Start};
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
    patches_cover_the_image,
    batch_norm_gets_more_than_one_image,
    a_start_finds_the_teachers_layers,
    methods_find_what_they_compare,
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

/// A transformer cuts the image into equal squares; a network of convolutions takes its place where that fails.
fn patches_cover_the_image(spec: &ExperimentSpec) -> Option<Clash> {
    let shape = ImageShape::from(crate::data::source(spec.dataset).ok()?);
    let chosen = [("teacher", spec.teacher, "residual-16-32"), ("student", spec.student, "depthwise-8-16")];
    chosen.into_iter().find_map(|(key, model, stand_in)| {
        (!model::find(model).ok()?.fits(shape)).then(|| Clash {
            reason: "patches-do-not-cover-the-image",
            key,
            nearest: Value::Word(stand_in),
            allowed: "a network without patches, or images whose sides are multiples of a patch".into(),
        })
    })
}

/// Statistics of one image say nothing about the others.
fn batch_norm_gets_more_than_one_image(spec: &ExperimentSpec) -> Option<Clash> {
    let normed = |key| model::find(key).is_ok_and(model::Model::has_batch_norm);
    let counts = [
        ("batch", spec.batch.get(), normed(spec.student)),
        ("labels", spec.labelled.get(), normed(spec.student)),
        ("unlabelled", spec.unlabelled.get(), normed(spec.student)),
        ("tbatch", spec.teacher_batch.get(), normed(spec.teacher)),
        ("tdata", spec.teacher_images.get(), normed(spec.teacher)),
    ];
    counts.into_iter().find(|&(_, count, normed)| normed && count == 1).map(|(key, ..)| Clash {
        reason: "batch-norm-needs-two-images",
        key,
        nearest: Value::Integer(2),
        allowed: "2 or more beside batch norm".into(),
    })
}

/// A student that starts as half of its teacher needs layers of the same shape, and a map that names them.
fn a_start_finds_the_teachers_layers(spec: &ExperimentSpec) -> Option<Clash> {
    if spec.start == Start::Random {
        return None;
    }
    let (student, teacher) = anatomies(spec)?;
    let (layers, of) = (student.attention.len(), teacher.attention.len());
    if !student.has_layers_like(&teacher) || layers > of {
        return Some(Clash {
            reason: "start-needs-equal-widths",
            key: "start",
            nearest: Value::Word(Start::Random.key()),
            allowed: "random, or a student with layers of the teacher's width and heads".into(),
        });
    }
    spec.layer_map.resolve(layers, of).is_none().then(|| map_does_not_fit(layers, of))
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

#[cfg(test)]
mod tests {
    use crate::catalogue::open;

    /// Reasons, fields and the values used, as a link is opened.
    fn settled(link: &str) -> Vec<(&'static str, String, String)> {
        let problems = open(link).problems.into_iter();
        problems.map(|problem| (problem.reason.unwrap_or("-"), problem.key, problem.used)).collect()
    }

    fn one(reason: &'static str, key: &str, used: &str) -> Vec<(&'static str, String, String)> {
        vec![(reason, key.into(), used.into())]
    }

    const VIT: &str = "teacher=vit-4-32&student=vit-2-32";

    #[test]
    fn a_teacher_cannot_take_a_class_for_itself() {
        assert_eq!(settled("tfrom=9"), one("confused-with-itself", "tto", "0"));
        assert_eq!(settled("tfrom=0&tto=none"), one("confused-with-itself", "tto", "1"));
        assert_eq!(settled("tfrom=4"), []);
        assert_eq!(settled("tto=none"), [], "nobody is confused");
    }

    #[test]
    fn a_teacher_without_batch_norm_has_no_statistics_to_adapt() {
        let used = one("no-batch-norm", "adapt", "pseudo-labels");
        assert_eq!(settled("domain=inverted&adapt=statistics"), used);
        assert_eq!(settled("adapt=statistics"), [], "there is no other domain");
    }

    #[test]
    fn one_image_is_too_few_for_batch_norm() {
        let reason = "batch-norm-needs-two-images";
        for (link, key) in [
            ("student=depthwise-8-16&batch=1", "batch"),
            ("student=depthwise-8-16&labels=1", "labels"),
            ("student=residual-16-32&unlabelled=1", "unlabelled"),
            ("teacher=residual-16-32&tbatch=1", "tbatch"),
            ("teacher=residual-16-32&tdata=1", "tdata"),
        ] {
            assert_eq!(settled(link), one(reason, key, "2"), "{link}");
        }
        assert_eq!(settled("batch=1&tbatch=1&labels=2&student=cnn-4-8"), []);
        assert_eq!(settled("student=depthwise-8-16&batch=2&teacher=residual-16-32&tbatch=2"), []);
    }

    #[test]
    fn a_start_from_the_teacher_needs_its_layers() {
        assert_eq!(settled(&format!("{VIT}&start=teacher")), []);
        let reason = "start-needs-equal-widths";
        for pair in ["", "teacher=vit-4-32&student=vit-2-16", "teacher=vit-2-32&student=vit-4-32"] {
            assert_eq!(settled(&format!("{pair}&start=teacher")), one(reason, "start", "random"), "{pair}");
        }
        let other = format!("{VIT}&start=teacher&map=1-5");
        assert_eq!(settled(&other), one("map-names-other-layers", "map", "uniform"));
    }

    #[test]
    fn layers_are_matched_between_transformers_only() {
        let arms = "arms=hard-labels,layer-matching";
        assert_eq!(settled(&format!("{VIT}&{arms}")), []);
        let reason = "layers-need-transformers";
        assert_eq!(settled(arms), one(reason, "arms", "hard-labels"));
        assert_eq!(settled("arms=layer-matching"), one(reason, "arms", "soft-labels"));
        let deeper = format!("teacher=vit-2-32&student=vit-4-32&{arms}");
        assert_eq!(settled(&deeper), one("student-is-deeper", "arms", "hard-labels"));
        let other = format!("{VIT}&{arms}&map=1-2-3");
        assert_eq!(settled(&other), one("map-names-other-layers", "map", "uniform"));
    }

    #[test]
    fn something_is_matched_and_the_last_layer_learns() {
        let arms = "arms=layer-matching";
        let nothing = format!("{VIT}&{arms}&match=");
        let all = "embedding,attention,hidden,logits";
        assert_eq!(settled(&nothing), one("nothing-to-match", "match", all));
        let silent = format!("{VIT}&{arms}&match=hidden");
        assert_eq!(settled(&silent), one("output-would-not-learn", "match", "hidden,logits"));
        assert_eq!(settled(&format!("{silent}&alpha=0.5")), []);
        assert_eq!(settled(&format!("{silent}&start=teacher")), []);
    }

    #[test]
    fn cosines_compare_states_of_the_same_width() {
        let link = "teacher=vit-4-32&student=vit-2-16&arms=soft-labels,hidden-cosine";
        assert_eq!(settled(link), one("cosine-needs-equal-widths", "arms", "soft-labels"));
    }
}
