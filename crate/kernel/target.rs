//! Where tiles go: the targets that more than one kernel family shares.

use crate::tile::{PANEL, Target};
use crate::vector::{F4, LANES};

/// The bias, or zeros, with room for a whole panel at any column.
pub fn first_sums(bias: Option<&[f32]>, columns: usize) -> Vec<f32> {
    let mut first = vec![0.0; columns.next_multiple_of(PANEL)];
    if let Some(bias) = bias {
        first[..columns].copy_from_slice(bias);
    }
    first
}

/// Writes a tile to a row-major matrix, continuing what an earlier block of the same sum left there.
pub struct Matrix<'a> {
    pub values: &'a mut [f32],
    pub width: usize,
    /// First values of the sums, padded; `None` continues from `values`.
    pub first: Option<&'a [f32]>,
    pub relu: bool,
}

impl Target for Matrix<'_> {
    #[inline(always)]
    fn begin<const R: usize, const V: usize>(&self, row: usize, valid: usize, column: usize) -> [[F4; V]; R] {
        match self.first {
            Some(first) => {
                let first = core::array::from_fn(|v| F4::from_slice(&first[column + LANES * v..]));
                [first; R]
            }
            None => core::array::from_fn(|r| {
                read_row(&self.values[(row + r.min(valid - 1)) * self.width..][..self.width], column)
            }),
        }
    }

    #[inline(always)]
    fn finish<const R: usize, const V: usize>(
        &mut self,
        row: usize,
        valid: usize,
        column: usize,
        sums: [[F4; V]; R],
    ) {
        for (r, sums) in sums.into_iter().enumerate().take(valid) {
            let mut sums = sums;
            if self.relu {
                sums.iter_mut().for_each(|sum| *sum = sum.relu());
            }
            write_row(&mut self.values[(row + r) * self.width..][..self.width], column, sums);
        }
    }
}

/// Writes a tile, times a factor, to a block of columns of a row-major matrix.
pub struct Block<'a> {
    /// The matrix from the block's first value on.
    pub values: &'a mut [f32],
    /// Floats from one row to the next.
    pub stride: usize,
    /// Columns of the block.
    pub width: usize,
    pub factor: f32,
}

impl Target for Block<'_> {
    #[inline(always)]
    fn begin<const R: usize, const V: usize>(&self, _: usize, _: usize, _: usize) -> [[F4; V]; R] {
        [[F4::zero(); V]; R]
    }

    #[inline(always)]
    fn finish<const R: usize, const V: usize>(
        &mut self,
        row: usize,
        valid: usize,
        column: usize,
        sums: [[F4; V]; R],
    ) {
        let factor = F4::splat(self.factor);
        for (r, sums) in sums.into_iter().enumerate().take(valid) {
            let values = &mut self.values[(row + r) * self.stride..][..self.width];
            write_row(values, column, sums.map(|sum| sum * factor));
        }
    }
}

/// `4 V` values of a row from a column on; zero behind the row's end.
#[inline(always)]
pub fn read_row<const V: usize>(row: &[f32], column: usize) -> [F4; V] {
    if let Some(values) = row.get(column..column + LANES * V) {
        return core::array::from_fn(|v| F4::from_slice(&values[LANES * v..]));
    }
    core::array::from_fn(|v| {
        F4::new(core::array::from_fn(|lane| row.get(column + LANES * v + lane).copied().unwrap_or(0.0)))
    })
}

/// Writes `4 V` values to a row from a column on, as far as the row goes.
#[inline(always)]
pub fn write_row<const V: usize>(row: &mut [f32], column: usize, values: [F4; V]) {
    let row = &mut row[column..];
    if let Some(row) = row.get_mut(..LANES * V) {
        for (values, row) in values.into_iter().zip(row.chunks_exact_mut(LANES)) {
            values.write(row);
        }
        return;
    }
    for (values, row) in values.into_iter().zip(row.chunks_mut(LANES)) {
        values.write_part(row);
    }
}
