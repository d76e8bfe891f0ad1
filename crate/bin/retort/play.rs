//! `retort play`: trains the students of a Connect Four experiment and measures how well they play.

#![allow(clippy::disallowed_methods, reason = "people want to know how long a move takes; results do not")]

use std::process::ExitCode;
use std::rc::Rc;
use std::time::Instant;

use retort::experiment;
use retort::game::contest::{Tally, elo_difference};
use retort::game::{Player, Position, SearchPlayer, TEACHER_PLAYOUTS};
use retort::model::weights;
use retort::seed::Seed;
use retort::session::strength::{OPPONENTS, strength};
use retort::session::{Event, GameNet, NetworkSearchPlayer, PolicyPlayer, Run, RunEvent, TEACHER};
use retort::spec::ExperimentSpec;

use crate::{Outcome, datasets};

#[derive(clap::Args)]
pub struct Arguments {
    /// A link of the playground with data=connect-four and teacher=search.
    link: String,
    /// How many seeds to run, from the link's own upward.
    #[arg(long, default_value_t = 1)]
    seeds: u32,
    /// Pairs of games against each opponent.
    #[arg(long, default_value_t = 50)]
    pairs: u32,
    /// Let students also search, with so many visits a move; can be given several times.
    #[arg(long)]
    visits: Vec<u32>,
}

pub fn play(arguments: &Arguments) -> Outcome {
    let opened = experiment::open(&arguments.link);
    if let Some(problem) = opened.problems.first() {
        return Err(problem.to_string().into());
    }
    let dataset = Rc::new(datasets::open(opened.spec.dataset)?);
    let names: Vec<String> = OPPONENTS
        .iter()
        .map(|playouts| if *playouts == 0 { "random".into() } else { format!("search {playouts}") })
        .collect();
    println!("points a game [95 % interval] against {}; microseconds a move", names.join(", "));
    for at in 0..arguments.seeds {
        let seed = Seed(opened.spec.seed.0.wrapping_add(at));
        println!("seed {}", seed.0);
        let teacher_chance = seed.stream("play/teacher");
        let mut teacher = SearchPlayer { playouts: TEACHER_PLAYOUTS, stream: teacher_chance };
        show(&format!("search {TEACHER_PLAYOUTS}"), &mut teacher, arguments.pairs, seed);
        let spec = ExperimentSpec { seed, ..opened.spec.clone() };
        let mut run = Run::new(spec.clone(), dataset.clone())?;
        while !run.is_over() {
            let Some(RunEvent { role, event: Event::Finished(outcome) }) = run.step()? else { continue };
            if role == TEACHER {
                continue;
            }
            let trained: Vec<f32> = run.nets(role).iter().flat_map(weights::flatten).collect();
            let net = GameNet::new(&spec, role, &trained, spec.engine)?;
            println!("  {role}: {:.1} % of moves as the search", outcome.evaluation.scores.accuracy * 100.0);
            show(role, &mut PolicyPlayer(&net), arguments.pairs, seed);
            for &visits in &arguments.visits {
                let name = format!("{role} + {visits} visits");
                show(&name, &mut NetworkSearchPlayer { net: &net, visits }, arguments.pairs, seed);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(name: &str, player: &mut dyn Player, pairs: u32, seed: Seed) {
    let time = microseconds_per_move(player);
    let tallies = strength(player, pairs, seed);
    let each = tallies.map(|tally| {
        let [low, high] = tally.interval();
        format!("{:.2} [{low:.2}, {high:.2}]", tally.score())
    });
    let all = tallies.into_iter().fold(Tally::default(), Tally::and);
    let elo = elo_difference(tallies[2].score());
    println!("  {name:<28}{}  mean {:.3}  Elo {elo:+.0}  {time:.1} us", each.join("  "), all.score());
}

/// Mean over the positions of a fixed game.
fn microseconds_per_move(player: &mut dyn Player) -> f64 {
    const GAME: &[u8] = &[3, 3, 2, 4, 3, 3, 4, 2, 2, 4, 1, 5];
    let positions: Vec<Position> =
        (0..GAME.len()).filter_map(|count| Position::after(&GAME[..count])).collect();
    let start = Instant::now();
    for &position in &positions {
        player.choose(position);
    }
    start.elapsed().as_secs_f64() * 1e6 / positions.len() as f64
}
