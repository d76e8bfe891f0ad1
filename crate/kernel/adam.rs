//! Adam with decoupled weight decay: Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, algorithm 2.
//!
//! One pass over weight, gradient and both moments, in place: 4 loads, 3 stores, a square root and a division for
//! four weights, so it runs at the speed of the divider.
//!
//! # Denormals
//! Where a unit is dead its gradient is zero and its moments shrink by a constant factor at every update, until they
//! are denormal and every operation on them costs a hundred times as much; wasm has no flush-to-zero. So moments (and
//! gradients) whose magnitude cannot move a weight any more become zero. With an epsilon of 1e-8 the largest move that
//! is lost is 1e-9 of the learning rate, that of a steady gradient of 1e-17.

use crate::vector::{F4, LANES};

/// First moments up to this magnitude become zero.
const SMALLEST_MEAN: f32 = 1e-30;
/// Second moments up to this value become zero.
const SMALLEST_SQUARE: f32 = 1e-36;
/// Gradients up to this magnitude count as zero: their square would be denormal.
const SMALLEST_GRADIENT: f32 = 1e-17;

/// Everything about an update but the numbers that it changes.
#[derive(Clone, Copy, Debug)]
pub struct Update {
    /// Factor of the whole move.
    pub learning_rate: f64,
    /// Share of each weight that is taken away, times the learning rate.
    pub weight_decay: f64,
    /// Share of the first moment that is kept.
    pub beta_1: f32,
    /// Share of the second moment that is kept.
    pub beta_2: f32,
    /// Added to the root of the second moment.
    pub epsilon: f32,
    /// Number of this update, from 1.
    pub time: u32,
}

/// What an update changes.
pub struct State<'a> {
    /// The weights.
    pub weights: &'a mut [f32],
    /// Running mean of the gradient.
    pub moment_1: &'a mut [f32],
    /// Running mean of its square.
    pub moment_2: &'a mut [f32],
}

/// `base` to the power of `exponent` by squaring: the same bits everywhere, unlike a library's power.
fn power(base: f32, mut exponent: u32) -> f64 {
    let (mut result, mut square) = (1.0, f64::from(base));
    while exponent > 0 {
        if exponent & 1 == 1 {
            result *= square;
        }
        square *= square;
        exponent >>= 1;
    }
    result
}

/// One update of all weights along `gradients`.
///
/// # Panics
/// Where the slices differ in length.
pub fn step(update: &Update, state: State, gradients: &[f32]) {
    let State { weights, moment_1, moment_2 } = state;
    let count = gradients.len();
    assert!(weights.len() == count && moment_1.len() == count && moment_2.len() == count);
    let rule = Rule::new(update);
    let (weights, weights_rest) = weights.as_chunks_mut::<LANES>();
    let (moment_1, moment_1_rest) = moment_1.as_chunks_mut::<LANES>();
    let (moment_2, moment_2_rest) = moment_2.as_chunks_mut::<LANES>();
    let (gradients, gradients_rest) = gradients.as_chunks::<LANES>();
    let moments = moment_1.iter_mut().zip(moment_2.iter_mut());
    for ((weights, moments), gradients) in weights.iter_mut().zip(moments).zip(gradients) {
        rule.apply(weights, moments.0, moments.1, gradients);
    }
    // The last few weights go through the same lanes.
    let rest = gradients_rest.len();
    let mut last = [[0.0; LANES]; 4];
    for (lanes, values) in last.iter_mut().zip([&*weights_rest, moment_1_rest, moment_2_rest, gradients_rest])
    {
        lanes[..rest].copy_from_slice(values);
    }
    let [mut weights, mut moment_1, mut moment_2, gradients] = last;
    rule.apply(&mut weights, &mut moment_1, &mut moment_2, &gradients);
    weights_rest.copy_from_slice(&weights[..rest]);
    moment_1_rest.copy_from_slice(&moment_1[..rest]);
    moment_2_rest.copy_from_slice(&moment_2[..rest]);
}

/// The constants of an update, in every lane.
struct Rule {
    keep: F4,
    beta_1: F4,
    beta_2: F4,
    rest_1: F4,
    rest_2: F4,
    epsilon: F4,
    /// Learning rate over the first moment's bias correction.
    rate: F4,
    /// One over the second moment's bias correction.
    correction: F4,
}

