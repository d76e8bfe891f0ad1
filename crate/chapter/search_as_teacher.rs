//! The search as teacher: after AlphaGo Zero, a network learns from visit counts what a tree search finds slowly.

use std::cell::RefCell;

use super::{Chapter, Expected, Figure, Measure, Results, Series, Unit};
use crate::game::contest::{Tally, elo_difference};
use crate::game::solver::Solver;
use crate::game::{Position, SearchPlayer, TEACHER_PLAYOUTS};
use crate::math;
use crate::session::strength::{OPPONENTS, strength};
use crate::session::{GameNet, PolicyPlayer, TEACHER};

/// The student whose moves are compared with the search's.
const STUDENT: &str = "search-policy";
/// Pairs of games of a student against each opponent.
const PAIRS: u32 = 25;
/// The same of the search, whose moves take a hundred times as long.
const TEACHER_PAIRS: u32 = 6;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "search-as-teacher",
    link: "v=1&data=connect-four&labels=60000&teacher=search&student=policy-value-16&T=1\
           &arms=hard-labels,soft-labels,search-policy&steps=2000&batch=128&lr=0.004",
    axis: None,
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: TEACHER, value: |run| score(run, TEACHER) },
            Series { key: "hard-labels", value: |run| score(run, "hard-labels") },
            Series { key: "soft-labels", value: |run| score(run, "soft-labels") },
            Series { key: STUDENT, value: |run| score(run, STUDENT) },
        ],
    },
    measures: &[
        Measure {
            key: "strength-kept",
            unit: Unit::Share,
            claimed: Some(0.9),
            value: |runs| Some(score(runs.first()?, STUDENT)? / score(runs.first()?, TEACHER)?),
            expected: Expected::AtLeast(0.4),
        },
        Measure {
            key: "time-kept",
            unit: Unit::Share,
            claimed: Some(0.01),
            value: |runs| {
                let time = |role| Some(runs.first()?.net(role)?.microseconds_per_image);
                Some(time(STUDENT)? / time(TEACHER)?)
            },
            expected: Expected::Reported,
        },
        Measure {
            key: "gain-over-labels",
            unit: Unit::Points,
            claimed: None,
            value: |runs| Some(score(runs.first()?, STUDENT)? - score(runs.first()?, "hard-labels")?),
            expected: Expected::Reported,
        },
        Measure {
            key: "against-random",
            unit: Unit::Share,
            claimed: None,
            value: |runs| Some(tallies(runs.first()?, STUDENT)?[0].score()),
            expected: Expected::AtLeast(0.75),
        },
        Measure {
            key: "elo-against-100",
            unit: Unit::Plain,
            claimed: None,
            value: |runs| {
                let tally = tallies(runs.first()?, STUDENT)?[2];
                // A rating difference has no end where every game ends alike: half a point keeps it a number.
                let half = 0.5 / f64::from(tally.games());
                Some(elo_difference(tally.score().clamp(half, 1.0 - half)))
            },
            expected: Expected::Reported,
        },
        Measure {
            key: "endgame-kept",
            unit: Unit::Share,
            claimed: None,
            value: |runs| endgame_kept(runs.first()?, STUDENT),
            expected: Expected::Reported,
        },
    ],
};

/// Points a game against all opponents together.
fn score(run: &Results, role: &str) -> Option<f64> {
    // Every opponent counts the same.
    let tallies = tallies(run, role)?;
    Some(tallies.iter().map(|tally| tally.score()).sum::<f64>() / tallies.len() as f64)
}

type Tallies = [Tally; OPPONENTS.len()];

thread_local! {
    /// Contests that were played before, by network and seed: several numbers are read from one contest.
    static PLAYED: RefCell<Vec<(String, Tallies)>> = const { RefCell::new(vec![]) };
}

fn tallies(run: &Results, role: &str) -> Option<Tallies> {
    let net = run.net(role)?;
    let seed = run.spec.seed;
    let name = format!("{role} {} {}", seed.0, net.fingerprint);
    let known = PLAYED.with_borrow(|played| played.iter().find(|(key, _)| *key == name).map(|(_, t)| *t));
    if known.is_some() {
        return known;
    }
    let tallies = if role == TEACHER {
        let stream = seed.stream("chapter/search");
        strength(&mut SearchPlayer { playouts: TEACHER_PLAYOUTS, stream }, TEACHER_PAIRS, seed)
    } else {
        let player = GameNet::new(&run.spec, role, &net.weights, run.spec.engine).ok()?;
        strength(&mut PolicyPlayer(&player), PAIRS, seed)
    };
    PLAYED.with_borrow_mut(|played| played.push((name, tallies)));
    Some(tallies)
}

