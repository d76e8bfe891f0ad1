//! `retort selfplay`: the search plays itself and writes the dataset `connect-four`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};

use retort::game::selfplay::{self, Recipe, Record};
use retort::game::{COLUMNS, ROWS, TEACHER_PLAYOUTS};
use retort::seed::Seed;

use crate::Outcome;

#[derive(clap::Args)]
pub struct Arguments {
    /// The folder to write to.
    folder: PathBuf,
    /// Number of games; every tenth is for the test part.
    #[arg(long, default_value_t = 800, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    games: u32,
    /// Visits of the search at each position.
    #[arg(long, default_value_t = TEACHER_PLAYOUTS)]
    playouts: u32,
    /// Most random moves before the search begins.
    #[arg(long, default_value_t = 12)]
    opening: u32,
    /// Share of random moves after that.
    #[arg(long, default_value_t = 0.15)]
    exploration: f32,
    /// Seed of every choice.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// How many games to play at the same time.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=256))]
    jobs: u32,
}

pub fn selfplay(arguments: &Arguments) -> Outcome {
    let recipe = Recipe {
        playouts: arguments.playouts,
        opening: arguments.opening,
        exploration: arguments.exploration,
        seed: Seed(arguments.seed),
    };
    let next = AtomicU32::new(0);
    let mut games: Vec<(u32, Vec<Record>)> = std::thread::scope(|scope| {
        let worker = || {
            let mut played = vec![];
            loop {
                let game = next.fetch_add(1, Ordering::Relaxed);
                if game >= arguments.games {
                    break played;
                }
                played.push((game, selfplay::play(&recipe, game)));
            }
        };
        let workers: Vec<_> = (0..arguments.jobs).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().map_err(|_| "a game failed"))
            .collect::<Result<Vec<_>, _>>()
    })?
    .concat();
    games.sort_unstable_by_key(|(game, _)| *game);
    let games: Vec<Vec<Record>> = games.into_iter().map(|(_, records)| records).collect();
    let parts = selfplay::parts(&games);
    for (name, records) in [("train", &parts.train), ("test", &parts.test)] {
        write(&arguments.folder, name, records)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the four files of one part, and says what `crate/data/` wants to know of them.
fn write(folder: &Path, part: &str, records: &[Record]) -> Result<(), Box<dyn std::error::Error>> {
    let count = records.len();
    let images: Vec<u8> = records.iter().flat_map(|record| record.position.image()).collect();
    let labels: Vec<u8> = records.iter().map(Record::best).collect();
    let visits: Vec<u8> = records.iter().flat_map(Record::scaled_visits).collect();
    let outcomes: Vec<u8> = records.iter().map(|record| (record.outcome + 1) as u8).collect();
    println!("{part}: {count} positions");
    for (name, sizes, body) in [
        ("images-idx3", &[count, ROWS, COLUMNS][..], images),
        ("labels-idx1", &[count], labels),
        ("visits-idx2", &[count, COLUMNS], visits),
        ("outcomes-idx1", &[count], outcomes),
    ] {
        // Magic number: two zeros, 8 for unsigned bytes, the number of sizes.
        let mut plain = vec![0, 0, 8, sizes.len() as u8];
        plain.extend(sizes.iter().flat_map(|&size| (size as u32).to_be_bytes()));
        plain.extend(body);
        let path = folder.join(format!("connect4-{part}-{name}-ubyte.gz"));
        let mut packed = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
        packed.write_all(&plain)?;
        let packed = packed.finish()?;
        std::fs::write(&path, &packed)?;
        println!("  {} {} bytes", path.display(), packed.len());
    }
    Ok(())
}
