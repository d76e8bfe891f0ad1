//! 3x3 convolution with stride 1 by Winograd's minimal filtering F(4x4, 3x3): Lavin & Gray 2016, "Fast Algorithms for
//! Convolutional Neural Networks", section 4.
//!
//! A 4x4 tile of outputs comes from a 6x6 tile of inputs. Both and the kernel are taken to a domain of 36 frequencies,
//! where the convolution is 36 products `[tiles x inputs] · [inputs x outputs]`: 36 multiplications for 16 outputs
//! instead of 144. Bias, ReLU and 2x2 pooling happen in registers when a tile comes back (a tile is 2x2 windows).
//!
//! The transforms run over four channels at once, columns first, then rows, with 36 vectors in between on the stack.
//! Tiles are worked on [`TILES`] at a time, across images where an image has few: the frequencies then take about
//! 130 kB at 32 channels and stay in the second level, and each set of packed weights is read once for all of them.
//!
//! The result differs from a direct sum by a few 1e-6 of the largest value. An infinity spreads as not-a-number over
//! its tile.

use super::Shape;
use super::direct::{winner, write_winners};
use super::image::Padded;
use crate::pack::{packed_length, panel_width};
use crate::target::{Matrix, first_sums};
use crate::tile::{PANEL, Rows, Starts, Walk, multiply};
use crate::vector::{F4, LANES};

/// Side of an output tile.
const SIDE: usize = 4;
/// Side of an input tile.
const REACH: usize = 6;
/// Frequencies of a tile.
const FREQUENCIES: usize = REACH * REACH;
/// Tiles that are worked on together.
const TILES: usize = 28;

/// Whether this algorithm can do the shape and beats the direct one.
///
/// The transforms cost about as much as 8 channels' products; below that, or where most of a tile lies outside the
/// image, nothing is left of the gain.
pub fn pays(shape: &Shape) -> bool {
    let Shape { kernel: 3, stride: 1, inputs, outputs, .. } = *shape else { return false };
    let (height, width) = (shape.map_height(), shape.map_width());
    let computed = height.next_multiple_of(SIDE) * width.next_multiple_of(SIDE);
    inputs.is_multiple_of(LANES) && inputs >= 8 && outputs >= 8 && computed <= 2 * height * width
}

/// Tiles of a batch of images.
struct Grid {
    rows: usize,
    columns: usize,
    padded: Padded,
}

impl Grid {
    fn new(shape: &Shape) -> Self {
        let (rows, columns) = (shape.map_height().div_ceil(SIDE), shape.map_width().div_ceil(SIDE));
        let padded = Padded {
            height: rows * SIDE + 2,
            width: columns * SIDE + 2,
            channels: shape.inputs,
            before: shape.padding,
        };
        Self { rows, columns, padded }
    }

    /// Tiles of one image.
    fn tiles(&self) -> usize {
        self.rows * self.columns
    }

    /// Images that fill one set of tiles.
    fn images(&self) -> usize {
        TILES.div_ceil(self.tiles())
    }

    /// Image, row and column of a tile.
    fn place(&self, tile: usize) -> [usize; 3] {
        [tile / self.tiles(), tile % self.tiles() / self.columns, tile % self.columns]
    }
}

/// A convolution with its weights in the frequency domain, and the scratch space of one pass.
pub struct Winograd {
    shape: Shape,
    grid: Grid,
    panels: Vec<f32>,
    /// Bias, or zeros.
    first: Vec<f32>,
    zeros: Vec<f32>,
    /// Output channels, padded to whole vectors.
    width: usize,
    images: Vec<f32>,
    /// `[frequency][tile][channel]` on either side of the products.
    inputs: Vec<f32>,
    outputs: Vec<f32>,
}

impl Winograd {
    /// Transforms the weights of a shape for which this algorithm [`pays`]; the batch of the shape is not used.
    pub fn new(shape: &Shape, w: &[f32], bias: Option<&[f32]>) -> Self {
        let grid = Grid::new(shape);
        let width = shape.outputs.next_multiple_of(LANES);
        let mut panels = vec![0.0; FREQUENCIES * packed_length(shape.inputs, shape.outputs)];
        transform_weights(shape, w, &mut panels);
        Self {
            shape: *shape,
            images: grid.padded.buffer(grid.images()),
            grid,
            panels,
            first: first_sums(bias, shape.outputs),
            zeros: first_sums(None, shape.outputs),
            width,
            inputs: vec![0.0; FREQUENCIES * TILES * shape.inputs],
            outputs: vec![0.0; FREQUENCIES * TILES * width],
        }
    }

