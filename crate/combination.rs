//! What cannot go together, although each part alone is fine: named with the reason, and changed to the nearest that can.
//! The page, links and the command line all open experiments through here.
//!
//! One rule = one function + one line in [`RULES`].

use crate::data::view;
use crate::method::{self, Method};
use crate::model::{self, Anatomy, ImageShape, QUANTISED_FAMILIES};
use crate::spec::ExperimentSpec;
use crate::spec::clash::Clash;
use crate::spec::fields;
use crate::spec::link::{Code, Opened, Problem};

/// Finds one clash of a kind, or none.
type Rule = fn(&ExperimentSpec) -> Option<Clash>;

/// Every rule, in the order in which they are applied.
static RULES: &[Rule] =
    &[methods_find_what_they_compare, quantised_students_have_plain_layers, compared_networks_see_the_same];

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

/// Layers can be compared only where both networks look at the same half of an image.
fn compared_networks_see_the_same(spec: &ExperimentSpec) -> Option<Clash> {
    if spec.dataset != view::TWO_PARTS || spec.view == spec.teacher_view {
        return None;
    }
    let arm = spec.arms.iter().find(|arm| method::find(arm).is_some_and(|method| method.needs().features))?;
    Some(Clash::without_arm(
        spec,
        arm,
        "views-differ",
        "the same view for teacher and students, or another method",
    ))
}
