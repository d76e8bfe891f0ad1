//! Small operations on channels-last images: the sum of two branches behind a ReLU, and the mean over all pixels.

use crate::vector::{F4, LANES};

/// Fills `sum` with `x + y`, negative values cut off. For the gradient see [`crate::columns::through_relu`].
///
/// # Panics
/// Where the slices differ in length.
pub fn add_relu(x: &[f32], y: &[f32], sum: &mut [f32]) {
    assert!(x.len() == sum.len() && y.len() == sum.len());
    let (sums, rest) = sum.as_chunks_mut::<LANES>();
    let ((x, x_rest), (y, y_rest)) = (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
    for ((sum, x), y) in sums.iter_mut().zip(x).zip(y) {
        (F4::new(*x) + F4::new(*y)).relu().write(sum);
    }
    for ((sum, x), y) in rest.iter_mut().zip(x_rest).zip(y_rest) {
        let value = x + y;
        *sum = if value <= 0.0 { 0.0 } else { value };
    }
}

/// Fills `means`, `[images][channels]`, from `images`, `[images][pixels][channels]`.
///
/// # Panics
/// Where a slice does not fit.
pub fn average(pixels: usize, channels: usize, images: &[f32], means: &mut [f32]) {
    assert_eq!(images.len(), means.len() * pixels);
    let share = 1.0 / pixels as f32;
    let images = images.chunks_exact((pixels * channels).max(1));
    for (image, means) in images.zip(means.chunks_exact_mut(channels.max(1))) {
        means.fill(0.0);
        for pixel in image.chunks_exact(channels) {
            zip(means, pixel, |sum, value| sum + value, |sum, value| sum + value);
        }
        means.iter_mut().for_each(|mean| *mean *= share);
    }
}

/// Fills the gradient of the images, `[images][pixels][channels]`, from that of their means.
///
/// # Panics
/// Where a slice does not fit.
pub fn average_backward(pixels: usize, channels: usize, dmeans: &[f32], dimages: &mut [f32]) {
    assert_eq!(dimages.len(), dmeans.len() * pixels);
    let share = 1.0 / pixels as f32;
    let images = dimages.chunks_exact_mut((pixels * channels).max(1));
    for (image, dmeans) in images.zip(dmeans.chunks_exact(channels.max(1))) {
        let (first, others) = image.split_at_mut(channels);
        zip(first, dmeans, |_, value| value * F4::splat(share), |_, value| value * share);
        others.chunks_exact_mut(channels).for_each(|pixel| pixel.copy_from_slice(first));
    }
}

/// Replaces each target with what an operation makes of it and its source.
#[inline(always)]
fn zip(to: &mut [f32], from: &[f32], vector: impl Fn(F4, F4) -> F4, single: impl Fn(f32, f32) -> f32) {
    let ((to, to_rest), (from, from_rest)) = (to.as_chunks_mut::<LANES>(), from.as_chunks::<LANES>());
    for (to, from) in to.iter_mut().zip(from) {
        vector(F4::new(*to), F4::new(*from)).write(to);
    }
    for (to, from) in to_rest.iter_mut().zip(from_rest) {
        *to = single(*to, *from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{Noise, assert_close};

    #[test]
    fn sums_are_cut_off_at_zero() {
        let mut noise = Noise::new(80);
        for length in 0..20 {
            let (x, y, mut sum) = (noise.take(length), noise.take(length), vec![f32::NAN; length]);
            add_relu(&x, &y, &mut sum);
            for ((x, y), sum) in x.iter().zip(&y).zip(sum) {
                assert_eq!(sum, (x + y).max(0.0));
            }
        }
        let mut sum = [0.0; 5];
        add_relu(&[f32::NAN, f32::INFINITY, -1.0, 0.0, f32::NAN], &[1.0; 5], &mut sum);
        assert!(sum[0].is_nan() && sum[4].is_nan());
        assert_eq!(sum[1..4], [f32::INFINITY, 0.0, 1.0]);
    }

    #[test]
    fn means_and_their_gradients_agree_with_the_definition() {
        let mut noise = Noise::new(81);
        for (images, pixels, channels) in [(1, 1, 1), (3, 49, 16), (2, 784, 5), (5, 4, 7), (2, 9, 3)] {
            let (x, dmeans) = (noise.take(images * pixels * channels), noise.take(images * channels));
            let (mut means, mut dx) = (vec![f32::NAN; dmeans.len()], vec![f32::NAN; x.len()]);
            average(pixels, channels, &x, &mut means);
            average_backward(pixels, channels, &dmeans, &mut dx);
            let (mut want_means, mut want_dx) = (vec![0.0; dmeans.len()], vec![0.0; x.len()]);
            for (index, x) in x.iter().enumerate() {
                let mean = index / (pixels * channels) * channels + index % channels;
                want_means[mean] += f64::from(*x) / pixels as f64;
                want_dx[index] = f64::from(dmeans[mean]) / pixels as f64;
            }
            assert_close(&means, &want_means, "means");
            assert_close(&dx, &want_dx, "dx");
        }
    }
}
