//! Gradients of a convolution with 2x2 max-pooling, visiting only the winners.
//!
//! At most one of four convolution outputs has a gradient, and behind a ReLU often fewer, so 75 to 90 % of the dense
//! work would multiply with zero.
//!
//! Weights and their gradients are held as `[output][kernel row][kernel column x input]`, each kernel row padded to
//! whole blocks of vectors; an image row holds a window's values in the same order, next to each other.
//!
//! Each output channel lists its winners (where, how much) for a band of image rows that stays in the first level.
//! Then, for up to eight vectors of a kernel row at a time:
//!
//! - **`dw`** keeps the sums in registers and runs over the list: one copied gradient against eight loads of `x`;
//! - **`dx`** keeps the kernel in registers and adds its multiples to the patches of the list's winners.
//!
//! Sorting the channels of a window by the winner's place, so that `dx` could be summed in registers too, was slower:
//! the short loops end unpredictably, and all kernels together do not fit the first level.
//!
//! Where a kernel row is a single vector (one input channel), the vectors of all rows are summed together.

use super::image::Padded;
use super::{Backward, Gradients, Shape};
use crate::columns::{ColumnSums, through_relu};
use crate::vector::{F4, LANES};

/// Vectors that are summed in registers.
const BLOCK: usize = 8;

/// Floats of image rows that stay in the first level of the cache.
const BAND: usize = 8 * 1024;

/// See [`super::backward`]; the shape pools.
pub fn backward(shape: &Shape, from: Backward, to: Gradients) {
    let kernels = Kernels::new(shape);
    match (kernels.upright, kernels.block) {
        (false, 1) => run::<1, false>(shape, kernels, from, to),
        (false, 2) => run::<2, false>(shape, kernels, from, to),
        (false, 3) => run::<3, false>(shape, kernels, from, to),
        (false, 4) => run::<4, false>(shape, kernels, from, to),
        (false, 5) => run::<5, false>(shape, kernels, from, to),
        (false, 6) => run::<6, false>(shape, kernels, from, to),
        (false, 7) => run::<7, false>(shape, kernels, from, to),
        (false, _) => run::<BLOCK, false>(shape, kernels, from, to),
        (true, 2) => run::<2, true>(shape, kernels, from, to),
        (true, 3) => run::<3, true>(shape, kernels, from, to),
        (true, 4) => run::<4, true>(shape, kernels, from, to),
        (true, _) => run::<5, true>(shape, kernels, from, to),
    }
}

/// The whole pass with blocks of `V` vectors, which lie below each other where `UPRIGHT`.
fn run<const V: usize, const UPRIGHT: bool>(
    shape: &Shape,
    kernels: Kernels,
    from: Backward,
    mut to: Gradients,
) {
    let padded = shape.padded();
    let windows = Windows::new(shape, &padded);
    let weights = to.dx.is_some().then(|| kernels.gather(shape, from.w));
    let mut sums = vec![0.0; shape.outputs * kernels.length()];
    let mut lists = Lists::new(shape, windows.band_rows);
    // Kernel rows are padded to whole blocks, so the last pixel's vectors may reach past the image.
    let slack = kernels.row();
    let mut image = padded.buffer(1);
    image.resize(image.len() + slack, 0.0);
    let mut gradient = image.clone();
    let last = windows.corners.last().copied().unwrap_or(0) + windows.places[3];
    let reach = (kernels.rows - 1) * padded.row() + kernels.row();
    assert!(last + reach <= image.len(), "a neighbourhood leaves its image");
    let pixels = shape.output_height() * shape.output_width() * shape.outputs;
    let length = shape.height * shape.width * shape.inputs;
    let mut bias = to.db.is_some().then(|| ColumnSums::new(shape.outputs));
    let mut masked = vec![0.0; if shape.relu { pixels } else { 0 }];
    for sample in 0..shape.batch {
        let mut dy = &from.dy[sample * pixels..][..pixels];
        if shape.relu {
            through_relu(&from.y[sample * pixels..][..pixels], dy, &mut masked);
            dy = &masked;
        }
        if let Some(bias) = &mut bias {
            bias.add(dy);
        }
        let argmax = &from.argmax[sample * pixels..][..pixels];
        padded.fill(&from.x[sample * length..][..length], shape.height, shape.width, &mut image);
        gradient.fill(0.0);
        let band = windows.band_rows * shape.output_width();
        for first in (0..windows.corners.len()).step_by(band) {
            let corners = &windows.corners[first..windows.corners.len().min(first + band)];
            let range = first * shape.outputs..(first + corners.len()) * shape.outputs;
            lists.collect(shape.outputs, corners, &windows.places, &dy[range.clone()], &argmax[range]);
            for output in 0..shape.outputs {
                let kernel = output * kernels.length()..(output + 1) * kernels.length();
                // SAFETY: entries start at a corner plus a place, and the last such neighbourhood was checked.
                unsafe {
                    let list = lists.of(output);
                    kernels.sum_winners::<V, UPRIGHT>(list, padded.row(), &image, &mut sums[kernel.clone()]);
                    if let Some(weights) = &weights {
                        kernels.spread::<V, UPRIGHT>(list, padded.row(), &weights[kernel], &mut gradient);
                    }
                }
            }
        }
        if let Some(dx) = &mut to.dx {
            padded.crop(&gradient, shape.height, shape.width, &mut dx[sample * length..][..length]);
        }
    }
    kernels.scatter(shape, &sums, to.dw);
    if let (Some(bias), Some(db)) = (bias, to.db) {
        db.copy_from_slice(bias.total());
    }
}

