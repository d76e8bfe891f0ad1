//! The exact value of a position: a yardstick near the end of a game, where the whole tree can be seen.
//!
//! Negamax with alpha-beta bounds and a table of positions seen before (Knuth & Moore 1975; Allis 1988 for the game).

use super::{COLUMNS, Position};

/// Columns from the middle outwards: more lines of four pass through the middle, so cutoffs come sooner.
const ORDER: [u8; COLUMNS] = [3, 2, 4, 1, 5, 0, 6];
/// Entries of the table; a newer position takes the place of an older one.
const TABLE: usize = 1 << 16;

/// Solves positions, within a limit of effort.
#[derive(Debug)]
pub struct Solver {
    /// Key and bounds of the value; key 0 is no position.
    table: Vec<(u64, [i8; 2])>,
    left: u32,
}

impl Default for Solver {
    fn default() -> Self {
        Self { table: vec![(0, [-1, 1]); TABLE], left: 0 }
    }
}

impl Solver {
    /// What the position is worth to the player to move if nobody errs: 1 won, 0 drawn, -1 lost. None where more than
    /// `limit` positions had to be looked at.
    pub fn value(&mut self, position: Position, limit: u32) -> Option<i8> {
        self.left = limit;
        self.negamax(position, -1, 1)
    }

    /// The columns that keep the value of the position, by place; none as in [`Self::value`].
    pub fn best_moves(&mut self, position: Position, limit: u32) -> Option<[bool; COLUMNS]> {
        let mut values = [None; COLUMNS];
        for column in position.moves() {
            values[usize::from(column)] = Some(-self.value(position.play(column), limit)?);
        }
        let best = values.iter().flatten().max()?;
        Some(values.map(|value| value == Some(*best)))
    }

    fn negamax(&mut self, position: Position, mut low: i8, mut high: i8) -> Option<i8> {
        if let Some(value) = position.value_if_over() {
            return Some(value);
        }
        self.left = self.left.checked_sub(1)?;
        if position.moves().any(|column| position.wins(column)) {
            return Some(1);
        }
        let key = position.key();
        let slot = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48) as usize % TABLE;
        let mut bounds = match self.table[slot] {
            (known, bounds) if known == key => bounds,
            _ => [-1, 1],
        };
        (low, high) = (low.max(bounds[0]), high.min(bounds[1]));
        if low >= high {
            return Some(low);
        }
        let asked = [low, high];
        let mut best = -1;
        for column in ORDER.into_iter().filter(|&column| position.is_legal(column)) {
            best = best.max(-self.negamax(position.play(column), -high, -low)?);
            low = low.max(best);
            if low >= high {
                break;
            }
        }
        // Outside the window that was asked for, the value is only a bound.
        if best < asked[1] {
            bounds[1] = best.max(bounds[0]);
        }
        if best > asked[0] {
            bounds[0] = best.min(bounds[1]);
        }
        self.table[slot] = (key, bounds);
        Some(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    /// Plain negamax: slow, and hard to get wrong.
    fn plain(position: Position) -> i8 {
        match position.value_if_over() {
            Some(value) => value,
            None => {
                position.moves().map(|column| -plain(position.play(column))).max().expect("moves are left")
            }
        }
    }

    /// A random game stopped with so many stones on the board.
    fn position_with(stones: u32, seed: u32) -> Option<Position> {
        let mut stream = Seed(seed).stream("test");
        let mut position = Position::default();
        while position.stones() < stones {
            if position.value_if_over().is_some() {
                return None;
            }
            let moves: Vec<u8> = position.moves().collect();
            position = position.play(moves[stream.below(moves.len() as u32) as usize]);
        }
        position.value_if_over().is_none().then_some(position)
    }

    #[test]
    fn it_agrees_with_a_plain_search_of_everything() {
        let mut solver = Solver::default();
        let mut seen = [0; 3];
        for position in (0..3000).filter_map(|seed| position_with(32, seed)) {
            let value = plain(position);
            assert_eq!(solver.value(position, u32::MAX), Some(value), "{position:?}");
            let best = solver.best_moves(position, u32::MAX).expect("no limit");
            for column in position.moves() {
                assert_eq!(best[usize::from(column)], -plain(position.play(column)) == value);
            }
            seen[(value + 1) as usize] += 1;
        }
        assert!(seen.iter().all(|&count| count > 8), "{seen:?}");
    }

    #[test]
    fn it_gives_up_at_its_limit() {
        assert_eq!(Solver::default().value(Position::default(), 1000), None);
    }
}
