//! Games between two players, and what their results say of their strength.

use super::{Player, Position};
use crate::math;
use crate::seed::Stream;

/// Results of some games, seen by the first player.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// Games won.
    pub wins: u32,
    /// Games without a winner.
    pub draws: u32,
    /// Games lost.
    pub losses: u32,
}

/// Moves at random before the players begin, so that two of them without chance do not play one game again and again.
const OPENING: u32 = 4;

/// Plays `pairs` pairs of games. Both games of a pair begin with the same random opening that wins for nobody at once;
/// each player begins once.
pub fn contest(first: &mut dyn Player, second: &mut dyn Player, pairs: u32, stream: &mut Stream) -> Tally {
    let mut tally = Tally::default();
    for _ in 0..pairs {
        let opening = opening(stream);
        let begins = game(opening, [&mut *first, &mut *second]);
        let follows = -game(opening, [&mut *second, &mut *first]);
        for result in [begins, follows] {
            match result {
                1 => tally.wins += 1,
                0 => tally.draws += 1,
                _ => tally.losses += 1,
            }
        }
    }
    tally
}

/// A position after random moves in which the game goes on and nobody wins with the next stone.
fn opening(stream: &mut Stream) -> Position {
    loop {
        let mut position = Position::default();
        for _ in 0..OPENING {
            let count = position.moves().count() as u32;
            let column = position.moves().nth(stream.below(count) as usize).unwrap_or(0);
            position = position.play(column);
        }
        if !position.moves().any(|column| position.wins(column)) {
            return position;
        }
    }
}

/// Plays a game to its end; the result is that of the player who is to move first: 1, 0 or -1. A move that cannot be
/// played loses.
pub fn game(from: Position, players: [&mut dyn Player; 2]) -> i8 {
    let (mut position, mut turn) = (from, 0);
    loop {
        let sign = if turn == 0 { 1 } else { -1 };
        if let Some(value) = position.value_if_over() {
            return value * sign;
        }
        let column = players[turn].choose(position);
        if !position.is_legal(column) {
            return -sign;
        }
        position = position.play(column);
        turn = 1 - turn;
    }
}

impl Tally {
    /// Games played.
    pub fn games(self) -> u32 {
        self.wins + self.draws + self.losses
    }

    /// Points a game: 1 for a win, a half for a draw. A half where there was no game.
    pub fn score(self) -> f64 {
        match self.games() {
            0 => 0.5,
            games => (f64::from(self.wins) + f64::from(self.draws) / 2.0) / f64::from(games),
        }
    }

    /// 95 % interval of the score after Wilson (1927). Exact only without draws, and then too wide rather than too
    /// narrow; it does not shrink to nothing where every game was won.
    pub fn interval(self) -> [f64; 2] {
        let (n, p, z) = (f64::from(self.games()), self.score(), 1.96);
        let middle = p + z * z / (2.0 * n);
        let reach = z * math::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
        [middle - reach, middle + reach].map(|end| (end / (1.0 + z * z / n)).clamp(0.0, 1.0))
    }

    /// The results of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            wins: self.wins + other.wins,
            draws: self.draws + other.draws,
            losses: self.losses + other.losses,
        }
    }
}

/// Difference of Elo ratings that expects this score (Elo 1978): infinite at 0 and 1.
pub fn elo_difference(score: f64) -> f64 {
    400.0 / std::f64::consts::LN_10 * math::ln(score / (1.0 - score))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::{RandomPlayer, SearchPlayer};
    use crate::seed::Seed;

    #[test]
    fn more_playouts_play_better_and_the_result_is_the_same_every_time() {
        let play = || {
            let mut strong = SearchPlayer { playouts: 200, stream: Seed(1).stream("strong") };
            let mut weak = RandomPlayer(Seed(1).stream("weak"));
            contest(&mut strong, &mut weak, 20, &mut Seed(1).stream("openings"))
        };
        let tally = play();
        assert_eq!(tally.games(), 40);
        assert!(tally.score() > 0.9, "{tally:?}");
        assert_eq!(tally, play());
    }

    #[test]
    fn equals_share_the_points() {
        let mut one = RandomPlayer(Seed(1).stream("one"));
        let mut other = RandomPlayer(Seed(1).stream("other"));
        let tally = contest(&mut one, &mut other, 1000, &mut Seed(3).stream("openings"));
        let [low, high] = tally.interval();
        assert!(low < 0.5 && 0.5 < high, "{tally:?}");
    }

    #[test]
    fn scores_intervals_and_ratings() {
        let tally = Tally { wins: 60, draws: 20, losses: 20 };
        assert_eq!(tally.score(), 0.7);
        let [low, high] = tally.interval();
        // Wilson's interval for 70 of 100.
        assert!((low - 0.6042).abs() < 1e-3 && (high - 0.7811).abs() < 1e-3, "{low} {high}");
        let all = Tally { wins: 20, draws: 0, losses: 0 }.interval();
        assert!(all[0] > 0.8 && all[0] < 0.9 && all[1] > 0.999, "{all:?}");
        assert_eq!(elo_difference(0.5), 0.0);
        assert!((elo_difference(10.0 / 11.0) - 400.0).abs() < 1e-9);
    }
}
