//! Forward convolution as a product: rows are output pixels, walked over their neighbourhood, panels hold weights.
//!
//! Nothing is gathered first (even with one channel that costs more than the short loops it saves): a pixel's walk is
//! `kernel` stretches of `kernel x inputs` neighbours, one from every image row. With pooling the rows come in the order of the windows, so that a tile of four rows is a window and its
//! maximum is taken in registers.

use super::image::{Padded, group_size};
use super::{Forward, Shape};
use crate::pack::{packed_length, panel_width};
use crate::target::{Matrix, first_sums};
use crate::tile::{Offsets, PANEL, Rows, Starts, Target, Walk, multiply};
use crate::vector::{F4, LANES};

/// See [`super::forward`].
pub fn forward(shape: &Shape, from: Forward, y: &mut [f32], argmax: &mut [u8]) {
    let padded = shape.padded();
    let group = group_size(shape.batch, padded.image());
    let walk = Walk {
        step: 1,
        run: shape.kernel * shape.inputs,
        segments: shape.kernel,
        segment_stride: padded.row(),
        planes: 1,
        plane_stride: 0,
    };
    let mut panels = vec![0.0; packed_length(walk.depth(), shape.outputs)];
    pack_weights(shape, from.w, &mut panels);
    let first = first_sums(from.bias, shape.outputs);
    let offsets = Offsets::new(output_pixels(shape, &padded, group));
    let image_rows = offsets.starts().len() / group;
    let image = shape.height * shape.width * shape.inputs;
    let output = shape.output_height() * shape.output_width() * shape.outputs;
    let mut scratch = if shape.padding > 0 { padded.buffer(group) } else { Vec::new() };
    for sample in (0..shape.batch).step_by(group) {
        let images = group.min(shape.batch - sample);
        let inside = &from.x[sample * image..][..images * image];
        let data = if shape.padding > 0 {
            padded.fill(inside, shape.height, shape.width, &mut scratch);
            &scratch[..]
        } else {
            inside
        };
        // A table reaches as far as its largest offset, so a last smaller group takes its own.
        let own;
        let offsets = if images == group {
            &offsets
        } else {
            own = Offsets::new(offsets.starts()[..images * image_rows].to_vec());
            &own
        };
        let rows = Rows { data, starts: Starts::Table { offsets, count: images * image_rows }, walk };
        let values = &mut y[sample * output..][..images * output];
        if shape.pool {
            let argmax = &mut argmax[sample * output..][..images * output];
            let mut target =
                Pooling { values, argmax, width: shape.outputs, first: &first, relu: shape.relu };
            multiply(&rows, &panels, shape.outputs, &mut target);
        } else {
            let mut target = Matrix { values, width: shape.outputs, first: Some(&first), relu: shape.relu };
            multiply(&rows, &panels, shape.outputs, &mut target);
        }
    }
}

/// Weights as panels over the outputs, steps in the order of a pixel's walk: kernel row, kernel column, input.
fn pack_weights(shape: &Shape, w: &[f32], panels: &mut [f32]) {
    let taps = shape.kernel * shape.kernel;
    let depth = taps * shape.inputs;
    for (output, weights) in w.chunks_exact(depth).enumerate() {
        let column = output / PANEL * PANEL;
        let width = panel_width(shape.outputs, column);
        let panel = &mut panels[column * depth + output - column..];
        for (input, weights) in weights.chunks_exact(taps).enumerate() {
            for (tap, weight) in weights.iter().enumerate() {
                panel[(tap * shape.inputs + input) * width] = *weight;
            }
        }
    }
}

/// Where the neighbourhoods of a group's output pixels start: row by row, or window by window where the shape pools.
fn output_pixels(shape: &Shape, padded: &Padded, group: usize) -> Vec<usize> {
    let (right, down) = (shape.stride * shape.inputs, shape.stride * padded.row());
    let (block, corners): (usize, &[usize]) =
        if shape.pool { (2, &[0, right, down, down + right]) } else { (1, &[0]) };
    let mut starts = Vec::new();
    for image in 0..group {
        for row in 0..shape.output_height() {
            for column in 0..shape.output_width() {
                let corner = image * padded.image() + block * (row * down + column * right);
                starts.extend(corners.iter().map(|offset| corner + offset));
            }
        }
    }
    starts
}

/// The largest of four vectors and its place in every lane. The first of equals wins; NaN wins over numbers, and the
/// last NaN over earlier ones, as in PyTorch.
#[inline(always)]
pub fn winner(window: [F4; 4]) -> (F4, F4) {
    let place = |index: u32| F4::splat(f32::from_bits(index));
    let better = |(value, place): (F4, F4), (other, other_place): (F4, F4)| {
        let takes = other.greater(value).or(other.is_nan());
        (takes.select(other, value), takes.select(other_place, place))
    };
    let top = better((window[0], place(0)), (window[1], place(1)));
    let bottom = better((window[2], place(2)), (window[3], place(3)));
    better(top, bottom)
}

/// The winners of the window in a tile's rows from `row` on, one a column vector.
#[inline(always)]
fn winners<const R: usize, const V: usize>(sums: &[[F4; V]; R], row: usize) -> [(F4, F4); V] {
    core::array::from_fn(|v| winner(core::array::from_fn(|corner| sums[row + corner][v])))
}

/// Writes the winners of pooling windows; four rows of a tile are a window.
struct Pooling<'a> {
    values: &'a mut [f32],
    argmax: &'a mut [u8],
    width: usize,
    first: &'a [f32],
    relu: bool,
}

impl Target for Pooling<'_> {
    #[inline(always)]
    fn begin<const R: usize, const V: usize>(&self, _: usize, _: usize, column: usize) -> [[F4; V]; R] {
        [core::array::from_fn(|v| F4::from_slice(&self.first[column + LANES * v..])); R]
    }

    #[inline(always)]
    fn finish<const R: usize, const V: usize>(
        &mut self,
        row: usize,
        valid: usize,
        column: usize,
        sums: [[F4; V]; R],
    ) {
        for window in 0..valid / 4 {
            let start = (row / 4 + window) * self.width + column;
            let end = start + (self.width - column).min(LANES * V);
            let (values, argmax) = (&mut self.values[start..end], &mut self.argmax[start..end]);
            for (v, (value, place)) in winners::<R, V>(&sums, 4 * window).into_iter().enumerate() {
                let value = if self.relu { value.relu() } else { value };
                write_winners(value, place, v * LANES, values, argmax);
            }
        }
    }
}

/// Writes values and places from `first` on, as far as the slices go.
#[inline(always)]
pub fn write_winners(value: F4, place: F4, first: usize, values: &mut [f32], argmax: &mut [u8]) {
    let bytes = place.low_bytes();
    if let (Some(values), Some(argmax)) =
        (values.get_mut(first..first + LANES), argmax.get_mut(first..first + LANES))
    {
        // A copy of a known length is one instruction, of an unknown one a call.
        value.write(values);
        argmax.copy_from_slice(&bytes);
        return;
    }
    let lanes = value.to_array().into_iter().zip(bytes);
    let rest = values.iter_mut().zip(argmax).skip(first);
    for ((value, place), (lane, byte)) in rest.zip(lanes) {
        (*value, *place) = (lane, byte);
    }
}