/// Where pooling windows lie in a padded image.
struct Windows {
    /// Where each window's first neighbourhood starts.
    corners: Vec<usize>,
    /// From there to the neighbourhoods of the window's four pixels.
    places: [usize; 4],
    /// Rows of windows whose image rows stay in the first level together.
    band_rows: usize,
}

impl Windows {
    fn new(shape: &Shape, padded: &Padded) -> Self {
        let (right, down) = (shape.stride * shape.inputs, shape.stride * padded.row());
        let corners = (0..shape.output_height())
            .flat_map(|row| (0..shape.output_width()).map(move |column| 2 * (row * down + column * right)))
            .collect();
        let band_rows = (BAND / padded.row()).saturating_sub(shape.kernel) / (2 * shape.stride);
        Self { corners, places: [0, right, down, down + right], band_rows: band_rows.max(1) }
    }
}

/// Something to add: where it starts, and the gradient it is multiplied with.
#[derive(Clone, Copy, Default)]
struct Entry {
    start: u32,
    value: f32,
}

/// Entries that are appended without a branch: each is written, and counts only where its gradient is not zero.
struct List<'a> {
    entries: &'a mut [Entry],
    length: usize,
}

impl List<'_> {
    /// # Safety
    /// Fewer entries were pushed before than the list has places.
    #[inline(always)]
    unsafe fn push(&mut self, start: usize, value: f32) {
        // SAFETY: the length counts some of the entries pushed before, so it is below the number of places.
        unsafe { *self.entries.get_unchecked_mut(self.length) = Entry { start: start as u32, value } };
        self.length += usize::from(value != 0.0);
    }
}

/// The winners of a band, one list an output channel.
struct Lists {
    capacity: usize,
    lengths: Vec<usize>,
    entries: Vec<Entry>,
}

impl Lists {
    fn new(shape: &Shape, band_rows: usize) -> Self {
        let capacity = band_rows.min(shape.output_height()) * shape.output_width();
        Self {
            capacity,
            lengths: vec![0; shape.outputs],
            entries: vec![Entry::default(); capacity * shape.outputs],
        }
    }

    fn collect(&mut self, outputs: usize, corners: &[usize], places: &[usize; 4], dy: &[f32], argmax: &[u8]) {
        assert!(corners.len() <= self.capacity);
        let (dy, argmax) = (&dy[..corners.len() * outputs], &argmax[..corners.len() * outputs]);
        let lists = self.entries.chunks_exact_mut(self.capacity).zip(&mut self.lengths);
        for (output, (entries, length)) in lists.enumerate() {
            let mut list = List { entries, length: 0 };
            for (window, corner) in corners.iter().enumerate() {
                // SAFETY: `dy` and `argmax` hold `outputs` values for each window, and there are at most as many
                // windows as places in the list.
                unsafe {
                    let place = *argmax.get_unchecked(window * outputs + output);
                    list.push(
                        corner + places[usize::from(place & 3)],
                        *dy.get_unchecked(window * outputs + output),
                    );
                }
            }
            *length = list.length;
        }
    }

    fn of(&self, output: usize) -> &[Entry] {
        &self.entries[output * self.capacity..][..self.lengths[output]]
    }
}

/// Layout of kernels whose rows are padded to whole blocks of vectors.
struct Kernels {
    rows: usize,
    /// Vectors of a kernel row.
    vectors: usize,
    /// Vectors that are summed together: part of a row, or one of each row where `upright`.
    block: usize,
    upright: bool,
}

impl Kernels {
    fn new(shape: &Shape) -> Self {
        let rows = shape.kernel;
        let vectors = (shape.kernel * shape.inputs).div_ceil(LANES);
        if vectors == 1 && (2..=5).contains(&rows) {
            return Self { rows, vectors, block: rows, upright: true };
        }
        // As even as they come.
        let block = vectors.div_ceil(vectors.div_ceil(BLOCK));
        Self { rows, vectors: vectors.next_multiple_of(block), block, upright: false }
    }

    /// Floats of a kernel row.
    fn row(&self) -> usize {
        self.vectors * LANES
    }

    /// Floats of one output channel's kernel.
    fn length(&self) -> usize {
        self.rows * self.row()
    }

    /// Kernels in this layout, from the order of `w`.
    fn gather(&self, shape: &Shape, w: &[f32]) -> Vec<f32> {
        let mut kernels = vec![0.0; shape.outputs * self.length()];
        self.pair(shape, |index, place| kernels[place] = w[index]);
        kernels
    }