/// Stones from which a position is solved, and most positions looked at for it.
const LATE: u32 = 31;
const EFFORT: u32 = 20_000;

/// Share of the late test positions where the network's move keeps the value that perfect play would get. Positions
/// where every move does are left out.
fn endgame_kept(run: &Results, role: &str) -> Option<f64> {
    let logits = &run.net(role)?.logits;
    let source = run.dataset.source;
    let mut solver = Solver::default();
    let (mut kept, mut count) = (0, 0);
    let pictures = run.dataset.test.pixels.chunks_exact(source.pixels());
    for (picture, row) in pictures.zip(logits.chunks_exact(source.classes.len())) {
        let position = Position::of_image(picture);
        if position.stones() < LATE {
            continue;
        }
        let Some(best) = solver.best_moves(position, EFFORT) else { continue };
        if position.moves().all(|column| best[usize::from(column)]) {
            continue;
        }
        let legal: Vec<f32> = row
            .iter()
            .enumerate()
            .map(|(column, &logit)| if position.is_legal(column as u8) { logit } else { f32::NEG_INFINITY })
            .collect();
        kept += u32::from(best[math::argmax(&legal)]);
        count += 1;
    }
    (count > 0).then(|| f64::from(kept) / f64::from(count))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::chapter::NetResult;
    use crate::data::Dataset;
    use crate::experiment;
    use crate::model::weights;
    use crate::session::{Event, Run, RunEvent};
    use crate::spec::units::Updates;
    use crate::spec::{ExperimentSpec, link};

    /// The chapter's experiment, shortened, with its results.
    fn results(updates: Updates, arms: &[&'static str]) -> Results {
        let source = crate::data::source("connect-four").expect("registered");
        let files: Vec<Vec<u8>> = source
            .files()
            .iter()
            .map(|file| std::fs::read(format!("data/{}", file.name)).expect("shipped"))
            .collect();
        let dataset = Rc::new(Dataset::open("connect-four", &files).expect("published files"));
        let spec = ExperimentSpec { updates, arms: arms.to_vec(), ..experiment::open(CHAPTER.link).spec };
        let mut run = Run::new(spec.clone(), dataset.clone()).expect("sound");
        let mut nets = vec![];
        while !run.is_over() {
            if let Some(RunEvent { role, event: Event::Finished(outcome) }) = run.step().expect("sound") {
                nets.push(NetResult {
                    role: role.into(),
                    logits: outcome.evaluation.logits,
                    weights: run.nets(role).iter().flat_map(weights::flatten).collect(),
                    cost: outcome.cost,
                    microseconds_per_image: 1.0,
                    training_seconds: 1.0,
                    fingerprint: outcome.fingerprint,
                });
            }
        }
        Results { spec, dataset, nets }
    }

    #[test]
    fn the_link_is_sound_and_in_its_shortest_form() {
        let opened = experiment::open(CHAPTER.link);
        assert_eq!(opened.problems, []);
        assert_eq!(link::write(&opened.spec), CHAPTER.link);
    }

    #[test]
    fn a_short_training_already_beats_chance_and_every_number_exists() {
        let run = [results(const { Updates::literal(500) }, &["hard-labels", "search-policy"])];
        for measure in CHAPTER.measures {
            let value = (measure.value)(&run).unwrap_or_else(|| panic!("{} has no value", measure.key));
            assert!(value.is_finite(), "{}: {value}", measure.key);
        }
        let [random, ..] = tallies(&run[0], STUDENT).expect("it plays");
        assert!(random.score() > 0.6, "{random:?}");
        let [search_random, _, hundred, _] = tallies(&run[0], TEACHER).expect("it plays");
        assert!(search_random.score() > 0.9 && hundred.score() > 0.6, "the teacher is strong");
        assert!(endgame_kept(&run[0], TEACHER).expect("late positions") > 0.9);
        assert_eq!(score(&run[0], "soft-labels"), None, "no such student in this run");
    }
}
