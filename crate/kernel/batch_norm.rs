//! Batch norm (Ioffe & Szegedy 2015) of channels-last images, with optional ReLU.
//!
//! | array | shape |
//! |---|---|
//! | `x`, `dx`, `y`, `dy` | `[pixels of all images][channels]` |
//! | `mean`, `variance`, `gamma`, `beta`, `dgamma`, `dbeta` | `[channels]` |
//!
//! `y = (x - mean) gamma / sqrt(variance + epsilon) + beta`.

use crate::pixels::Joined;
use crate::vector::F4;

/// Fills mean and variance of each channel; the variance is that of these pixels (divided by their number).
///
/// # Panics
/// Where a slice does not fit the channels, or there are no pixels.
pub fn statistics(x: &[f32], mean: &mut [f32], variance: &mut [f32]) {
    let pixels = pixels(x, mean.len());
    let joined = Joined::new(mean.len());
    let [sum] = joined.sum([x], |_, [x]| [x]);
    mean.iter_mut().zip(&sum).for_each(|(mean, sum)| *mean = sum / pixels);
    let means = joined.repeat(mean);
    let [squares] = joined.sum([x], |column, [x]| {
        let centred = x - F4::from_slice(&means[column..]);
        [centred * centred]
    });
    assert_eq!(variance.len(), mean.len());
    variance.iter_mut().zip(&squares).for_each(|(variance, squares)| *variance = squares / pixels);
}

/// What forward and backward share.
#[derive(Clone, Copy)]
pub struct Norm<'a> {
    /// Means that are taken away.
    pub mean: &'a [f32],
    /// Variances that are divided by.
    pub variance: &'a [f32],
    /// Factors.
    pub gamma: &'a [f32],
    /// Added to the variance.
    pub epsilon: f32,
    /// Cut negative values off.
    pub relu: bool,
}

impl Norm<'_> {
    /// One over the standard deviation.
    fn scales(&self) -> Vec<f32> {
        self.variance.iter().map(|variance| 1.0 / (variance + self.epsilon).sqrt()).collect()
    }
}

/// Fills `y`.
///
/// # Panics
/// Where a slice does not fit the channels.
pub fn forward(norm: &Norm, beta: &[f32], x: &[f32], y: &mut [f32]) {
    let joined = Joined::new(norm.mean.len());
    let factors: Vec<f32> =
        norm.scales().iter().zip(norm.gamma).map(|(scale, gamma)| scale * gamma).collect();
    let [means, factors, betas] = [norm.mean, &factors, beta].map(|values| joined.repeat(values));
    let value = |column: usize, [x]: [F4; 1]| {
        let [mean, factor, beta] = [&means, &factors, &betas].map(|values| F4::from_slice(&values[column..]));
        (x - mean) * factor + beta
    };
    if norm.relu {
        joined.map([x], y, |column, x| value(column, x).relu());
    } else {
        joined.map([x], y, value);
    }
}

/// What backward needs.
#[derive(Clone, Copy)]
pub struct Backward<'a> {
    /// Input of forward.
    pub x: &'a [f32],
    /// Output of forward; only read where there is a ReLU.
    pub y: &'a [f32],
    /// Gradient of `y`.
    pub dy: &'a [f32],
    /// Whether mean and variance are those of `x`, so that gradients flow through them too.
    pub own_statistics: bool,
}

