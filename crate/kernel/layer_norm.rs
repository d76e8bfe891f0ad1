//! Layer norm (Ba, Kiros & Hinton 2016): each row to mean 0 and variance 1, then a factor and a summand per column.
//!
//! | array | shape | |
//! |---|---|---|
//! | `x`, `dx`, `y`, `dy` | `[rows][width]` | |
//! | `gamma`, `beta`, `dgamma`, `dbeta` | `[width]` | |
//! | `moments` | `[rows][2]` | mean, and one over the standard deviation |
//!
//! Vectors run along a row. A row's sums are four partial sums, one a lane, whatever the machine.

use crate::columns::ColumnSums;
use crate::target::{read_row, write_row};
use crate::vector::{F4, LANES, Mask};

/// Rows whose products are kept until their columns are summed.
const BLOCK: usize = 128;

/// Fills `y` and `moments`. The variance is that of the row itself (divided by the width).
///
/// # Panics
/// Where a slice does not fit the width.
pub fn forward(
    x: &[f32],
    gamma: &[f32],
    beta: Option<&[f32]>,
    epsilon: f32,
    y: &mut [f32],
    moments: &mut [f32],
) {
    let width = gamma.len();
    assert_eq!(x.len(), y.len());
    assert_eq!(x.len(), moments.len() / 2 * width);
    let gamma = padded(gamma);
    let beta = beta.map_or_else(|| vec![0.0; gamma.len()], padded);
    let rows = x.chunks_exact(width).zip(y.chunks_exact_mut(width));
    for ((x, y), moments) in rows.zip(moments.chunks_exact_mut(2)) {
        let mean = total(width, |column, _| value(x, column)) / width as f32;
        let means = F4::splat(mean);
        let squares = total(width, |column, inside| {
            let centred = value(x, column) - means;
            inside.keep(centred * centred)
        });
        let scale = 1.0 / (squares / width as f32 + epsilon).sqrt();
        for column in (0..width).step_by(LANES) {
            let normal = (value(x, column) - means) * F4::splat(scale);
            let result = normal * value(&gamma, column) + value(&beta, column);
            write_row(y, column, [result]);
        }
        moments.copy_from_slice(&[mean, scale]);
    }
}

/// What backward needs.
#[derive(Clone, Copy)]
pub struct Backward<'a> {
    /// Input of forward.
    pub x: &'a [f32],
    /// Factors.
    pub gamma: &'a [f32],
    /// As forward left them.
    pub moments: &'a [f32],
    /// Gradient of `y`.
    pub dy: &'a [f32],
}

/// Fills the gradients: with `n = (x - mean) / deviation` and `g = dy gamma`,
/// `dx = (g - mean(g) - n mean(g n)) / deviation`, means over the row.
///
/// # Panics
/// Where a slice does not fit the width.
pub fn backward(from: Backward, mut dx: Option<&mut [f32]>, dgamma: &mut [f32], dbeta: &mut [f32]) {
    let width = from.gamma.len();
    assert_eq!(from.x.len(), from.dy.len());
    assert_eq!(from.x.len(), from.moments.len() / 2 * width);
    if let Some(dx) = &dx {
        assert_eq!(dx.len(), from.x.len());
    }
    let gamma = padded(from.gamma);
    let mut products = vec![0.0; BLOCK.min(from.moments.len() / 2) * width];
    let mut sums = [ColumnSums::new(width), ColumnSums::new(width)];
    for (block, dy) in from.dy.chunks(BLOCK * width).enumerate() {
        let first = block * BLOCK;
        let rows = dy.chunks_exact(width).zip(products.chunks_exact_mut(width));
        for (row, (dy, products)) in rows.enumerate() {
            let row = first + row;
            let x = &from.x[row * width..][..width];
            let [mean, scale] = [from.moments[2 * row], from.moments[2 * row + 1]].map(F4::splat);
            let normal = |column| (value(x, column) - mean) * scale;
            for column in (0..width).step_by(LANES) {
                write_row(products, column, [value(dy, column) * normal(column)]);
            }
            let Some(dx) = &mut dx else { continue };
            let dx = &mut dx[row * width..][..width];
            let mean_gradient = total(width, |column, _| value(dy, column) * value(&gamma, column));
            let mean_product = total(width, |column, _| value(products, column) * value(&gamma, column));
            let [mean_gradient, mean_product] =
                [mean_gradient, mean_product].map(|sum| F4::splat(sum / width as f32));
            for column in (0..width).step_by(LANES) {
                let gradient = value(dy, column) * value(&gamma, column);
                let centred = gradient - mean_gradient - normal(column) * mean_product;
                write_row(dx, column, [centred * scale]);
            }
        }
        sums[0].add(&products[..dy.len()]);
        sums[1].add(dy);
    }
    dgamma.copy_from_slice(sums[0].total());
    dbeta.copy_from_slice(sums[1].total());
}

/// With zeros up to whole vectors.
fn padded(values: &[f32]) -> Vec<f32> {
    let mut padded = values.to_vec();
    padded.resize(values.len().next_multiple_of(LANES), 0.0);
    padded
}

