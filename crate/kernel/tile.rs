//! The register tile: the one inner loop behind dense layers, convolutions and their gradients.
//!
//! Everything that multiplies here is a product of *rows* with a packed *panel*:
//!
//! ```text
//! sums[row][column] += Σ_step row(step) · panel[step][column]
//! ```
//!
//! A row is not a matrix row but a [`Walk`] through memory from a starting offset: a sample's features, a pixel's
//! neighbourhood across several image rows, or one tap's inputs over all output pixels. So one loop serves them all.
//!
//! # Registers
//! V8 on x86-64 offers 15 vector registers. A tile of 4 rows by 8 columns keeps 8 sums, 2 panel vectors and one
//! copied row value: 11. Each step loads 2 vectors and copies 4 values for 8 multiplications and 8 additions, so both
//! arithmetic ports stay busy and the 8 independent sums cover the latency of addition. Where only 1 to 4 columns
//! remain, 8 rows by 4 columns have as many sums. Twelve sums would spill.
//!
//! The inner loop does one step an iteration on purpose. Unrolled here, all loads of the unrolled steps end up before
//! the arithmetic and spill a dozen registers (26 of 42 GFLOP/s in V8); V8 unrolls the plain loop itself, step after
//! step, without a spill (34 to 38).
//!
//! # Caches
//! A panel of 8 columns is contiguous (32 bytes a step) and is reused by every row tile, so it stays in the first
//! level; rows are read four at a time and reused by the next panel from the second level.
//!
//! # Order of operations
//! Each sum runs over its walk in order, whatever the number of rows or columns: a result does not depend on the
//! place of a sample in its batch, nor on the batch's size.

use crate::vector::{F4, LANES};

/// Columns of a full panel.
pub const PANEL: usize = 2 * LANES;

/// How a row runs through memory, in floats: `segments` stretches of `run` values `step` apart, the stretches
/// `segment_stride` apart; and all that for `planes` planes, `plane_stride` apart.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    pub step: usize,
    pub run: usize,
    pub segments: usize,
    pub segment_stride: usize,
    pub planes: usize,
    pub plane_stride: usize,
}

impl Walk {
    /// `length` consecutive values.
    pub fn contiguous(length: usize) -> Self {
        Self::strided(length, 1)
    }

    /// `length` values, `step` apart.
    pub fn strided(length: usize, step: usize) -> Self {
        Self { step, run: length, segments: 1, segment_stride: 0, planes: 1, plane_stride: 0 }
    }

    /// Number of values.
    pub fn depth(&self) -> usize {
        self.run * self.segments * self.planes
    }

    /// Floats from the start of the walk to just after its last value.
    fn reach(&self) -> usize {
        if self.depth() == 0 {
            return 0;
        }
        let (planes, segments, steps) = (self.planes - 1, self.segments - 1, self.run - 1);
        planes * self.plane_stride + segments * self.segment_stride + steps * self.step + 1
    }
}

/// Where the rows start.
#[derive(Clone, Copy)]
pub enum Starts<'a> {
    /// `count` rows, `stride` floats apart.
    Even { count: usize, stride: usize },
    /// The first `count` offsets of a table.
    Table { offsets: &'a Offsets, count: usize },
}

/// Row starts, with their maximum known.
pub struct Offsets {
    starts: Vec<usize>,
    largest: usize,
}

impl Offsets {
    /// Keeps the starts and finds the largest.
    pub fn new(starts: Vec<usize>) -> Self {
        let largest = starts.iter().copied().max().unwrap_or(0);
        Self { starts, largest }
    }

    /// The starts, in order.
    pub fn starts(&self) -> &[usize] {
        &self.starts
    }
}

impl Starts<'_> {
    fn count(&self) -> usize {
        match self {
            Self::Even { count, .. } | Self::Table { count, .. } => *count,
        }
    }

    fn largest(&self) -> usize {
        match self {
            Self::Even { count, stride } => count.saturating_sub(1) * stride,
            Self::Table { offsets, .. } => offsets.largest,
        }
    }

    #[inline(always)]
    fn get(&self, row: usize) -> usize {
        match self {
            Self::Even { stride, .. } => row * stride,
            Self::Table { offsets, .. } => offsets.starts[row],
        }
    }
}

/// Rows of a product: starts and a common walk in one buffer.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    pub data: &'a [f32],
    pub starts: Starts<'a>,
    pub walk: Walk,
}

/// What happens to a tile's sums: where they begin and where they go.
///
/// A tile covers `R` rows and `4 V` columns from (`row`, `column`); only the first `valid` rows exist, the others
/// repeat the last one.
pub trait Target {
    /// First values of the sums: bias, zero, or what an earlier part of the same sum left.
    fn begin<const R: usize, const V: usize>(&self, row: usize, valid: usize, column: usize) -> [[F4; V]; R];
    /// Takes the finished sums.
    fn finish<const R: usize, const V: usize>(
        &mut self,
        row: usize,
        valid: usize,
        column: usize,
        sums: [[F4; V]; R],
    );
}

