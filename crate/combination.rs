//! What cannot go together, although each part alone is fine: named with the reason, and changed to the nearest that can.
//! The page, links and the command line all open experiments through here.
//!
//! One rule = one function + one line in [`RULES`].

use crate::method;
use crate::model::{self, Anatomy, ImageShape};
use crate::spec::ExperimentSpec;
use crate::spec::clash::Clash;
use crate::spec::fields;
use crate::spec::link::{Code, Opened, Problem};

/// Finds one clash of a kind, or none.
type Rule = fn(&ExperimentSpec) -> Option<Clash>;

/// Every rule, in the order in which they are applied.
static RULES: &[Rule] = &[methods_find_what_they_compare];

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
}
