//! Gradients of a convolution without pooling, as products.
//!
//! **`dw`**: rows are taps, a tap's input walked over all output pixels of a group of images; panels hold `dy`.
//!
//! **`dx`**: with stride `s` the input pixels fall into `s x s` phases, by row and column modulo `s`. A pixel of a
//! phase meets only every `s`-th kernel row and column, so each phase is an ordinary stride-1 convolution of `dy`
//! with a thinned-out, turned-over kernel, and no product with a zero is computed.

use super::image::{Padded, group_size};
use super::winograd::{self, Winograd};
use super::{Backward, Gradients, Shape};
use crate::columns::{ColumnSums, through_relu};
use crate::pack::{pack_rows, packed_length};
use crate::target::{read_row, write_row};
use crate::tile::{Offsets, Rows, Starts, Target, Walk, multiply};
use crate::vector::{F4, LANES};

/// See [`super::backward`]; the shape does not pool.
pub fn backward(shape: &Shape, from: Backward, mut to: Gradients) {
    let map = shape.map_height() * shape.map_width() * shape.outputs;
    let image = shape.height * shape.width * shape.inputs;
    let group = group_size(shape.batch, shape.padded().image().max(map));
    let mut weights = Weights::new(shape, group);
    let mut input = to.dx.is_some().then(|| Input::new(shape, from.w, group));
    let mut bias = to.db.is_some().then(|| ColumnSums::new(shape.outputs));
    let mut masked = vec![0.0; if shape.relu { group * map } else { 0 }];
    for sample in (0..shape.batch).step_by(group) {
        let images = group.min(shape.batch - sample);
        let range = sample * map..(sample + images) * map;
        let mut dy = &from.dy[range.clone()];
        if shape.relu {
            through_relu(&from.y[range], dy, &mut masked[..images * map]);
            dy = &masked[..images * map];
        }
        let range = sample * image..(sample + images) * image;
        weights.add(shape, images, &from.x[range.clone()], dy);
        if let (Some(input), Some(dx)) = (&mut input, &mut to.dx) {
            input.fill(shape, images, dy, &mut dx[range]);
        }
        if let Some(bias) = &mut bias {
            bias.add(dy);
        }
    }
    weights.finish(shape, to.dw);
    if let (Some(bias), Some(db)) = (bias, to.db) {
        db.copy_from_slice(bias.total());
    }
}

/// `dw`, group by group.
struct Weights {
    padded: Padded,
    taps: Offsets,
    images: Vec<f32>,
    panels: Vec<f32>,
    /// `[kernel row][kernel column][input][output]`, outputs padded to whole vectors.
    sums: Vec<f32>,
    width: usize,
}

impl Weights {
    fn new(shape: &Shape, group: usize) -> Self {
        let padded = shape.padded();
        let taps: Vec<usize> = (0..shape.kernel)
            .flat_map(|row| (0..shape.kernel * shape.inputs).map(move |place| row * padded.row() + place))
            .collect();
        let width = shape.outputs.next_multiple_of(LANES);
        Self {
            padded,
            images: padded.buffer(group),
            panels: vec![0.0; packed_length(group * shape.map_height() * shape.map_width(), shape.outputs)],
            sums: vec![0.0; taps.len() * width],
            taps: Offsets::new(taps),
            width,
        }
    }

    fn add(&mut self, shape: &Shape, images: usize, x: &[f32], dy: &[f32]) {
        self.padded.fill(x, shape.height, shape.width, &mut self.images);
        let depth = images * shape.map_height() * shape.map_width();
        let panels = &mut self.panels[..packed_length(depth, shape.outputs)];
        pack_rows(dy, depth, shape.outputs, |pixel| pixel * shape.outputs, panels);
        let walk = Walk {
            step: shape.stride * shape.inputs,
            run: shape.map_width(),
            segments: shape.map_height(),
            segment_stride: shape.stride * self.padded.row(),
            planes: images,
            plane_stride: self.padded.image(),
        };
        let starts = Starts::Table { offsets: &self.taps, count: self.taps.starts().len() };
        let mut target = Sums { values: &mut self.sums, width: self.width };
        multiply(&Rows { data: &self.images, starts, walk }, panels, shape.outputs, &mut target);
    }

    fn finish(&self, shape: &Shape, dw: &mut [f32]) {
        let taps = shape.kernel * shape.kernel;
        for (output, dw) in dw.chunks_exact_mut(taps * shape.inputs).enumerate() {
            for (input, dw) in dw.chunks_exact_mut(taps).enumerate() {
                for (tap, dw) in dw.iter_mut().enumerate() {
                    *dw = self.sums[(tap * shape.inputs + input) * self.width + output];
                }
            }
        }
    }
}

/// `dx`, group by group.
enum Input {
    Winograd(Winograd),
    Phases { padded: Padded, gradients: Vec<f32>, phases: Vec<Phase> },
}

impl Input {
    fn new(shape: &Shape, w: &[f32], group: usize) -> Self {
        let mirrored = Shape {
            height: shape.map_height(),
            width: shape.map_width(),
            inputs: shape.outputs,
            outputs: shape.inputs,
            padding: (shape.kernel - 1).saturating_sub(shape.padding),
            relu: false,
            pool: false,
            ..*shape
        };
        if shape.padding < shape.kernel && winograd::pays(&mirrored) {
            return Self::Winograd(Winograd::new(&mirrored, &turn_over(shape, w), None));
        }
        let before = shape.kernel.div_ceil(shape.stride) - 1;
        let last = |side: usize| (side - 1 + shape.padding) / shape.stride;
        let padded = Padded {
            height: before + shape.map_height().max(last(shape.height) + 1),
            width: before + shape.map_width().max(last(shape.width) + 1),
            channels: shape.outputs,
            before,
        };
        let phases = (0..shape.stride * shape.stride)
            .map(|phase| Phase::new(shape, [phase / shape.stride, phase % shape.stride], &padded, w, group))
            .collect();
        Self::Phases { padded, gradients: padded.buffer(group), phases }
    }