/// Multiplies all rows with all panels.
///
/// `panels` holds the columns in groups of [`PANEL`], each group as `[step][8]`; a last group of at most four
/// columns is `[step][4]`. See [`crate::pack`].
///
/// Never inlined: in the middle of a long function, V8 spills what the inner loop keeps in registers (16 instead of
/// 35 of 42 GFLOP/s).
///
/// # Panics
/// Where a row or a panel would leave its buffer.
#[inline(never)]
pub fn multiply(rows: &Rows, panels: &[f32], columns: usize, target: &mut impl Target) {
    let count = rows.starts.count();
    if count == 0 {
        return;
    }
    let depth = rows.walk.depth();
    assert!(rows.starts.largest() + rows.walk.reach() <= rows.data.len(), "a row leaves its buffer");
    assert!(depth * columns.next_multiple_of(LANES) <= panels.len(), "a panel leaves its buffer");
    let ragged = (1..=LANES).contains(&(columns % PANEL));
    let wide = if ragged { columns / PANEL } else { columns.div_ceil(PANEL) };
    // SAFETY: rows and panels were checked above against their buffers.
    unsafe {
        sweep::<4, 2>(rows, panels, 0..wide, target);
        sweep::<8, 1>(rows, panels, wide..wide + usize::from(ragged), target);
    }
}

/// Panels that together stay in the first level of the cache, in floats.
const RESIDENT: usize = 8 * 1024;

/// All row tiles against a range of panels. The outer loop runs over what is too large to stay in the first level:
/// the panels if they do not fit, the rows if they do.
///
/// # Safety
/// Every row, followed along the walk, stays in `rows.data`; every panel holds `4 V` columns for every step.
#[inline(always)]
unsafe fn sweep<const R: usize, const V: usize>(
    rows: &Rows,
    panels: &[f32],
    range: core::ops::Range<usize>,
    target: &mut impl Target,
) {
    let count = rows.starts.count();
    let depth = rows.walk.depth();
    if panels.len() > RESIDENT {
        for panel in range {
            for row in (0..count).step_by(R) {
                // SAFETY: as the caller promises.
                unsafe { one_tile::<R, V>(rows, row, &panels[panel * PANEL * depth..], panel, target) };
            }
        }
    } else {
        for row in (0..count).step_by(R) {
            for panel in range.clone() {
                // SAFETY: as the caller promises.
                unsafe { one_tile::<R, V>(rows, row, &panels[panel * PANEL * depth..], panel, target) };
            }
        }
    }
}

/// # Safety
/// As for [`sweep`].
#[inline(always)]
unsafe fn one_tile<const R: usize, const V: usize>(
    rows: &Rows,
    row: usize,
    columns: &[f32],
    panel: usize,
    target: &mut impl Target,
) {
    let valid = R.min(rows.starts.count() - row);
    let base = rows.data.as_ptr();
    let starts = core::array::from_fn(|r| {
        // SAFETY: starts lie in the buffer.
        unsafe { base.add(rows.starts.get(row + r.min(valid - 1))) }
    });
    let sums = target.begin::<R, V>(row, valid, panel * PANEL);
    // SAFETY: as the caller promises.
    let sums = unsafe { accumulate::<R, V>(starts, &rows.walk, columns.as_ptr(), sums) };
    target.finish::<R, V>(row, valid, panel * PANEL, sums);
}

/// The inner loop.
///
/// # Safety
/// Every pointer in `rows` may be followed along `walk`; `panel` holds `4 V` floats for every step.
#[inline(always)]
pub unsafe fn accumulate<const R: usize, const V: usize>(
    mut rows: [*const f32; R],
    walk: &Walk,
    mut panel: *const f32,
    mut sums: [[F4; V]; R],
) -> [[F4; V]; R] {
    let step = walk.step;
    let next_segment = walk.segment_stride.wrapping_sub(walk.run * step);
    let next_plane = walk.plane_stride.wrapping_sub(walk.segments * walk.segment_stride);
    for _ in 0..walk.planes {
        for _ in 0..walk.segments {
            for _ in 0..walk.run {
                // SAFETY: one more step remains in this stretch.
                unsafe {
                    add_step(&rows, panel, &mut sums);
                    for row in &mut rows {
                        // Past the end after the last step, where nobody reads.
                        *row = row.wrapping_add(step);
                    }
                    panel = panel.add(LANES * V);
                }
            }
            for row in &mut rows {
                *row = row.wrapping_add(next_segment);
            }
        }
        for row in &mut rows {
            *row = row.wrapping_add(next_plane);
        }
    }
    sums
}

/// # Safety
/// Every row has a value and the panel a step.
#[inline(always)]
unsafe fn add_step<const R: usize, const V: usize>(
    rows: &[*const f32; R],
    panel: *const f32,
    sums: &mut [[F4; V]; R],
) {
    // SAFETY: as the caller promises.
    unsafe {
        let columns: [F4; V] = core::array::from_fn(|v| F4::load(panel.add(v * LANES)));
        for r in 0..R {
            let value = F4::load_splat(rows[r]);
            for v in 0..V {
                sums[r][v] = sums[r][v].plus_product(value, columns[v]);
            }
        }
    }
}
