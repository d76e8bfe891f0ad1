//! What every layer's backward does to the gradient of its output before any product: stop it where the ReLU was
//! closed, and sum its columns for the bias.

use crate::vector::{F4, LANES};

/// Rows that are summed before their sum is added to the total.
const SUMMED_ROWS: usize = 128;

/// The gradient behind the ReLU: `dy` where `y` is above zero or NaN, zero elsewhere.
pub fn through_relu(y: &[f32], dy: &[f32], masked: &mut [f32]) {
    assert_eq!(y.len(), dy.len());
    assert_eq!(y.len(), masked.len());
    let (masked_chunks, masked_rest) = masked.as_chunks_mut::<LANES>();
    let (y_chunks, y_rest) = y.as_chunks::<LANES>();
    let (dy_chunks, dy_rest) = dy.as_chunks::<LANES>();
    for ((masked, y), dy) in masked_chunks.iter_mut().zip(y_chunks).zip(dy_chunks) {
        F4::new(*dy).where_active(F4::new(*y)).write(masked);
    }
    for ((masked, y), dy) in masked_rest.iter_mut().zip(y_rest).zip(dy_rest) {
        *masked = if *y <= 0.0 { 0.0 } else { *dy };
    }
}

/// Sums of the columns of a matrix, in blocks of rows so that long sums keep their last digits.
pub struct ColumnSums {
    total: Vec<f32>,
}

impl ColumnSums {
    /// Zero for each column.
    pub fn new(columns: usize) -> Self {
        Self { total: vec![0.0; columns] }
    }

    /// Adds rows.
    pub fn add(&mut self, values: &[f32]) {
        let columns = self.total.len().max(1);
        for block in values.chunks(SUMMED_ROWS * columns) {
            let mut first = 0;
            while first < columns {
                first += match columns - first {
                    16.. => sum_block::<4>(block, columns, first, &mut self.total),
                    4.. => sum_block::<1>(block, columns, first, &mut self.total),
                    _ => {
                        let rows = block.chunks_exact(columns);
                        self.total[first] += rows.fold(0.0, |sum, row| sum + row[first]);
                        1
                    }
                };
            }
        }
    }

    /// The sums so far.
    pub fn total(&self) -> &[f32] {
        &self.total
    }
}

/// Adds `V` vectors of columns of all rows, summed in registers; returns how many columns that were.
#[inline(always)]
fn sum_block<const V: usize>(rows: &[f32], columns: usize, first: usize, total: &mut [f32]) -> usize {
    let mut sums = [F4::zero(); V];
    for row in rows.chunks_exact(columns) {
        let values = row[first..first + V * LANES].as_chunks::<LANES>().0;
        for (sum, values) in sums.iter_mut().zip(values) {
            *sum = *sum + F4::new(*values);
        }
    }
    for (sum, total) in sums.into_iter().zip(total[first..].chunks_exact_mut(LANES)) {
        (F4::from_slice(total) + sum).write(total);
    }
    V * LANES
}
