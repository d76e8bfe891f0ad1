//! Connect Four for the page: a position with a search that grows while the page breathes, and a network at the board.

use wasm_bindgen::prelude::*;

use super::spec_of;
use crate::device;
use crate::game::{COLUMNS, Playouts, Position, Rule, Search};
use crate::seed::Seed;
use crate::session;

/// A position, and the search that looks at it.
#[wasm_bindgen]
pub struct Game {
    position: Position,
    search: Option<Search<Playouts>>,
}

#[wasm_bindgen]
impl Game {
    /// The position after these columns, 0 to 6, were played in turn.
    #[wasm_bindgen(constructor)]
    pub fn new(moves: &[u8]) -> Result<Self, JsError> {
        let position = Position::after(moves).ok_or_else(|| JsError::new("these moves are no game"))?;
        let search = position.value_if_over().is_none().then(|| {
            Search::new(position, Rule::UCT, Playouts::new(Seed(moves.len() as u32).stream("game/playouts")))
        });
        Ok(Self { position, search })
    }

    /// -1 where the last move won, 0 on a full board; none while the game goes on.
    pub fn over(&self) -> Option<i8> {
        self.position.value_if_over()
    }

    /// Whether a column has room, left to right.
    pub fn legal(&self) -> Vec<u8> {
        (0..COLUMNS as u8).map(|column| u8::from(self.position.is_legal(column))).collect()
    }

    /// Makes so many more visits and returns those of each column; zeros once the game is over.
    pub fn search(&mut self, visits: u32) -> Vec<u32> {
        let Some(search) = &mut self.search else { return vec![0; COLUMNS] };
        search.run(visits);
        search.visits().to_vec()
    }

    /// The most visited column; none once the game is over.
    pub fn best(&self) -> Option<u8> {
        self.search.as_ref().map(Search::best)
    }

    /// What the network makes of the position: the probability of each column.
    pub fn policy(&self, net: &GameNet) -> Vec<f32> {
        net.0.policy(self.position).to_vec()
    }
}

/// A trained network that plays.
#[wasm_bindgen]
pub struct GameNet(session::GameNet);

#[wasm_bindgen]
impl GameNet {
    /// `role` is a method's key, `weights` what its session's `weights()` gave.
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str, role: &str, weights: &[f32]) -> Result<Self, JsError> {
        let spec = spec_of(link);
        let engine = device::BUILT.first().copied().unwrap_or(spec.engine);
        Ok(Self(session::GameNet::new(&spec, role, weights, engine)?))
    }
}
