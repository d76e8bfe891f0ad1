//! What cannot go together, although each part alone is fine: named with the reason, and changed to the nearest that can.
//! The page, links and the command line all open experiments through here.
//!
//! One rule = one function + one line in [`RULES`].

use crate::method;
use crate::model::{self, Anatomy, ImageShape};
use crate::spec::ExperimentSpec;
use crate::spec::choices::Domain;
use crate::spec::clash::Clash;
use crate::spec::fields::{self, Value};
use crate::spec::link::{Code, Opened, Problem};

/// Finds one clash of a kind, or none.
type Rule = fn(&ExperimentSpec) -> Option<Clash>;

/// Every rule, in the order in which they are applied.
static RULES: &[Rule] = &[
    a_search_teaches_its_game_only,
    a_search_is_no_student,
    game_results_need_a_game_and_a_value,
    a_position_is_no_photograph,
    there_is_one_search,
    methods_find_what_they_compare,
];

/// The dataset whose images are positions that a search has looked at.
const GAME: &str = "connect-four";

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

/// The search knows the positions of its own game and nothing else.
fn a_search_teaches_its_game_only(spec: &ExperimentSpec) -> Option<Clash> {
    let elsewhere = spec.teacher == model::SEARCH.key && spec.dataset != GAME;
    elsewhere.then(|| Clash {
        reason: "search-knows-one-game",
        key: "teacher",
        nearest: Value::Word(ExperimentSpec::default().teacher),
        allowed: format!("search goes with data={GAME} only"),
    })
}

/// A search has nothing that could learn.
fn a_search_is_no_student(spec: &ExperimentSpec) -> Option<Clash> {
    (spec.student == model::SEARCH.key).then(|| Clash {
        reason: "search-learns-nothing",
        key: "student",
        nearest: Value::Word(ExperimentSpec::default().student),
        allowed: "a network; search is a teacher only".into(),
    })
}

/// The loss of AlphaGo Zero compares the student's value with how the game ended.
fn game_results_need_a_game_and_a_value(spec: &ExperimentSpec) -> Option<Clash> {
    let fits = spec.dataset == GAME && model::find(spec.student).is_ok_and(|m| m.family == "policy-value");
    let asked = spec.arms.contains(&"search-policy");
    (asked && !fits).then(|| {
        let allowed = format!("search-policy needs data={GAME} and a policy-value student");
        Clash::without_arm(spec, "search-policy", "game-results-need-a-game", allowed)
    })
}

/// A board that is moved, turned or faded is another position, or none, and its recorded visits are wrong.
fn a_position_is_no_photograph(spec: &ExperimentSpec) -> Option<Clash> {
    let (key, nearest) = match spec {
        _ if spec.dataset != GAME => return None,
        _ if !spec.augmentation.is_empty() => ("augment", Value::Words(vec![])),
        _ if spec.domain != Domain::Original => ("domain", Value::Word(Domain::Original.key())),
        _ => return None,
    };
    let allowed = format!("nothing with data={GAME}");
    Some(Clash { reason: "position-is-no-photograph", key, nearest, allowed })
}

/// The visits of one search are recorded.
fn there_is_one_search(spec: &ExperimentSpec) -> Option<Clash> {
    (spec.teacher == model::SEARCH.key && spec.teachers.get() > 1).then(|| Clash {
        reason: "one-search",
        key: "teachers",
        nearest: Value::Integer(1),
        allowed: "1 with teacher=search".into(),
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

#[cfg(test)]
mod tests {
    use crate::catalogue;

    /// Reasons and the link that comes out.
    fn settled(link: &str) -> (Vec<&'static str>, String) {
        let opened = catalogue::open(link);
        let reasons = opened.problems.iter().filter_map(|problem| problem.reason).collect();
        (reasons, crate::spec::link::write(&opened.spec))
    }

    #[test]
    fn a_search_is_refused_as_a_student_and_away_from_its_game() {
        assert_eq!(settled("teacher=search"), (vec!["search-knows-one-game"], String::new()));
        let (reasons, link) = settled("data=connect-four&teacher=search&student=search");
        assert_eq!(reasons, ["search-learns-nothing"]);
        assert_eq!(link, "v=1&data=connect-four&teacher=search");
        assert!(settled("data=connect-four&teacher=search").0.is_empty());
    }

    #[test]
    fn positions_stay_as_they_are_and_one_search_is_enough() {
        let game = "data=connect-four&teacher=search";
        for (more, reason) in [
            ("augment=shift", "position-is-no-photograph"),
            ("domain=inverted", "position-is-no-photograph"),
            ("teachers=3", "one-search"),
        ] {
            let (reasons, link) = settled(&format!("{game}&{more}"));
            assert_eq!(reasons, [reason]);
            assert_eq!(link, format!("v=1&{game}"));
        }
    }

    #[test]
    fn game_results_are_left_out_where_nothing_plays() {
        let game = "data=connect-four&teacher=search&student=policy-value-8&arms=hard-labels,search-policy";
        assert!(settled(game).0.is_empty());
        for other in ["arms=hard-labels,search-policy", "data=connect-four&arms=hard-labels,search-policy"] {
            let (reasons, link) = settled(other);
            assert_eq!(reasons, ["game-results-need-a-game"]);
            assert!(link.ends_with("arms=hard-labels"), "{link}");
        }
    }
}
