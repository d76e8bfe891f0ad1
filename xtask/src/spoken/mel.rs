//! A sound as a picture: time from left to right, frequency from bottom to top, loudness as grey.

use std::f64::consts::PI;

use super::voice::RATE;

/// Bands of frequency: the height of a picture.
pub const BANDS: usize = 28;
/// Moments: the width of a picture.
pub const FRAMES: usize = 28;
/// Samples from one moment to the next: 30 ms.
const HOP: usize = 661;
/// Samples that are looked at in each moment: 46 ms. A power of two.
const WINDOW: usize = 1024;
/// Samples of a picture.
pub const SAMPLES: usize = HOP * (FRAMES - 1) + WINDOW;
/// Lowest and highest frequency in Hz.
const ENDS: [f64; 2] = [80.0, 8000.0];
/// Grey levels, so that the files stay small: 3 dB each.
const LEVELS: f64 = 16.0;
/// From black to white in decibels.
const DEPTH: f64 = 48.0;

/// Triangular filters that are equally wide on the mel scale (Davis & Mermelstein 1980).
pub struct Mel {
    filters: Vec<Vec<f64>>,
}

impl Mel {
    pub fn new() -> Self {
        let mel = |hertz: f64| 2595.0 * (1.0 + hertz / 700.0).log10();
        let hertz = |mel: f64| 700.0 * (10f64.powf(mel / 2595.0) - 1.0);
        let step = (mel(ENDS[1]) - mel(ENDS[0])) / (BANDS + 1) as f64;
        let corner = |at: usize| hertz(mel(ENDS[0]) + step * at as f64);
        let filters = (0..BANDS).map(|band| {
            let (left, middle, right) = (corner(band), corner(band + 1), corner(band + 2));
            let weight = |bin: usize| {
                let f = bin as f64 * RATE / WINDOW as f64;
                ((f - left) / (middle - left)).min((right - f) / (right - middle)).max(0.0)
            };
            let weights: Vec<f64> = (0..=WINDOW / 2).map(weight).collect();
            let total: f64 = weights.iter().sum();
            weights.into_iter().map(|w| w / total.max(1e-9)).collect()
        });
        Self { filters: filters.collect() }
    }

    /// `BANDS` rows of `FRAMES` grey levels, the highest frequency first. White is the loudest.
    pub fn image(&self, sound: &[f64]) -> Vec<u8> {
        let frames: Vec<Vec<f64>> =
            (0..FRAMES).map(|at| self.decibels(&sound[at * HOP..][..WINDOW])).collect();
        let loudest = frames.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
        let grey = |decibels: f64| {
            let share = 1.0 + (decibels - loudest) / DEPTH;
            (share * (LEVELS - 1.0)).round().clamp(0.0, LEVELS - 1.0) as u8
        };
        (0..BANDS).rev().flat_map(|band| frames.iter().map(move |frame| grey(frame[band]))).collect()
    }

    fn decibels(&self, samples: &[f64]) -> Vec<f64> {
        let mut re: Vec<f64> = samples
            .iter()
            .enumerate()
            .map(|(at, x)| x * 0.5 * (1.0 - (2.0 * PI * at as f64 / WINDOW as f64).cos()))
            .collect();
        let mut im = vec![0.0; WINDOW];
        transform(&mut re, &mut im);
        let power = |filter: &Vec<f64>| -> f64 {
            filter.iter().zip(re.iter().zip(&im)).map(|(w, (re, im))| w * (re * re + im * im)).sum()
        };
        self.filters.iter().map(|filter| 10.0 * (power(filter) + 1e-9).log10()).collect()
    }
}

/// Fourier transform in place (Cooley & Tukey 1965); the length is a power of two.
fn transform(re: &mut [f64], im: &mut [f64]) {
    let length = re.len();
    let bits = length.trailing_zeros();
    for at in 0..length {
        let other = at.reverse_bits() >> (usize::BITS - bits);
        if at < other {
            re.swap(at, other);
            im.swap(at, other);
        }
    }
    let mut half = 1;
    while half < length {
        for start in (0..length).step_by(2 * half) {
            for k in 0..half {
                let (sin, cos) = (-PI * k as f64 / half as f64).sin_cos();
                let (a, b) = (start + k, start + k + half);
                let (x, y) = (re[b] * cos - im[b] * sin, re[b] * sin + im[b] * cos);
                (re[b], im[b]) = (re[a] - x, im[a] - y);
                (re[a], im[a]) = (re[a] + x, im[a] + y);
            }
        }
        half *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_high_tone_is_bright_at_the_top_and_a_low_one_at_the_bottom() {
        let mel = Mel::new();
        let row = |hertz: f64| {
            let tone = |at: usize| (2.0 * PI * hertz * at as f64 / RATE).sin();
            let image = mel.image(&(0..SAMPLES).map(tone).collect::<Vec<_>>());
            let column: Vec<u8> = image.iter().skip(14).step_by(FRAMES).copied().collect();
            column.iter().position(|&level| level == 15).expect("the tone is the loudest")
        };
        assert!(
            row(7000.0) < 4 && row(1000.0) > 10 && row(150.0) > 24,
            "{} {} {}",
            row(7000.0),
            row(1000.0),
            row(150.0)
        );
    }

    #[test]
    fn the_transform_of_a_wave_is_one_line() {
        let mut re: Vec<f64> = (0..64).map(|at| (2.0 * PI * 5.0 * f64::from(at) / 64.0).cos()).collect();
        let mut im = vec![0.0; 64];
        transform(&mut re, &mut im);
        for (bin, re) in re.iter().enumerate() {
            let expected = if bin == 5 || bin == 59 { 32.0 } else { 0.0 };
            assert!((re - expected).abs() < 1e-9, "{bin}: {re}");
        }
    }
}
