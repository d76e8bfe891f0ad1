//! Random playouts: what a position is worth if both go on at random.

use super::search::{Answer, Evaluate};
use super::{COLUMNS, Position};
use crate::seed::Stream;

/// Judges a position by one game at random.
#[derive(Debug)]
pub struct Playouts {
    stream: Stream,
    /// Random bits not used yet: 64 at a time make several choices.
    bits: u64,
}

impl Playouts {
    /// Playouts that draw from this stream.
    pub fn new(stream: Stream) -> Self {
        Self { stream, bits: 0 }
    }

    /// A column out of seven, without bias.
    fn column(&mut self) -> u8 {
        loop {
            // A one above the unused bits tells when they run out.
            if self.bits <= 1 {
                self.bits = self.stream.next_u64() | 1 << 63;
            }
            let draw = (self.bits & 7) as u8;
            self.bits >>= 3;
            if usize::from(draw) < COLUMNS {
                return draw;
            }
        }
    }
}

impl Evaluate for Playouts {
    fn evaluate(&mut self, position: Position) -> Answer {
        let mut now = position;
        let mut sign = 1.0;
        let value = loop {
            if let Some(value) = now.value_if_over() {
                break f32::from(value) * sign;
            }
            let column = self.column();
            // A full column is drawn again, so that those with room stay equally likely.
            if now.is_legal(column) {
                now = now.play(column);
                sign = -sign;
            }
        };
        // Equal priors but for a little noise: unvisited moves are tried in random order.
        let mut noise = self.stream.next_u64();
        let priors = std::array::from_fn(|_| {
            noise >>= 8;
            1.0 + (noise & 255) as f32 / 65_536.0
        });
        Answer { priors, value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    #[test]
    fn columns_are_equally_likely() {
        let mut playouts = Playouts::new(Seed(1).stream("test"));
        let mut counts = [0_u32; COLUMNS];
        (0..70_000).for_each(|_| counts[usize::from(playouts.column())] += 1);
        assert!(counts.iter().all(|count| (9_700..10_300).contains(count)), "{counts:?}");
    }

    #[test]
    fn the_value_is_that_of_the_player_to_move() {
        // To move, with three upright and nobody in the way: most random games are won.
        let ahead = Position::after(&[3, 0, 3, 6, 3, 0]).expect("legal");
        let behind = Position::after(&[0, 3, 6, 3, 0, 3, 1]).expect("legal");
        let mean = |position| {
            let mut playouts = Playouts::new(Seed(2).stream("test"));
            (0..2000).map(|_| playouts.evaluate(position).value).sum::<f32>() / 2000.0
        };
        assert!(mean(ahead) > 0.3, "{}", mean(ahead));
        assert!(mean(behind) < mean(ahead), "{}", mean(behind));
    }
}