/// Four values; zero behind the row's end.
#[inline(always)]
fn value(row: &[f32], column: usize) -> F4 {
    let [value] = read_row(row, column);
    value
}

/// Sum over the columns of a row. `term` also gets which lanes lie inside; outside they must be zero.
#[inline(always)]
fn total(width: usize, term: impl Fn(usize, Mask) -> F4) -> f32 {
    let all = F4::zero().at_most(F4::zero());
    let mut sum = F4::zero();
    let whole = width / LANES * LANES;
    for column in (0..whole).step_by(LANES) {
        sum = sum + term(column, all);
    }
    if whole < width {
        let lanes = F4::new([0.0, 1.0, 2.0, 3.0]);
        sum = sum + term(whole, F4::splat((width - whole) as f32).greater(lanes));
    }
    sum.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{Noise, assert_close};

    fn check(rows: usize, width: usize, spread: f32, offset: f32, noise: &mut Noise) {
        let x: Vec<f32> = noise.take(rows * width).iter().map(|x| x * spread + offset).collect();
        let (gamma, beta, dy) = (noise.take(width), noise.take(width), noise.take(rows * width));
        let (mut y, mut moments) = (vec![f32::NAN; x.len()], vec![f32::NAN; 2 * rows]);
        forward(&x, &gamma, Some(&beta), 1e-5, &mut y, &mut moments);
        let mut dx = vec![f32::NAN; x.len()];
        let (mut dgamma, mut dbeta) = (vec![f32::NAN; width], vec![f32::NAN; width]);
        let from = Backward { x: &x, gamma: &gamma, moments: &moments, dy: &dy };
        backward(from, Some(&mut dx), &mut dgamma, &mut dbeta);

        let [gamma, beta] =
            [&gamma, &beta].map(|values| values.iter().map(|v| f64::from(*v)).collect::<Vec<_>>());
        let (mut all_y, mut all_dx) = (Vec::new(), Vec::new());
        let (mut all_dgamma, mut all_dbeta) = (vec![0.0; width], vec![0.0; width]);
        for (x, dy) in x.chunks(width).zip(dy.chunks(width)) {
            let count = width as f64;
            let mean = x.iter().map(|x| f64::from(*x)).sum::<f64>() / count;
            let centred: Vec<f64> = x.iter().map(|x| f64::from(*x) - mean).collect();
            let variance = centred.iter().map(|centred| centred * centred).sum::<f64>() / count;
            let deviation = (variance + 1e-5).sqrt();
            let normal: Vec<f64> = centred.iter().map(|centred| centred / deviation).collect();
            let g: Vec<f64> = dy.iter().zip(&gamma).map(|(dy, gamma)| f64::from(*dy) * gamma).collect();
            let mean_g = g.iter().sum::<f64>() / count;
            let mean_gn = g.iter().zip(&normal).map(|(g, n)| g * n).sum::<f64>() / count;
            for column in 0..width {
                all_y.push(normal[column] * gamma[column] + beta[column]);
                all_dx.push((g[column] - mean_g - normal[column] * mean_gn) / deviation);
                all_dgamma[column] += f64::from(dy[column]) * normal[column];
                all_dbeta[column] += f64::from(dy[column]);
            }
        }
        let what = format!("{rows} rows of {width}, spread {spread}");
        assert_close(&y, &all_y, &format!("{what}: y"));
        assert_close(&dgamma, &all_dgamma, &format!("{what}: dgamma"));
        assert_close(&dbeta, &all_dbeta, &format!("{what}: dbeta"));
        // Of two columns both are always 1 apart: nothing but rounding and epsilon is left of their gradient.
        if width > 2 {
            assert_close(&dx, &all_dx, &format!("{what}: dx"));
        }
    }

    #[test]
    fn agrees_with_the_definition_for_every_remainder() {
        let mut noise = Noise::new(50);
        for width in (2..20).chain([32, 48, 63, 64]) {
            for rows in [1, 2, 127, 128, 300] {
                check(rows, width, 1.0, 0.0, &mut noise);
            }
        }
        check(5, 16, 1e4, 0.0, &mut noise);
        check(5, 16, 1e-2, 0.0, &mut noise);
        check(5, 24, 1.0, 3.0, &mut noise);
    }

    #[test]
    fn a_row_without_spread_becomes_beta() {
        let (mut y, mut moments) = ([9.0; 3], [0.0; 2]);
        forward(&[7.0; 3], &[2.0; 3], Some(&[1.0, -1.0, 0.5]), 1e-5, &mut y, &mut moments);
        assert_eq!(y, [1.0, -1.0, 0.5]);
    }

    #[test]
    fn not_a_number_stays_in_its_row() {
        let (mut y, mut moments) = ([9.0; 10], [0.0; 4]);
        let mut x = [0.0, 1.0, 2.0, 3.0, 4.0, 0.0, 1.0, 2.0, 3.0, 4.0];
        x[4] = f32::NAN;
        forward(&x, &[1.0; 5], None, 1e-5, &mut y, &mut moments);
        assert!(y[..5].iter().all(|y| y.is_nan()) && y[5..].iter().all(|y| y.is_finite()));
    }
}
