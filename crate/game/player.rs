//! Who can play.

use super::search::{Rule, Search};
use super::{Playouts, Position};
use crate::seed::Stream;

/// Chooses moves.
pub trait Player {
    /// A column with room, in a game that goes on.
    fn choose(&mut self, position: Position) -> u8;
}

/// Plays any move.
#[derive(Debug)]
pub struct RandomPlayer(pub Stream);

impl Player for RandomPlayer {
    fn choose(&mut self, position: Position) -> u8 {
        let count = position.moves().count() as u32;
        position.moves().nth(self.0.below(count) as usize).unwrap_or(0)
    }
}

/// Plays the most visited move of a tree search with random playouts.
#[derive(Debug)]
pub struct SearchPlayer {
    /// Visits of each move's tree.
    pub playouts: u32,
    /// Source of the playouts.
    pub stream: Stream,
}

impl SearchPlayer {
    /// The tree of a position, grown to the player's size.
    pub fn search(&mut self, position: Position) -> Search<Playouts> {
        // Each move has its own stream, so that the length of one search does not shift the next.
        let stream = crate::seed::Seed(self.stream.next_u64() as u32).stream("game/playouts");
        let mut search = Search::new(position, Rule::UCT, Playouts::new(stream));
        search.run(self.playouts);
        search
    }
}

impl Player for SearchPlayer {
    fn choose(&mut self, position: Position) -> u8 {
        self.search(position).best()
    }
}