    fn fill(&mut self, shape: &Shape, images: usize, dy: &[f32], dx: &mut [f32]) {
        match self {
            Self::Winograd(winograd) => winograd.run(images, dy, dx, &mut []),
            Self::Phases { padded, gradients, phases } => {
                padded.fill(dy, shape.map_height(), shape.map_width(), gradients);
                for phase in phases {
                    phase.fill(images, gradients, dx);
                }
            }
        }
    }
}

/// Weights of the convolution that leads from `dy` to `dx`: inputs and outputs swapped, kernel turned by 180 degrees.
fn turn_over(shape: &Shape, w: &[f32]) -> Vec<f32> {
    let taps = shape.kernel * shape.kernel;
    let mut turned = vec![0.0; w.len()];
    for (output, w) in w.chunks_exact(taps * shape.inputs).enumerate() {
        for (input, w) in w.chunks_exact(taps).enumerate() {
            let turned = &mut turned[(input * shape.outputs + output) * taps..][..taps];
            for (turned, w) in turned.iter_mut().zip(w.iter().rev()) {
                *turned = *w;
            }
        }
    }
    turned
}

/// The input pixels whose padded row and column leave given remainders when divided by the stride.
struct Phase {
    walk: Walk,
    panels: Vec<f32>,
    /// Channels of `dx`.
    width: usize,
    /// For a group of images: where each pixel's walk through `dy` starts, and the pixel.
    starts: Offsets,
    pixels: Vec<usize>,
    image_rows: usize,
}

impl Phase {
    fn new(shape: &Shape, phase: [usize; 2], padded: &Padded, w: &[f32], group: usize) -> Self {
        let Shape { kernel, stride, padding, inputs, outputs, .. } = *shape;
        // The phase's taps in one direction: kernel places phase, phase + stride, and so on.
        let taps = phase.map(|first| kernel.saturating_sub(first).div_ceil(stride));
        let walk = Walk {
            step: 1,
            run: taps[1] * outputs,
            segments: taps[0],
            segment_stride: padded.row(),
            planes: 1,
            plane_stride: 0,
        };
        // Steps run forward through `dy`, so kernel places run backward.
        let place = |direction: usize, tap: usize| phase[direction] + stride * (taps[direction] - 1 - tap);
        let mut turned = Vec::with_capacity(walk.depth() * inputs);
        for row in 0..taps[0] {
            for column in 0..taps[1] {
                let tap = place(0, row) * kernel + place(1, column);
                for output in 0..outputs {
                    let weights = &w[output * inputs * kernel * kernel..][..inputs * kernel * kernel];
                    turned.extend(weights.chunks_exact(kernel * kernel).map(|weights| weights[tap]));
                }
            }
        }
        let mut panels = vec![0.0; packed_length(walk.depth(), inputs)];
        pack_rows(&turned, walk.depth(), inputs, |step| step * inputs, &mut panels);

        // Places of the phase in one direction: input coordinate, and where its walk starts in `dy`.
        let places = |direction: usize, side: usize| -> Vec<(usize, usize)> {
            let first = (phase[direction] + stride - padding % stride) % stride;
            let start =
                |place: usize| (place + padding) / stride + padded.before + 1 - taps[direction].max(1);
            (first..side).step_by(stride).map(|place| (place, start(place))).collect()
        };
        let (rows, columns) = (places(0, shape.height), places(1, shape.width));
        let image_rows = rows.len() * columns.len();
        let (mut starts, mut pixels) =
            (Vec::with_capacity(group * image_rows), Vec::with_capacity(group * image_rows));
        for image in 0..group {
            for (row, start_row) in &rows {
                let start = image * padded.image() + start_row * padded.row();
                let pixel = (image * shape.height + row) * shape.width;
                starts.extend(columns.iter().map(|(_, start_column)| start + start_column * outputs));
                pixels.extend(columns.iter().map(|(column, _)| pixel + column));
            }
        }
        Self { walk, panels, width: inputs, starts: Offsets::new(starts), pixels, image_rows }
    }

    fn fill(&self, images: usize, gradients: &[f32], dx: &mut [f32]) {
        let starts = Starts::Table { offsets: &self.starts, count: images * self.image_rows };
        let rows = Rows { data: gradients, starts, walk: self.walk };
        let mut target = Pixels { values: dx, pixels: &self.pixels, width: self.width };
        multiply(&rows, &self.panels, self.width, &mut target);
    }
}

/// Adds tiles to a matrix whose width is a multiple of [`LANES`]. Each group of images sums from zero: one long sum
/// over every pixel of a batch would lose the last digits.
struct Sums<'a> {
    values: &'a mut [f32],
    width: usize,
}

impl Target for Sums<'_> {
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
        for (r, sums) in sums.into_iter().enumerate().take(valid) {
            let values = &mut self.values[(row + r) * self.width..][..self.width];
            let earlier: [F4; V] = read_row(values, column);
            write_row::<V>(values, column, core::array::from_fn(|v| earlier[v] + sums[v]));
        }
    }
}

/// Writes each row of a tile to its own pixel.
struct Pixels<'a> {
    values: &'a mut [f32],
    pixels: &'a [usize],
    width: usize,
}

impl Target for Pixels<'_> {
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
        for (r, sums) in sums.into_iter().enumerate().take(valid) {
            write_row(&mut self.values[self.pixels[row + r] * self.width..][..self.width], column, sums);
        }
    }
}
