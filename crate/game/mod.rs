//! Connect Four, and a search that plays it: the teacher of the experiment after AlphaGo Zero (Silver et al. 2017,
//! "Mastering the game of Go without human knowledge"), where a slow search tells a fast network what to play.
//!
//! [`Position`] knows the rules, [`Search`] is Monte Carlo tree search with random [`playout`]s or with a network,
//! [`solver`] is exact near the end, [`contest`] lets two [`Player`]s meet, [`selfplay`] writes the dataset. Nothing here
//! knows what a network is: whoever has one implements [`Evaluate`].

pub mod contest;
mod player;
mod playout;
mod position;
mod search;
pub mod selfplay;
pub mod solver;

pub use player::{Player, RandomPlayer, SearchPlayer};
pub use playout::Playouts;
pub use position::{COLUMNS, Position, ROWS};
pub use search::{Answer, Evaluate, Rule, Search};

/// Playouts of the search that labelled the dataset, and of the teacher `search`.
pub const TEACHER_PLAYOUTS: u32 = 10_000;

/// What stands for `ln 0` where a move was never visited: e^-20 of the most visited move, far below one playout.
pub const NEVER_VISITED: f32 = -20.0;

/// Logits of visit counts, `ln N` with [`NEVER_VISITED`] for none. `softmax(logits / tau)` is then AlphaGo Zero's
/// pi, `N^(1/tau) / sum N^(1/tau)`: the training temperature is tau.
pub fn logits(visits: impl IntoIterator<Item = u32>) -> [f32; COLUMNS] {
    let mut logits = [NEVER_VISITED; COLUMNS];
    for (logit, visits) in logits.iter_mut().zip(visits) {
        if visits > 0 {
            *logit = crate::math::ln(f64::from(visits)) as f32;
        }
    }
    logits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math;

    #[test]
    fn softmax_of_the_logits_at_temperature_tau_is_the_visits_to_the_power_of_one_over_tau() {
        let visits = [10_u32, 0, 30, 60, 1, 0, 2];
        for tau in [0.5, 1.0, 2.0] {
            let powers: Vec<f64> = visits
                .iter()
                .map(|&n| if n == 0 { 0.0 } else { math::exp(math::ln(f64::from(n)) / tau) })
                .collect();
            let total: f64 = powers.iter().sum();
            let soft = math::log_softmax(&logits(visits), tau);
            for (soft, power) in soft.iter().zip(&powers) {
                // Moves without a visit keep next to nothing.
                assert!((math::exp(*soft) - power / total).abs() < 1e-5, "tau {tau}: {soft}");
            }
        }
    }
}
