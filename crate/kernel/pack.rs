//! Packing the columns of a product into panels, as [`crate::tile`] wants them.
//!
//! Columns go in groups of eight, each group as `[step][8]`; a last group of at most four columns is `[step][4]`.
//! Missing columns of the last group are zero. A panel costs one pass over its source and is then read in order by
//! every row tile.

use crate::tile::PANEL;
use crate::vector::LANES;

/// Floats that panels of `depth` steps and `columns` columns take.
pub fn packed_length(depth: usize, columns: usize) -> usize {
    depth * columns.next_multiple_of(LANES)
}

/// Width of the panel that starts at `column`: eight, or four for the last few columns.
pub fn panel_width(columns: usize, column: usize) -> usize {
    if columns - column > LANES { PANEL } else { LANES }
}

/// Packs from rows of `columns` neighbours: step `s` has its columns at `source[start(s)..]`.
///
/// # Panics
/// Where a row leaves the source or `panels` is too short.
pub fn pack_rows(
    source: &[f32],
    depth: usize,
    columns: usize,
    start: impl Fn(usize) -> usize,
    panels: &mut [f32],
) {
    for column in (0..columns).step_by(PANEL) {
        let width = panel_width(columns, column);
        let valid = width.min(columns - column);
        let panel = &mut panels[column * depth..][..width * depth];
        if valid == PANEL {
            // Constant widths become two vector moves; a variable one would be a call for 32 bytes.
            for (step, packed) in panel.as_chunks_mut::<PANEL>().0.iter_mut().enumerate() {
                packed.copy_from_slice(&source[start(step) + column..][..PANEL]);
            }
        } else {
            for (step, packed) in panel.chunks_exact_mut(width).enumerate() {
                let values = &source[start(step) + column..][..valid];
                for (lane, packed) in packed.iter_mut().enumerate() {
                    *packed = values.get(lane).copied().unwrap_or(0.0);
                }
            }
        }
    }
}

/// Packs a transposed source: column `c` has its steps at `source[c * stride..]`, next to each other.
///
/// # Panics
/// Where a column leaves the source or `panels` is too short.
pub fn pack_columns(source: &[f32], depth: usize, columns: usize, stride: usize, panels: &mut [f32]) {
    for column in (0..columns).step_by(PANEL) {
        let width = panel_width(columns, column);
        let panel = &mut panels[column * depth..][..width * depth];
        for lane in 0..width {
            let packed = panel[lane..].iter_mut().step_by(width);
            if column + lane < columns {
                let values = &source[(column + lane) * stride..][..depth];
                for (packed, value) in packed.zip(values) {
                    *packed = *value;
                }
            } else {
                packed.for_each(|packed| *packed = 0.0);
            }
        }
    }
}
