//! Between channels first (`[sample][channel][pixel]`, NCHW) and channels last (`[sample][pixel][channel]`, NHWC).
//!
//! Each image is a matrix to be transposed, four by four in registers. Blocks of four channels by all pixels keep the
//! four rows that are read, and the lines that are written, in the first level of the cache.

use crate::vector::{F4, LANES};

/// From channels first to channels last.
///
/// # Panics
/// Where the slices differ in length or are not whole images.
pub fn to_channels_last(channels: usize, pixels: usize, from: &[f32], to: &mut [f32]) {
    transpose_images(channels, pixels, from, to);
}

/// From channels last to channels first.
///
/// # Panics
/// Where the slices differ in length or are not whole images.
pub fn to_channels_first(channels: usize, pixels: usize, from: &[f32], to: &mut [f32]) {
    transpose_images(pixels, channels, from, to);
}

/// Each `rows x columns` matrix in `from` to its transpose in `to`.
fn transpose_images(rows: usize, columns: usize, from: &[f32], to: &mut [f32]) {
    assert_eq!(from.len(), to.len());
    assert!(from.len().is_multiple_of((rows * columns).max(1)));
    if from.is_empty() {
        return;
    }
    for (from, to) in from.chunks_exact(rows * columns).zip(to.chunks_exact_mut(rows * columns)) {
        let whole = [rows / LANES * LANES, columns / LANES * LANES];
        for row in (0..whole[0]).step_by(LANES) {
            for column in (0..whole[1]).step_by(LANES) {
                let block = core::array::from_fn(|i| F4::from_slice(&from[(row + i) * columns + column..]));
                for (i, line) in F4::transpose(block).into_iter().enumerate() {
                    line.write(&mut to[(column + i) * rows + row..]);
                }
            }
        }
        for row in 0..rows {
            let rest = if row < whole[0] { whole[1]..columns } else { 0..columns };
            for column in rest {
                to[column * rows + row] = from[row * columns + column];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Noise;

    #[test]
    fn both_directions_agree_with_the_definition() {
        let mut noise = Noise::new(40);
        for (images, channels, pixels) in [(1, 1, 1), (2, 4, 8), (3, 5, 7), (2, 16, 49), (1, 3, 4), (2, 1, 9)]
        {
            let first = noise.take(images * channels * pixels);
            let (mut last, mut back) = (vec![0.0; first.len()], vec![0.0; first.len()]);
            to_channels_last(channels, pixels, &first, &mut last);
            for image in 0..images {
                for channel in 0..channels {
                    for pixel in 0..pixels {
                        let start = image * channels * pixels;
                        assert_eq!(
                            last[start + pixel * channels + channel],
                            first[start + channel * pixels + pixel]
                        );
                    }
                }
            }
            to_channels_first(channels, pixels, &last, &mut back);
            assert_eq!(first, back);
        }
    }
}