/// Fills the gradients: with `n = (x - mean) / deviation`,
/// `dx = gamma (dy - mean(dy) - n mean(dy n)) / deviation`, means over the pixels; without the means where the
/// statistics do not depend on `x`.
///
/// # Panics
/// Where a slice does not fit the channels.
pub fn backward(norm: &Norm, from: Backward, dx: Option<&mut [f32]>, dgamma: &mut [f32], dbeta: &mut [f32]) {
    let pixels = pixels(from.x, norm.mean.len());
    let joined = Joined::new(norm.mean.len());
    assert_eq!(from.x.len(), from.dy.len());
    let means = joined.repeat(norm.mean);
    let centred = |column: usize, x: F4| x - F4::from_slice(&means[column..]);
    let [sums, products] = if norm.relu {
        joined.sum([from.x, from.dy, from.y], |column, [x, dy, y]| {
            let dy = dy.where_active(y);
            [dy, dy * centred(column, x)]
        })
    } else {
        joined.sum([from.x, from.dy], |column, [x, dy]| [dy, dy * centred(column, x)])
    };
    let scales = norm.scales();
    dbeta.copy_from_slice(&sums);
    assert_eq!(dgamma.len(), scales.len());
    for (dgamma, (product, scale)) in dgamma.iter_mut().zip(products.iter().zip(&scales)) {
        *dgamma = product * scale;
    }
    let Some(dx) = dx else { return };
    let factors: Vec<f32> = scales.iter().zip(norm.gamma).map(|(scale, gamma)| scale * gamma).collect();
    let factors = joined.repeat(&factors);
    if !from.own_statistics {
        let factor = |column: usize| F4::from_slice(&factors[column..]);
        if norm.relu {
            joined.map([from.dy, from.y], dx, |column, [dy, y]| dy.where_active(y) * factor(column));
        } else {
            joined.map([from.dy], dx, |column, [dy]| dy * factor(column));
        }
        return;
    }
    let shifts: Vec<f32> = sums.iter().map(|sum| sum / pixels).collect();
    let slopes: Vec<f32> =
        dgamma.iter().zip(&scales).map(|(dgamma, scale)| dgamma / pixels * scale).collect();
    let [shifts, slopes] = [shifts, slopes].map(|values| joined.repeat(&values));
    let value = |column: usize, x: F4, dy: F4| {
        let [factor, shift, slope] =
            [&factors, &shifts, &slopes].map(|values| F4::from_slice(&values[column..]));
        (dy - shift - centred(column, x) * slope) * factor
    };
    if norm.relu {
        joined.map([from.x, from.dy, from.y], dx, |column, [x, dy, y]| value(column, x, dy.where_active(y)));
    } else {
        joined.map([from.x, from.dy], dx, |column, [x, dy]| value(column, x, dy));
    }
}

