//! The tree search in the place of a network: it answers a picture of a position with the logarithms of its visits.

use burn::module::Module;
use burn::tensor::{Tensor, TensorData};

use super::Forward;
use crate::game::{self, COLUMNS, Playouts, Position, Rule, Search};
use crate::seed::Seed;

/// A search without weights.
#[derive(Module, Debug)]
pub struct SearchNet {
    playouts: usize,
}

impl SearchNet {
    /// A search of so many playouts a position.
    pub fn new(playouts: u32) -> Self {
        Self { playouts: playouts as usize }
    }

    /// Images `[batch, 1, 6, 7]` to [`game::logits`] and the search's own judgement. Each position is searched with the
    /// same stream, so an answer does not depend on its neighbours.
    pub fn forward(&self, images: Tensor<4>) -> Forward {
        let device = images.device();
        let [batch, ..] = images.dims();
        let pixels: Vec<f32> = crate::device::read(images).iter::<f32>().collect();
        let size = pixels.len() / batch.max(1);
        let (mut logits, mut values) = (vec![], vec![]);
        for picture in pixels.chunks_exact(size) {
            // Grey values 0 to 1 become the three that a picture of the board has.
            let places: Vec<u8> = picture.iter().map(|grey| (grey * 2.0 + 0.5) as u8).collect();
            let (visits, value) = self.search(Position::of_image(&places));
            logits.extend(game::logits(visits));
            values.push(value);
        }
        let logits = Tensor::from_data(TensorData::new(logits, [batch, COLUMNS]), &device);
        Forward::new(logits, vec![])
            .with_value(Tensor::from_data(TensorData::new(values, [batch, 1]), &device))
    }

    fn search(&self, position: Position) -> ([u32; COLUMNS], f32) {
        if let Some(value) = position.value_if_over() {
            return ([0; COLUMNS], f32::from(value));
        }
        let playouts = Playouts::new(Seed(0).stream("model/search"));
        let mut search = Search::new(position, Rule::UCT, playouts);
        search.run(self.playouts as u32);
        (search.visits(), search.value() as f32)
    }
}
