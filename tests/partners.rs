//! Students with other partners than one teacher: several teachers, a peer, generations.

use std::rc::Rc;

use retort::data::Dataset;
use retort::experiment;
use retort::session::{Event, Outcome, Run, RunEvent, TEACHER};

struct Told {
    role: &'static str,
    update: u32,
    updates: u32,
    logits: Vec<f32>,
    accuracy: f64,
}

struct Finished {
    told: Vec<Told>,
    outcomes: Vec<(&'static str, Outcome)>,
    soft_labels: Vec<(u32, u32)>,
}

impl Finished {
    fn outcome(&self, role: &str) -> &Outcome {
        let found = self.outcomes.iter().find(|(other, _)| *other == role);
        found.map(|(_, outcome)| outcome).expect("it finished")
    }
}

fn run(link: &str) -> Finished {
    let opened = experiment::open(link);
    assert_eq!(opened.problems, [], "{link}");
    let dataset = Rc::new(Dataset::open("digits", &[]).expect("embedded"));
    let mut run = Run::new(opened.spec, dataset).expect("sound");
    let mut finished = Finished { told: vec![], outcomes: vec![], soft_labels: vec![] };
    while !run.is_over() {
        let Some(RunEvent { role, event }) = run.step().expect("sound") else { continue };
        match event {
            Event::Evaluated { evaluation } => finished.told.push(Told {
                role,
                update: evaluation.update,
                updates: evaluation.updates,
                accuracy: evaluation.scores.accuracy,
                logits: evaluation.logits,
            }),
            Event::Finished(outcome) => finished.outcomes.push((role, outcome)),
            Event::SoftLabels { done, total } => finished.soft_labels.push((done, total)),
            Event::Failed { code, update } => panic!("{link}: {role} {code} at {update}"),
        }
    }
    finished
}

/// Updates only grow, up to their number in all.
fn assert_progress(told: &[&Told], updates: u32) {
    assert!(told.iter().all(|one| one.updates == updates), "{updates}");
    assert!(told.windows(2).all(|pair| pair[0].update < pair[1].update));
    assert_eq!(told.last().map(|one| one.update), Some(updates));
}

#[test]
fn an_ensemble_trains_its_teachers_in_a_row_and_answers_with_their_mean() {
    let base = "arms=soft-labels&tepochs=5&steps=5";
    let (one, three) = (run(base), run(&format!("{base}&teachers=3")));
    let of_teacher = |finished: &Finished| -> Vec<(u32, Vec<f32>)> {
        let told = finished.told.iter().filter(|one| one.role == TEACHER);
        told.map(|one| (one.update, one.logits.clone())).collect()
    };
    let told: Vec<&Told> = three.told.iter().filter(|one| one.role == TEACHER).collect();
    let each = one.outcome(TEACHER).evaluation.updates;
    assert_progress(&told, 3 * each);
    let alone = of_teacher(&one);
    assert_eq!(of_teacher(&three)[..alone.len()], alone, "the first teacher is the one of a run with one");
    assert_eq!(three.soft_labels.last(), Some(&(150, 150)));

    let (cost, expected) = (three.outcome(TEACHER).cost, one.outcome(TEACHER).cost.times(3));
    assert_eq!(cost, expected);
    // The members at their own ends: the first two were told, and the last one's place has the mean of all.
    let ends: Vec<f64> =
        told.iter().filter(|one| one.update % each == 0 && one.update > 0).map(|one| one.accuracy).collect();
    assert_eq!(ends.len(), 3);
    assert!(ends[2] + 0.02 > ends[0].max(ends[1]), "the mean is hardly worse than its members: {ends:?}");
    let logits = &three.outcome(TEACHER).evaluation.logits;
    let total: f64 = logits[..10].iter().map(|&z| retort::math::exp(f64::from(z))).sum();
    assert!((total - 1.0).abs() < 1e-5, "logarithms of mean probabilities: {total}");
}

#[test]
fn generations_count_all_their_updates_and_a_peer_counts_none_of_its_own() {
    let finished = run("arms=hard-labels,mutual,born-again&tepochs=2&steps=120&generations=3&T=2");
    for (arm, updates) in [("hard-labels", 120), ("mutual", 120), ("born-again", 360)] {
        let told: Vec<&Told> = finished.told.iter().filter(|one| one.role == arm).collect();
        assert_progress(&told, updates);
        let accuracy = finished.outcome(arm).evaluation.scores.accuracy;
        assert!(accuracy > 0.3, "{arm} {accuracy}");
    }
    let terms = |arm: &str| finished.outcome(arm).evaluation.loss.expect("there were updates");
    assert!(terms("hard-labels").soft.is_none());
    let (hard, soft) = (terms("mutual").hard.expect("labels"), terms("mutual").soft.expect("the peer"));
    assert!((terms("mutual").total - (hard + 4.0 * soft)).abs() < 1e-3 * terms("mutual").total);
    assert!(soft > 0.0, "another student gives other answers");
}
