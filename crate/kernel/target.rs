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
        let sums = if self.relu { sums.map(|row| row.map(F4::relu)) } else { sums };
        write_tile(self.values, self.width, self.width, [row, column], valid, sums);
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
        let sums = sums.map(|row| row.map(|sum| sum * factor));
        write_tile(self.values, self.stride, self.width, [row, column], valid, sums);
    }
}

/// Writes the first `valid` rows of a tile to rows `stride` floats apart, as far as their `width` goes.
///
/// A whole tile is checked against its buffer once and stored from its registers; row by row, with a number of rows
/// that is not known, it would go through memory and cost as much as twenty steps of the product.
#[inline(always)]
pub fn write_tile<const R: usize, const V: usize>(
    values: &mut [f32],
    stride: usize,
    width: usize,
    [row, column]: [usize; 2],
    valid: usize,
    sums: [[F4; V]; R],
) {
    let columns = LANES * V;
    if valid == R && column + columns <= width {
        let tile = &mut values[row * stride + column..][..(R - 1) * stride + columns];
        for (r, row) in sums.iter().enumerate() {
            for (v, sum) in row.iter().enumerate() {
                // SAFETY: row `r` of the tile begins `r * stride` floats behind its first and has `columns` floats.
                unsafe { sum.store(tile.as_mut_ptr().add(r * stride + v * LANES)) };
            }
        }
        return;
    }
    write_edge(values, stride, width, [row, column], &sums[..valid]);
}

/// A tile at the edge: fewer rows or columns than it has sums.
#[cold]
#[inline(never)]
fn write_edge<const V: usize>(
    values: &mut [f32],
    stride: usize,
    width: usize,
    [row, column]: [usize; 2],
    sums: &[[F4; V]],
) {
    for (r, sums) in sums.iter().enumerate() {
        write_row(&mut values[(row + r) * stride..][..width], column, *sums);
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