/// Number of pixels.
fn pixels(x: &[f32], channels: usize) -> f32 {
    assert!(!x.is_empty() && x.len().is_multiple_of(channels), "{} values, {channels} channels", x.len());
    (x.len() / channels) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{Noise, assert_close};

    const EPSILON: f32 = 1e-5;

    fn check(pixels: usize, channels: usize, relu: bool, own_statistics: bool, noise: &mut Noise) {
        let x: Vec<f32> = noise.take(pixels * channels).iter().map(|x| x * 2.0 + 0.3).collect();
        let (gamma, beta, dy) = (noise.take(channels), noise.take(channels), noise.take(x.len()));
        let [mut mean, mut variance] = [vec![f32::NAN; channels], vec![f32::NAN; channels]];
        statistics(&x, &mut mean, &mut variance);
        let count = pixels as f64;
        let column = |values: &[f32], channel: usize| -> Vec<f64> {
            values.iter().skip(channel).step_by(channels).map(|value| f64::from(*value)).collect()
        };
        let [mut want_mean, mut want_variance] = [vec![0.0; channels], vec![0.0; channels]];
        for channel in 0..channels {
            let x = column(&x, channel);
            want_mean[channel] = x.iter().sum::<f64>() / count;
            let squares = x.iter().map(|x| (x - want_mean[channel]) * (x - want_mean[channel]));
            want_variance[channel] = squares.sum::<f64>() / count;
        }
        let what = format!("{pixels} pixels, {channels} channels, {relu}, {own_statistics}");
        assert_close(&mean, &want_mean, &format!("{what}: mean"));
        assert_close(&variance, &want_variance, &format!("{what}: variance"));
        if !own_statistics {
            mean = noise.take(channels);
            variance = noise.take(channels).into_iter().map(|v| v.abs() + 0.1).collect();
        }

        let norm = Norm { mean: &mean, variance: &variance, gamma: &gamma, epsilon: EPSILON, relu };
        let (mut y, mut dx) = (vec![f32::NAN; x.len()], vec![f32::NAN; x.len()]);
        let (mut dgamma, mut dbeta) = (vec![f32::NAN; channels], vec![f32::NAN; channels]);
        forward(&norm, &beta, &x, &mut y);
        let from = Backward { x: &x, y: &y, dy: &dy, own_statistics };
        backward(&norm, from, Some(&mut dx), &mut dgamma, &mut dbeta);

        let [mut want_y, mut want_dx] = [vec![0.0; x.len()], vec![0.0; x.len()]];
        let [mut want_dgamma, mut want_dbeta] = [vec![0.0; channels], vec![0.0; channels]];
        for channel in 0..channels {
            let deviation = (f64::from(variance[channel]) + f64::from(EPSILON)).sqrt();
            let (factor, shift) = (f64::from(gamma[channel]), f64::from(beta[channel]));
            let normal: Vec<f64> =
                column(&x, channel).iter().map(|x| (x - f64::from(mean[channel])) / deviation).collect();
            let open: Vec<f64> = column(&y, channel).iter().map(|y| f64::from(!relu || *y > 0.0)).collect();
            let dy: Vec<f64> = column(&dy, channel).iter().zip(&open).map(|(dy, open)| dy * open).collect();
            let sum: f64 = dy.iter().sum();
            let product: f64 = dy.iter().zip(&normal).map(|(dy, normal)| dy * normal).sum();
            (want_dgamma[channel], want_dbeta[channel]) = (product, sum);
            for pixel in 0..pixels {
                let index = pixel * channels + channel;
                let y = normal[pixel] * factor + shift;
                want_y[index] = if relu { y.max(0.0) } else { y };
                let through = if own_statistics { (sum + normal[pixel] * product) / count } else { 0.0 };
                want_dx[index] = factor * (dy[pixel] - through) / deviation;
            }
        }
        assert_close(&y, &want_y, &format!("{what}: y"));
        assert_close(&dgamma, &want_dgamma, &format!("{what}: dgamma"));
        assert_close(&dbeta, &want_dbeta, &format!("{what}: dbeta"));
        if pixels > 2 {
            // Two values are always 1 apart from their mean: nothing but rounding is left of their gradient.
            assert_close(&dx, &want_dx, &format!("{what}: dx"));
        }
    }

    #[test]
    fn agrees_with_the_definition_for_every_remainder() {
        let mut noise = Noise::new(70);
        for channels in (1..10).chain([12, 16, 20, 32, 33, 64]) {
            for pixels in [1, 2, 3, 17, 49, 300] {
                for (relu, own_statistics) in [(false, true), (true, true), (false, false), (true, false)] {
                    check(pixels, channels, relu, own_statistics, &mut noise);
                }
            }
        }
        check(64 * 196, 8, true, true, &mut noise);
    }

    #[test]
    fn a_channel_without_spread_becomes_beta() {
        let x = [3.0, 1.0, 3.0, 2.0];
        let (mut mean, mut variance, mut y) = ([0.0; 2], [0.0; 2], [9.0; 4]);
        statistics(&x, &mut mean, &mut variance);
        assert_eq!((mean, variance), ([3.0, 1.5], [0.0, 0.25]));
        let norm = Norm { mean: &mean, variance: &variance, gamma: &[5.0; 2], epsilon: EPSILON, relu: false };
        forward(&norm, &[0.5; 2], &x, &mut y);
        assert_eq!([y[0], y[2]], [0.5, 0.5]);
    }

    #[test]
    fn not_a_number_stays_in_its_channel() {
        let mut x = vec![1.0, 2.0, 3.0, 2.0, 5.0, 7.0, 4.0, 4.0, 4.0];
        x[4] = f32::NAN;
        let (mut mean, mut variance, mut y) = ([0.0; 3], [0.0; 3], [0.0; 9]);
        statistics(&x, &mut mean, &mut variance);
        let norm = Norm { mean: &mean, variance: &variance, gamma: &[1.0; 3], epsilon: EPSILON, relu: true };
        forward(&norm, &[0.0; 3], &x, &mut y);
        for (index, y) in y.iter().enumerate() {
            assert_eq!(y.is_nan(), index % 3 == 1);
        }
    }
}
