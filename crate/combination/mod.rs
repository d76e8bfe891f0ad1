//! What cannot go together, although each part alone is fine: named with the reason, and changed to the nearest that can.
//! The page, links and the command line all open experiments through here.
//!
//! One rule = one function, in the file of what it is about, + one line in [`RULES`].

mod data;
mod game;
mod methods;
mod networks;

use crate::model::{self, Anatomy, ImageShape};
use crate::spec::ExperimentSpec;
use crate::spec::clash::Clash;
use crate::spec::fields;
use crate::spec::link::{Code, Opened, Problem};

/// Finds one clash of a kind, or none.
type Rule = fn(&ExperimentSpec) -> Option<Clash>;

/// Every rule, in the order in which they are applied.
static RULES: &[Rule] = &[
    game::a_search_teaches_its_game_only,
    game::a_search_is_no_student,
    game::game_results_need_a_game_and_a_value,
    game::a_position_is_no_photograph,
    game::there_is_one_search,
    data::classes_exist,
    data::a_class_is_taken_for_another,
    data::square_images_are_turned,
    networks::patches_cover_the_image,
    networks::batch_norm_gets_more_than_one_image,
    networks::a_start_finds_the_teachers_layers,
    networks::statistics_belong_to_batch_norm,
    methods::methods_find_what_they_compare,
    methods::a_start_has_a_teacher,
    methods::quantised_students_have_plain_layers,
    methods::compared_networks_see_the_same,
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

/// What opening a link changes, for tests: reason, field, new value.
#[cfg(test)]
fn changes(link: &str) -> Vec<(&'static str, String, String)> {
    let problems = crate::experiment::open(link).problems;
    let reason = |problem: &Problem| problem.reason.unwrap_or("not a combination");
    problems.iter().map(|problem| (reason(problem), problem.key.clone(), problem.used.clone())).collect()
}

/// One such change.
#[cfg(test)]
fn change(reason: &'static str, key: &str, used: &str) -> Vec<(&'static str, String, String)> {
    vec![(reason, key.to_string(), used.to_string())]
}
