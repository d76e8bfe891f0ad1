//! The search plays itself, and what it thought of every position becomes a dataset.

use std::collections::BTreeSet;

use super::search::Search;
use super::{COLUMNS, Playouts, Position, SearchPlayer};
use crate::seed::{Seed, Stream};

/// What determines a set of self-play games.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// Visits of each position's tree.
    pub playouts: u32,
    /// Most moves at random before the search begins; each game has its own number, from 0.
    pub opening: u32,
    /// Share of later moves that are made at random, so that the games lead to mistakes and their punishment as well.
    pub exploration: f32,
    /// Seed of every choice.
    pub seed: Seed,
}

/// A position and what the search thought of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// The position, or its mirror image: whichever has the smaller [`Position::key`].
    pub position: Position,
    /// Visits of each column.
    pub visits: [u32; COLUMNS],
    /// How the game ended for the player to move: 1 won, 0 drawn, -1 lost.
    pub outcome: i8,
}

impl Record {
    /// The most visited column, the first of several.
    pub fn best(&self) -> u8 {
        let most = (0..COLUMNS).max_by_key(|&column| (self.visits[column], COLUMNS - column));
        most.unwrap_or(0) as u8
    }

    /// Visits in parts of 255 of the most visited column's. Only the best column has 255, so that storing them cannot
    /// change which one is best.
    pub fn scaled_visits(&self) -> [u8; COLUMNS] {
        let best = usize::from(self.best());
        let most = u64::from(self.visits[best].max(1));
        std::array::from_fn(|column| match column {
            _ if column == best => 255,
            _ => (u64::from(self.visits[column]) * 255 / most).min(254) as u8,
        })
    }
}

/// Plays game number `game` of a set. Every position after the opening is searched and recorded.
pub fn play(recipe: &Recipe, game: u32) -> Vec<Record> {
    let mut stream = recipe.seed.stream(&format!("selfplay/{game}"));
    let mut player = SearchPlayer {
        playouts: recipe.playouts,
        stream: recipe.seed.stream(&format!("selfplay/{game}/playouts")),
    };
    let random_moves = stream.below(recipe.opening + 1);
    let mut position = Position::default();
    let mut records = vec![];
    let value = loop {
        if let Some(value) = position.value_if_over() {
            break value;
        }
        let column = if position.stones() < random_moves {
            any(position, &mut stream)
        } else {
            let search = player.search(position);
            records.push((position, search.visits()));
            if stream.uniform() < recipe.exploration {
                any(position, &mut stream)
            } else {
                by_visits(&search, &mut stream)
            }
        };
        position = position.play(column);
    };
    let end = position.stones();
    records
        .into_iter()
        .map(|(position, visits)| {
            // The value belongs to the player who would be to move at the end.
            let same_player = (end - position.stones()).is_multiple_of(2);
            settled(position, visits, if same_player { value } else { -value })
        })
        .collect()
}

/// The record of the position or of its mirror image.
fn settled(position: Position, mut visits: [u32; COLUMNS], outcome: i8) -> Record {
    let mirrored = position.mirrored();
    if mirrored.key() < position.key() {
        visits.reverse();
        return Record { position: mirrored, visits, outcome };
    }
    Record { position, visits, outcome }
}

fn any(position: Position, stream: &mut Stream) -> u8 {
    let count = position.moves().count() as u32;
    position.moves().nth(stream.below(count) as usize).unwrap_or(0)
}

/// A column with probability `N / sum N`: AlphaGo Zero's choice at tau = 1.
fn by_visits(search: &Search<Playouts>, stream: &mut Stream) -> u8 {
    let visits = search.visits();
    let mut draw = stream.below(visits.iter().sum::<u32>().max(1));
    for (column, count) in visits.into_iter().enumerate() {
        if draw < count {
            return column as u8;
        }
        draw -= count;
    }
    search.best()
}

/// A dataset's two parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// To learn from.
    pub train: Vec<Record>,
    /// To be judged by; no position of it, nor its mirror image, is among those to learn from.
    pub test: Vec<Record>,
}

/// Every tenth game is for the test part. A position is kept the first time that it comes up, test games first.
pub fn parts(games: &[Vec<Record>]) -> Parts {
    let mut seen = BTreeSet::new();
    let mut new = |test: bool| -> Vec<Record> {
        let chosen = games.iter().enumerate().filter(|(game, _)| game.is_multiple_of(10) == test);
        chosen
            .flat_map(|(_, records)| records)
            .filter(|record| seen.insert(record.position))
            .copied()
            .collect()
    };
    let test = new(true);
    Parts { train: new(false), test }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECIPE: Recipe = Recipe { playouts: 50, opening: 6, exploration: 0.2, seed: Seed(5) };

    #[test]
    fn a_game_is_the_same_every_time_and_its_outcome_alternates() {
        let records = play(&RECIPE, 3);
        assert_eq!(records, play(&RECIPE, 3));
        assert_ne!(records, play(&RECIPE, 4));
        for pair in records.windows(2) {
            assert_eq!(pair[0].position.stones() + 1, pair[1].position.stones());
            assert_eq!(pair[0].outcome, -pair[1].outcome);
        }
        // Whoever made the last move has not lost.
        assert!(records.last().expect("a game has moves").outcome >= 0);
    }

    #[test]
    fn no_position_is_in_both_parts_or_twice_in_one() {
        let games: Vec<_> = (0..30).map(|game| play(&RECIPE, game)).collect();
        let parts = parts(&games);
        let mut all: Vec<Position> =
            parts.train.iter().chain(&parts.test).map(|record| record.position).collect();
        assert!(parts.test.len() > 20 && parts.train.len() > 5 * parts.test.len());
        assert!(all.iter().all(|position| position.key() <= position.mirrored().key()));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn stored_visits_keep_their_best_column_and_their_proportions() {
        let record = Record { position: Position::default(), visits: [3, 100, 0, 100, 50, 1, 0], outcome: 0 };
        assert_eq!(record.best(), 1);
        assert_eq!(record.scaled_visits(), [7, 255, 0, 254, 127, 2, 0]);
    }
}