    /// Convolves `batch` images; see [`super::forward`].
    pub fn run(&mut self, batch: usize, x: &[f32], y: &mut [f32], argmax: &mut [u8]) {
        let shape = self.shape;
        let image = shape.height * shape.width * shape.inputs;
        let output = shape.output_height() * shape.output_width() * shape.outputs;
        for sample in (0..batch).step_by(self.grid.images()) {
            let images = self.grid.images().min(batch - sample);
            let x = &x[sample * image..][..images * image];
            self.grid.padded.fill(x, shape.height, shape.width, &mut self.images);
            let range = sample * output..(sample + images) * output;
            let argmax = if shape.pool { &mut argmax[range.clone()] } else { &mut [] };
            let all = images * self.grid.tiles();
            for start in (0..all).step_by(TILES) {
                let tiles = TILES.min(all - start);
                self.transform_inputs(start, tiles);
                self.multiply(tiles);
                let mut out =
                    Out { shape: &shape, first: &self.first, y: &mut y[range.clone()], argmax: &mut *argmax };
                for tile in 0..tiles {
                    let place = self.grid.place(start + tile);
                    out.transform_output(place, &self.outputs[tile * self.width..], self.width);
                }
            }
        }
    }

    fn transform_inputs(&mut self, start: usize, tiles: usize) {
        let (padded, channels) = (&self.grid.padded, self.shape.inputs);
        for tile in 0..tiles {
            let [image, row, column] = self.grid.place(start + tile);
            let corner = image * padded.image() + SIDE * (row * padded.row() + column * channels);
            transform_input(
                channels,
                &self.images[corner..],
                padded.row(),
                &mut self.inputs[tile * channels..],
            );
        }
    }

    fn multiply(&mut self, tiles: usize) {
        let channels = self.shape.inputs;
        let panels = self.panels.chunks_exact(packed_length(channels, self.shape.outputs));
        let inputs = self.inputs.chunks_exact(TILES * channels);
        let outputs = self.outputs.chunks_exact_mut(TILES * self.width);
        for ((panels, data), values) in panels.zip(inputs).zip(outputs) {
            let rows = Rows {
                data,
                starts: Starts::Even { count: tiles, stride: channels },
                walk: Walk::contiguous(channels),
            };
            let mut target = Matrix { values, width: self.width, first: Some(&self.zeros), relu: false };
            multiply(&rows, panels, self.width, &mut target);
        }
    }
}

/// One direction of the kernel transform `G g`.
fn transform_kernel_line([a, b, c]: [f32; 3]) -> [f32; REACH] {
    let (sixth, twelfth) = (1.0 / 6.0, 1.0 / 12.0);
    let outer = (a + c) * -sixth;
    let uneven = a * (1.0 / 24.0) + c * sixth;
    [a * 0.25, outer - b * sixth, outer + b * sixth, uneven + b * twelfth, uneven - b * twelfth, c]
}

/// Kernels in the frequency domain, as one set of panels a frequency.
fn transform_weights(shape: &Shape, w: &[f32], panels: &mut [f32]) {
    let panel = packed_length(shape.inputs, shape.outputs);
    for (index, kernel) in w.as_chunks::<9>().0.iter().enumerate() {
        let (output, input) = (index / shape.inputs, index % shape.inputs);
        let column = output / PANEL * PANEL;
        let place = column * shape.inputs + input * panel_width(shape.outputs, column) + output - column;
        let lines: [[f32; REACH]; 3] =
            core::array::from_fn(|j| transform_kernel_line([kernel[j], kernel[3 + j], kernel[6 + j]]));
        for row in 0..REACH {
            let line = transform_kernel_line(core::array::from_fn(|j| lines[j][row]));
            for (column, value) in line.into_iter().enumerate() {
                panels[(row * REACH + column) * panel + place] = value;
            }
        }
    }
}

/// One direction of the input transform `Bᵀ d`.
#[inline(always)]
fn transform_input_line(d: [F4; REACH]) -> [F4; REACH] {
    let (two, four, five) = (F4::splat(2.0), F4::splat(4.0), F4::splat(5.0));
    let (even, odd) = (d[4] - four * d[2], d[3] - four * d[1]);
    let (near, far) = (d[4] - d[2], two * (d[3] - d[1]));
    [
        (four * d[0] - five * d[2]) + d[4],
        even + odd,
        even - odd,
        near + far,
        near - far,
        (four * d[1] - five * d[3]) + d[5],
    ]
}

