//! The three inner loops: along a row of outputs, for one vector of channels.

use crate::vector::{F4, LANES};

/// How outputs lie over a framed image.
#[derive(Clone, Copy)]
pub struct Geometry {
    /// Rows of outputs.
    pub height: usize,
    /// Columns of outputs.
    pub width: usize,
    /// Channels of both, whole vectors.
    pub lanes: usize,
    /// Pixels from one output to the next.
    pub stride: usize,
    /// Floats of a row of the framed image.
    pub row: usize,
}

impl Geometry {
    /// Floats of the framed image that outputs can meet.
    fn reach(&self, kernel: usize) -> usize {
        let last = |side: usize| (side - 1) * self.stride + kernel;
        (last(self.height) - 1) * self.row + last(self.width) * self.lanes
    }

    fn outputs(&self) -> usize {
        self.height * self.width * self.lanes
    }

    /// Calls `each` with a first channel, and for each row of outputs with its start in the outputs and in the image.
    #[inline(always)]
    fn rows(&self) -> impl Iterator<Item = (usize, usize)> {
        let Self { height, width, lanes, stride, row } = *self;
        (0..height).map(move |output| (output * width * lanes, output * stride * row))
    }
}

/// Runs `$call::<K>` for the kernel's side.
macro_rules! by_kernel {
    ($kernel:expr, $call:ident, $($argument:expr),*) => {
        match $kernel {
            3 => $call::<3>($($argument),*),
            5 => $call::<5>($($argument),*),
            side => panic!("no kernel of side {side}"),
        }
    };
}

/// `output = first + Σ_tap weight · image`.
///
/// # Panics
/// Where a slice is too short.
pub fn correlate(
    kernel: usize,
    g: &Geometry,
    image: &[f32],
    weights: &[f32],
    first: &[f32],
    output: &mut [f32],
) {
    by_kernel!(kernel, correlate_by, g, image, weights, first, output);
}

fn correlate_by<const K: usize>(
    g: &Geometry,
    image: &[f32],
    weights: &[f32],
    first: &[f32],
    output: &mut [f32],
) {
    assert!(image.len() >= g.reach(K) && output.len() >= g.outputs());
    let step = g.stride * g.lanes;
    for (to, from) in g.rows() {
        for channel in (0..g.lanes).step_by(LANES) {
            let w = load_weights::<K>(weights, g.lanes, channel);
            let first = F4::from_slice(&first[channel..]);
            for column in 0..g.width {
                // SAFETY: outputs and all that they meet were checked above against their buffers.
                unsafe {
                    let image = image.as_ptr().add(from + column * step + channel);
                    let mut sum = first;
                    for (row, w) in w.iter().enumerate() {
                        for (place, w) in w.iter().enumerate() {
                            sum = sum.plus_product(F4::load(image.add(row * g.row + place * g.lanes)), *w);
                        }
                    }
                    sum.store(output.as_mut_ptr().add(to + column * g.lanes + channel));
                }
            }
        }
    }
}

/// Adds to the gradient of each weight, `[kernel row][kernel column][channel]`, the image's sum of products.
///
/// # Panics
/// Where a slice is too short.
pub fn gather(kernel: usize, g: &Geometry, image: &[f32], gradient: &[f32], sums: &mut [f32]) {
    by_kernel!(kernel, gather_by, g, image, gradient, sums);
}

fn gather_by<const K: usize>(g: &Geometry, image: &[f32], gradient: &[f32], sums: &mut [f32]) {
    assert!(image.len() >= g.reach(K) && gradient.len() >= g.outputs());
    let step = g.stride * g.lanes;
    for channel in (0..g.lanes).step_by(LANES) {
        let mut products = [[F4::zero(); K]; K];
        for (to, from) in g.rows() {
            for column in 0..g.width {
                // SAFETY: outputs and all that they meet were checked above against their buffers.
                unsafe {
                    let image = image.as_ptr().add(from + column * step + channel);
                    let gradient = F4::load(gradient.as_ptr().add(to + column * g.lanes + channel));
                    for (row, products) in products.iter_mut().enumerate() {
                        for (place, sum) in products.iter_mut().enumerate() {
                            let value = F4::load(image.add(row * g.row + place * g.lanes));
                            *sum = sum.plus_product(value, gradient);
                        }
                    }
                }
            }
        }
        for (tap, sum) in products.as_flattened().iter().enumerate() {
            let target = &mut sums[tap * g.lanes + channel..];
            (F4::from_slice(target) + *sum).write(target);
        }
    }
}

/// Adds each output's gradient, times the weights, to the image's pixels that it came from.
///
/// # Panics
/// Where a slice is too short.
pub fn scatter(kernel: usize, g: &Geometry, gradient: &[f32], weights: &[f32], image: &mut [f32]) {
    by_kernel!(kernel, scatter_by, g, gradient, weights, image);
}

fn scatter_by<const K: usize>(g: &Geometry, gradient: &[f32], weights: &[f32], image: &mut [f32]) {
    assert!(image.len() >= g.reach(K) && gradient.len() >= g.outputs());
    let step = g.stride * g.lanes;
    for (from, to) in g.rows() {
        for channel in (0..g.lanes).step_by(LANES) {
            let w = load_weights::<K>(weights, g.lanes, channel);
            for column in 0..g.width {
                // SAFETY: outputs and all that they meet were checked above against their buffers.
                unsafe {
                    let gradient = F4::load(gradient.as_ptr().add(from + column * g.lanes + channel));
                    let image = image.as_mut_ptr().add(to + column * step + channel);
                    for (row, w) in w.iter().enumerate() {
                        for (place, w) in w.iter().enumerate() {
                            let pixel = image.add(row * g.row + place * g.lanes);
                            F4::load(pixel).plus_product(gradient, *w).store(pixel);
                        }
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn load_weights<const K: usize>(weights: &[f32], lanes: usize, channel: usize) -> [[F4; K]; K] {
    core::array::from_fn(|row| {
        core::array::from_fn(|place| F4::from_slice(&weights[(row * K + place) * lanes + channel..]))
    })
}
