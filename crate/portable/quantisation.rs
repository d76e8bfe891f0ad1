//! Layers whose weights and input are small integers times a scale (Jacob et al. 2018, equation 1:
//! `x = scale * (integer - zero)`), as the training rounded them.

use serde::{Deserialize, Serialize};

/// No scale is smaller than what this largest value gives: a channel of zeros has a grid too.
const LEAST: f32 = 1e-12;

/// How a convolution or a dense layer is rounded. Its weights in the network lie on their grid already.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Quantisation {
    /// Bits of a weight, 2 to 8: symmetric, each output channel with the scale of its largest weight.
    pub weight_bits: u32,
    /// Bits of a number of the layer's input, 2 to 8.
    pub input_bits: u32,
    /// Least and greatest number of the layer's input, 0 between them.
    pub range: [f32; 2],
}

/// The integers of a layer's input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Distance between neighbours.
    pub scale: f32,
    /// The integer that stands for 0.
    pub zero: i8,
    /// Lowest integer.
    pub lowest: i8,
    /// Highest integer.
    pub highest: i8,
}

impl Quantisation {
    /// The integers that the layer's input is rounded to, halves to even.
    pub fn input_grid(&self) -> Grid {
        let (highest, lowest) = (highest(self.input_bits), -1 - highest(self.input_bits));
        let [least, most] = self.range;
        let steps = f32::from(highest) - f32::from(lowest);
        let scale = ((most - least) / steps).max(LEAST);
        let zero = (f64::from(lowest) - f64::from(least) / f64::from(scale)).round_ties_even();
        Grid { scale, zero: (zero as i8).clamp(lowest, highest), lowest, highest }
    }

    /// The scale of each output channel and all weights as integers; `weights` are `[channels, ..]`, row-major.
    pub fn integers(&self, weights: &[f32], channels: usize) -> (Vec<f32>, Vec<i8>) {
        let highest = highest(self.weight_bits);
        let mut scales = vec![];
        let mut integers = vec![];
        for channel in weights.chunks_exact((weights.len() / channels.max(1)).max(1)) {
            let largest = channel.iter().fold(LEAST, |largest, weight| largest.max(weight.abs()));
            let scale = largest / f32::from(highest);
            // A cast clamps, and nothing is larger than the largest.
            integers.extend(channel.iter().map(|weight| (weight / scale).round_ties_even() as i8));
            scales.push(scale);
        }
        (scales, integers)
    }
}

/// The highest integer of so many bits.
fn highest(bits: u32) -> i8 {
    ((1_i16 << (bits.clamp(2, 8) - 1)) - 1) as i8
}