/// One tile of `channels` channels from the image rows at `corner` to its frequencies, [`TILES`] tiles apart.
fn transform_input(channels: usize, corner: &[f32], image_row: usize, frequencies: &mut [f32]) {
    let stride = TILES * channels;
    let corner = &corner[..(REACH - 1) * image_row + REACH * channels];
    let frequencies = &mut frequencies[..(FREQUENCIES - 1) * stride + channels];
    let mut between = [[F4::zero(); REACH]; REACH];
    for channel in (0..channels).step_by(LANES) {
        for column in 0..REACH {
            let line = transform_input_line(core::array::from_fn(|row| {
                // SAFETY: row and column are below REACH and the channel's vector ends inside its pixel: the corner
                // was cut to exactly that reach.
                unsafe { F4::load(corner.as_ptr().add(row * image_row + column * channels + channel)) }
            }));
            for (between, value) in between.iter_mut().zip(line) {
                between[column] = value;
            }
        }
        for (row, line) in between.into_iter().enumerate() {
            for (column, value) in transform_input_line(line).into_iter().enumerate() {
                // SAFETY: the frequency is below FREQUENCIES and the channel's vector ends inside its tile: the
                // frequencies were cut to exactly that reach.
                unsafe {
                    value.store(frequencies.as_mut_ptr().add((row * REACH + column) * stride + channel))
                };
            }
        }
    }
}

/// One direction of the output transform `Aᵀ m`.
#[inline(always)]
fn transform_output_line(m: [F4; REACH]) -> [F4; SIDE] {
    let (two, four, eight) = (F4::splat(2.0), F4::splat(4.0), F4::splat(8.0));
    let (near_sum, near_difference) = (m[1] + m[2], m[1] - m[2]);
    let (far_sum, far_difference) = (m[3] + m[4], m[3] - m[4]);
    [
        (m[0] + near_sum) + far_sum,
        near_difference + two * far_difference,
        near_sum + four * far_sum,
        (near_difference + eight * far_difference) + m[5],
    ]
}

/// Where finished tiles go.
struct Out<'a> {
    shape: &'a Shape,
    first: &'a [f32],
    y: &'a mut [f32],
    argmax: &'a mut [u8],
}

impl Out<'_> {
    /// One tile of `width` channels back from its frequencies, [`TILES`] tiles apart, to `y`.
    fn transform_output(&mut self, place: [usize; 3], frequencies: &[f32], width: usize) {
        let stride = TILES * width;
        let frequencies = &frequencies[..(FREQUENCIES - 1) * stride + width];
        let mut between = [[F4::zero(); REACH]; SIDE];
        for channel in (0..width).step_by(LANES) {
            for column in 0..REACH {
                let line = transform_output_line(core::array::from_fn(|row| {
                    // SAFETY: the frequency is below FREQUENCIES and the channel's vector ends inside its tile: the
                    // frequencies were cut to exactly that reach.
                    unsafe { F4::load(frequencies.as_ptr().add((row * REACH + column) * stride + channel)) }
                }));
                for (between, value) in between.iter_mut().zip(line) {
                    between[column] = value;
                }
            }
            let first = F4::from_slice(&self.first[channel..]);
            let mut tile = [[F4::zero(); SIDE]; SIDE];
            for (tile, line) in tile.iter_mut().zip(between) {
                for (value, frequency) in tile.iter_mut().zip(transform_output_line(line)) {
                    *value = frequency + first;
                }
            }
            if self.shape.pool {
                self.write_pooled(place, channel, &tile);
            } else {
                self.write_plain(place, channel, &tile);
            }
        }
    }

    #[inline(always)]
    fn write_plain(&mut self, [image, row, column]: [usize; 3], channel: usize, tile: &[[F4; SIDE]; SIDE]) {
        let (height, width) = (self.shape.map_height(), self.shape.map_width());
        let valid = LANES.min(self.shape.outputs - channel);
        for (row, line) in (SIDE * row..height).zip(tile) {
            for (column, value) in (SIDE * column..width).zip(line) {
                let value = if self.shape.relu { value.relu() } else { *value };
                let start = ((image * height + row) * width + column) * self.shape.outputs + channel;
                value.write_part(&mut self.y[start..][..valid]);
            }
        }
    }

    #[inline(always)]
    fn write_pooled(&mut self, [image, row, column]: [usize; 3], channel: usize, tile: &[[F4; SIDE]; SIDE]) {
        let (height, width) = (self.shape.output_height(), self.shape.output_width());
        let valid = LANES.min(self.shape.outputs - channel);
        for (row, lines) in (2 * row..height).zip(tile.as_chunks::<2>().0) {
            for (column, corner) in (2 * column..width).zip([0, 2]) {
                let window = [lines[0][corner], lines[0][corner + 1], lines[1][corner], lines[1][corner + 1]];
                let (value, place) = winner(window);
                let value = if self.shape.relu { value.relu() } else { value };
                let start = ((image * height + row) * width + column) * self.shape.outputs + channel;
                let range = start..start + valid;
                write_winners(value, place, 0, &mut self.y[range.clone()], &mut self.argmax[range]);
            }
        }
    }
}
