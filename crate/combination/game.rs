//! What goes with a game and its search only.

use crate::model;
use crate::spec::ExperimentSpec;
use crate::spec::choices::Domain;
use crate::spec::clash::Clash;
use crate::spec::fields::Value;

/// The dataset whose images are positions that a search has looked at.
const GAME: &str = "connect-four";

/// The search knows the positions of its own game and nothing else.
pub fn a_search_teaches_its_game_only(spec: &ExperimentSpec) -> Option<Clash> {
    let elsewhere = spec.teacher == model::SEARCH.key && spec.dataset != GAME;
    elsewhere.then(|| Clash {
        reason: "search-knows-one-game",
        key: "teacher",
        nearest: Value::Word(ExperimentSpec::default().teacher),
        allowed: format!("search goes with data={GAME} only"),
    })
}

/// A search has nothing that could learn.
pub fn a_search_is_no_student(spec: &ExperimentSpec) -> Option<Clash> {
    (spec.student == model::SEARCH.key).then(|| Clash {
        reason: "search-learns-nothing",
        key: "student",
        nearest: Value::Word(ExperimentSpec::default().student),
        allowed: "a network; search is a teacher only".into(),
    })
}

/// The loss of AlphaGo Zero compares the student's value with how the game ended.
pub fn game_results_need_a_game_and_a_value(spec: &ExperimentSpec) -> Option<Clash> {
    let fits = spec.dataset == GAME && model::find(spec.student).is_ok_and(|m| m.family == "policy-value");
    let asked = spec.arms.contains(&"search-policy");
    (asked && !fits).then(|| {
        let allowed = format!("search-policy needs data={GAME} and a policy-value student");
        Clash::without_arm(spec, "search-policy", "game-results-need-a-game", allowed)
    })
}

/// A board that is moved, turned or faded is another position, or none, and its recorded visits are wrong.
pub fn a_position_is_no_photograph(spec: &ExperimentSpec) -> Option<Clash> {
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
pub fn there_is_one_search(spec: &ExperimentSpec) -> Option<Clash> {
    (spec.teacher == model::SEARCH.key && spec.teachers.get() > 1).then(|| Clash {
        reason: "one-search",
        key: "teachers",
        nearest: Value::Integer(1),
        allowed: "1 with teacher=search".into(),
    })
}

#[cfg(test)]
mod tests {
    use crate::experiment;

    /// Reasons and the link that comes out.
    fn settled(link: &str) -> (Vec<&'static str>, String) {
        let opened = experiment::open(link);
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
