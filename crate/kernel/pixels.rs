//! Walks over channels-last images that treat every channel for itself: sums of pixels, and maps.
//!
//! Few channels, or a number that is no multiple of a vector, would leave lanes and registers idle. So several pixels
//! are joined into a row of at least [`WIDTH`] floats and whole vectors; a channel then has several partial sums, which
//! are added at the end. How many depends on the number of channels only.

use crate::vector::{F4, LANES};

/// A row has at least so many floats: four sums in flight cover the latency of an addition.
const WIDTH: usize = 4 * LANES;

/// Rows that are summed before their sum is added to the total, so that long sums keep their last digits.
const BLOCK: usize = 128;

/// How pixels are joined into rows.
#[derive(Clone, Copy)]
pub struct Joined {
    channels: usize,
    width: usize,
}

impl Joined {
    /// For so many channels, at least one.
    pub fn new(channels: usize) -> Self {
        let mut width = channels;
        while width < WIDTH || !width.is_multiple_of(LANES) {
            width += width;
        }
        Self { channels, width }
    }

    /// A value per channel, repeated for a row.
    pub fn repeat(&self, values: &[f32]) -> Vec<f32> {
        assert_eq!(values.len(), self.channels);
        values.iter().copied().cycle().take(self.width).collect()
    }

    /// Sums of `N` terms per channel over all pixels. A term sees a column of the row and the values there.
    pub fn sum<const I: usize, const N: usize>(
        &self,
        inputs: [&[f32]; I],
        term: impl Fn(usize, [F4; I]) -> [F4; N],
    ) -> [Vec<f32>; N] {
        let mut totals = [(); N].map(|()| vec![0.0; self.width]);
        let length = inputs[0].len();
        let whole = length / self.width * self.width;
        for start in (0..whole).step_by(BLOCK * self.width) {
            let end = whole.min(start + BLOCK * self.width);
            let block = inputs.map(|input| &input[start..end]);
            let mut column = 0;
            while column < self.width {
                column += if self.width - column >= 4 * LANES {
                    self.sum_block::<4, I, N>(block, column, &term, &mut totals)
                } else {
                    self.sum_block::<1, I, N>(block, column, &term, &mut totals)
                };
            }
        }
        let rest = inputs.map(|input| self.rest(&input[whole..]));
        for column in (0..length - whole).step_by(LANES) {
            let terms = term(column, rest.each_ref().map(|rest| F4::from_slice(&rest[column..])));
            for (total, term) in totals.iter_mut().zip(terms) {
                // Lanes behind the last pixel are no terms.
                let lanes = total[column..length - whole].iter_mut().zip(term.to_array());
                lanes.for_each(|(total, term)| *total += term);
            }
        }
        totals.map(|total| {
            let (first, others) = total.split_at(self.channels);
            let mut sums = first.to_vec();
            for other in others.chunks_exact(self.channels) {
                sums.iter_mut().zip(other).for_each(|(sum, other)| *sum += other);
            }
            sums
        })
    }

    /// Adds `V` vectors of columns of all rows, summed in registers; returns how many columns that were.
    #[inline(always)]
    fn sum_block<const V: usize, const I: usize, const N: usize>(
        &self,
        inputs: [&[f32]; I],
        first: usize,
        term: &impl Fn(usize, [F4; I]) -> [F4; N],
        totals: &mut [Vec<f32>; N],
    ) -> usize {
        let mut sums = [[F4::zero(); V]; N];
        for start in (first..inputs[0].len()).step_by(self.width) {
            let rows = inputs.map(|input| input[start..start + V * LANES].as_chunks::<LANES>().0);
            for v in 0..V {
                let terms = term(first + v * LANES, rows.map(|row| F4::new(row[v])));
                for (sums, term) in sums.iter_mut().zip(terms) {
                    sums[v] = sums[v] + term;
                }
            }
        }
        for (total, sums) in totals.iter_mut().zip(sums) {
            for (sum, total) in sums.into_iter().zip(total[first..].chunks_exact_mut(LANES)) {
                (F4::from_slice(total) + sum).write(total);
            }
        }
        V * LANES
    }

    /// Fills `output` with what `value` makes of each column of the row and the inputs' values there.
    pub fn map<const I: usize>(
        &self,
        inputs: [&[f32]; I],
        output: &mut [f32],
        value: impl Fn(usize, [F4; I]) -> F4,
    ) {
        assert!(inputs.iter().all(|input| input.len() == output.len()));
        let whole = output.len() / self.width * self.width;
        for (row, output) in output[..whole].chunks_exact_mut(self.width).enumerate() {
            let rows = inputs.map(|input| input[row * self.width..][..self.width].as_chunks::<LANES>().0);
            for (column, output) in output.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
                value(column * LANES, rows.map(|row| F4::new(row[column]))).write(output);
            }
        }
        let rest = inputs.map(|input| self.rest(&input[whole..]));
        for (column, output) in output[whole..].chunks_mut(LANES).enumerate() {
            let column = column * LANES;
            let values = rest.each_ref().map(|rest| F4::from_slice(&rest[column..]));
            value(column, values).write_part(output);
        }
    }

    /// The pixels that fill no row, with zeros behind.
    fn rest(&self, pixels: &[f32]) -> Vec<f32> {
        let mut row = vec![0.0; self.width];
        row[..pixels.len()].copy_from_slice(pixels);
        row
    }
}