impl Rule {
    fn new(update: &Update) -> Self {
        let splat = |value: f64| F4::splat(value as f32);
        Self {
            keep: splat(1.0 - update.learning_rate * update.weight_decay),
            beta_1: F4::splat(update.beta_1),
            beta_2: F4::splat(update.beta_2),
            rest_1: F4::splat(1.0 - update.beta_1),
            rest_2: F4::splat(1.0 - update.beta_2),
            epsilon: F4::splat(update.epsilon),
            rate: splat(update.learning_rate / (1.0 - power(update.beta_1, update.time))),
            correction: splat(1.0 / (1.0 - power(update.beta_2, update.time))),
        }
    }

    #[inline(always)]
    fn apply(
        &self,
        weights: &mut [f32; LANES],
        moment_1: &mut [f32; LANES],
        moment_2: &mut [f32; LANES],
        gradients: &[f32; LANES],
    ) {
        let gradient = F4::new(*gradients);
        let gradient = gradient.abs().at_most(F4::splat(SMALLEST_GRADIENT)).clear(gradient);
        let mean = self.beta_1 * F4::new(*moment_1) + self.rest_1 * gradient;
        let mean = mean.abs().at_most(F4::splat(SMALLEST_MEAN)).clear(mean);
        let square = self.beta_2 * F4::new(*moment_2) + self.rest_2 * (gradient * gradient);
        let square = square.at_most(F4::splat(SMALLEST_SQUARE)).clear(square);
        mean.write(moment_1);
        square.write(moment_2);
        let move_by = (self.rate * mean) / ((square * self.correction).sqrt() + self.epsilon);
        (self.keep * F4::new(*weights) - move_by).write(weights);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{Noise, assert_close};

    const UPDATE: Update = Update {
        learning_rate: 0.005,
        weight_decay: 0.01,
        beta_1: 0.9,
        beta_2: 0.999,
        epsilon: 1e-8,
        time: 1,
    };

    #[test]
    fn agrees_with_the_definition_over_many_updates() {
        for count in [1, 3, 4, 7, 64, 101] {
            let mut noise = Noise::new(count as u64);
            let mut weights = noise.take(count);
            let (mut moment_1, mut moment_2) = (vec![0.0; count], vec![0.0; count]);
            let mut expected: Vec<[f64; 3]> = weights.iter().map(|w| [f64::from(*w), 0.0, 0.0]).collect();
            for time in 1..=50 {
                let gradients = noise.take(count);
                let state = State { weights: &mut weights, moment_1: &mut moment_1, moment_2: &mut moment_2 };
                step(&Update { time, ..UPDATE }, state, &gradients);
                for ([w, m, v], g) in expected.iter_mut().zip(&gradients) {
                    let g = f64::from(*g);
                    *m = 0.9 * *m + 0.1 * g;
                    *v = 0.999 * *v + 0.001 * g * g;
                    let (m, v) = (*m / (1.0 - power(0.9, time)), *v / (1.0 - power(0.999, time)));
                    *w = *w * (1.0 - 0.005 * 0.01) - 0.005 * m / (v.sqrt() + 1e-8);
                }
            }
            assert_close(&weights, &expected.iter().map(|e| e[0]).collect::<Vec<_>>(), "weights");
            assert_close(&moment_1, &expected.iter().map(|e| e[1]).collect::<Vec<_>>(), "first moments");
        }
    }

    #[test]
    fn moments_of_a_dead_unit_end_at_zero_and_are_never_denormal() {
        let (mut weights, mut moment_1, mut moment_2) = (vec![1.0; 4], vec![1e-3; 4], vec![1e-30; 4]);
        for time in 1..20_000 {
            let state = State { weights: &mut weights, moment_1: &mut moment_1, moment_2: &mut moment_2 };
            step(&Update { time, weight_decay: 0.0, ..UPDATE }, state, &[0.0, 1e-25, -1e-19, 0.0]);
            assert!(moment_1.iter().chain(&moment_2).all(|moment| *moment == 0.0 || moment.is_normal()));
        }
        assert_eq!((moment_1, moment_2), (vec![0.0; 4], vec![0.0; 4]));
    }

    #[test]
    fn not_a_number_is_not_hidden() {
        let (mut weights, mut moment_1, mut moment_2) = ([1.0], [0.0], [0.0]);
        let state = State { weights: &mut weights, moment_1: &mut moment_1, moment_2: &mut moment_2 };
        step(&UPDATE, state, &[f32::NAN]);
        assert!(weights[0].is_nan() && moment_1[0].is_nan() && moment_2[0].is_nan());
    }
}