    /// Back to the order of `w`.
    fn scatter(&self, shape: &Shape, kernels: &[f32], w: &mut [f32]) {
        self.pair(shape, |index, place| w[index] = kernels[place]);
    }

    /// Every index into `w` with its place in this layout.
    fn pair(&self, shape: &Shape, mut each: impl FnMut(usize, usize)) {
        let mut index = 0;
        for output in 0..shape.outputs {
            for input in 0..shape.inputs {
                for row in 0..shape.kernel {
                    for column in 0..shape.kernel {
                        let place = row * self.row() + column * shape.inputs + input;
                        each(index, output * self.length() + place);
                        index += 1;
                    }
                }
            }
        }
    }

    /// Where the blocks lie: (from the neighbourhood's start on in an image, in the kernel).
    #[inline(always)]
    fn blocks<const V: usize, const UPRIGHT: bool>(
        &self,
        image_row: usize,
    ) -> impl Iterator<Item = [usize; 2]> {
        let rows = if UPRIGHT { 1 } else { self.rows };
        let (row, vectors) = (self.row(), self.vectors);
        (0..rows).flat_map(move |kernel_row| {
            (0..vectors * LANES)
                .step_by(V * LANES)
                .map(move |first| [kernel_row * image_row + first, kernel_row * row + first])
        })
    }

    /// Adds the list's `value x window` to its output channel's kernel in `sums`.
    ///
    /// # Safety
    /// The neighbourhood at every entry, kernel rows padded to whole blocks, lies in the image.
    #[inline(always)]
    unsafe fn sum_winners<const V: usize, const UPRIGHT: bool>(
        &self,
        list: &[Entry],
        image_row: usize,
        image: &[f32],
        sums: &mut [f32],
    ) {
        if list.is_empty() {
            return;
        }
        let stride = if UPRIGHT { image_row } else { LANES };
        for [offset, place] in self.blocks::<V, UPRIGHT>(image_row) {
            // SAFETY: as the caller promises; a block's vectors are part of the neighbourhood.
            unsafe { sum_block::<V>(list, &image[offset..], stride, &mut sums[place..]) };
        }
    }

    /// Adds `value x kernel` to the neighbourhood of every entry of the list.
    ///
    /// # Safety
    /// As for [`Self::sum_winners`], in `gradient`.
    #[inline(always)]
    unsafe fn spread<const V: usize, const UPRIGHT: bool>(
        &self,
        list: &[Entry],
        image_row: usize,
        kernel: &[f32],
        gradient: &mut [f32],
    ) {
        if list.is_empty() {
            return;
        }
        let stride = if UPRIGHT { image_row } else { LANES };
        for [offset, place] in self.blocks::<V, UPRIGHT>(image_row) {
            // SAFETY: as the caller promises; a block's vectors are part of the neighbourhood.
            unsafe { spread_block::<V>(list, &kernel[place..], &mut gradient[offset..], stride) };
        }
    }
}

/// `kernel[v] += Σ value x image[start + v stride]` for `V` vectors.
///
/// # Safety
/// `V` vectors, `stride` apart, lie in the image from every start on.
#[inline(always)]
unsafe fn sum_block<const V: usize>(list: &[Entry], image: &[f32], stride: usize, kernel: &mut [f32]) {
    let kernel = &mut kernel[..V * LANES];
    let mut sums: [F4; V] = [F4::zero(); V];
    for entry in list {
        let value = F4::splat(entry.value);
        // SAFETY: as the caller promises.
        let window = unsafe { image.as_ptr().add(entry.start as usize) };
        for (v, sum) in sums.iter_mut().enumerate() {
            // SAFETY: as the caller promises.
            *sum = sum.plus_product(value, unsafe { F4::load(window.add(v * stride)) });
        }
    }
    for (v, sum) in sums.into_iter().enumerate() {
        (F4::from_slice(&kernel[v * LANES..]) + sum).write(&mut kernel[v * LANES..]);
    }
}

/// `gradient[start + v stride] += value x kernel[v]` for `V` vectors.
///
/// # Safety
/// `V` vectors, `stride` apart, lie in the gradient from every start on.
#[inline(always)]
unsafe fn spread_block<const V: usize>(list: &[Entry], kernel: &[f32], gradient: &mut [f32], stride: usize) {
    let kernel: [F4; V] = core::array::from_fn(|v| F4::from_slice(&kernel[v * LANES..]));
    for entry in list {
        let value = F4::splat(entry.value);
        // SAFETY: as the caller promises.
        unsafe {
            let patch = gradient.as_mut_ptr().add(entry.start as usize);
            let sums: [F4; V] =
                core::array::from_fn(|v| F4::load(patch.add(v * stride)).plus_product(value, kernel[v]));
            for (v, sum) in sums.into_iter().enumerate() {
                sum.store(patch.add(v * stride));
            }
        }
    }
}
