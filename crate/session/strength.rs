//! How strong a player is: its results against a fixed set of opponents.

use crate::game::contest::{Tally, contest};
use crate::game::{Player, RandomPlayer, SearchPlayer};
use crate::seed::Seed;

/// An opponent that is always the same: a search of so many playouts a move; 0 stands for moves at random.
pub type Playouts = u32;

/// The opponents that strength is measured with, weak to strong.
pub static OPPONENTS: [Playouts; 4] = [0, 10, 100, 1000];

/// Results of `pairs` pairs of games against one opponent; a seed gives openings and the opponent's chance.
pub fn against(player: &mut dyn Player, opponent: Playouts, pairs: u32, seed: Seed) -> Tally {
    let chance = seed.stream(&format!("strength/{opponent}"));
    let mut openings = seed.stream(&format!("strength/{opponent}/openings"));
    match opponent {
        0 => contest(player, &mut RandomPlayer(chance), pairs, &mut openings),
        playouts => contest(player, &mut SearchPlayer { playouts, stream: chance }, pairs, &mut openings),
    }
}

/// Results against each of [`OPPONENTS`].
pub fn strength(player: &mut dyn Player, pairs: u32, seed: Seed) -> [Tally; OPPONENTS.len()] {
    OPPONENTS.map(|opponent| against(player, opponent, pairs, seed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_stronger_than_chance_and_weaker_than_a_larger_search() {
        let mut search = SearchPlayer { playouts: 60, stream: Seed(1).stream("test") };
        let [random, ten, _, thousand] = strength(&mut search, 10, Seed(2)).map(Tally::score);
        assert!(random > 0.9 && ten > 0.5 && thousand < 0.5, "{random} {ten} {thousand}");
    }
}
