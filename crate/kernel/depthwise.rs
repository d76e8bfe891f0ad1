//! Depthwise convolution (each channel with a kernel of its own) with bias, and its gradients.
//!
//! | array | shape | |
//! |---|---|---|
//! | `x`, `dx` | `[batch][height][width][channels]` | |
//! | `w`, `dw` | `[channels][kernel][kernel]` | burn's and PyTorch's order |
//! | `b`, `db` | `[channels]` | |
//! | `y`, `dy` | `[batch][height'][width'][channels]` | |
//!
//! Nothing is shared between channels, so there is no product of matrices: each vector of channels keeps its weights (or
//! for `dw` its sums) in registers and runs along the pixels of a row. Images are copied, one at a time, into a frame
//! with their padding around them and their channels rounded up to whole vectors.
//!
//! `dx` is the convolution of `dy` with the kernel turned over where the stride is one; else each `dy` is handed out to
//! the pixels that it came from, and no product with a zero is computed.

mod frame;
mod rows;

use crate::columns::ColumnSums;
use crate::vector::LANES;
use frame::Frame;
use rows::Geometry;

/// Sizes of a depthwise convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Images.
    pub batch: usize,
    /// Rows of `x`.
    pub height: usize,
    /// Columns of `x`.
    pub width: usize,
    /// Channels.
    pub channels: usize,
    /// Side of the kernels.
    pub kernel: usize,
    /// Pixels from one output to the next, in both directions.
    pub stride: usize,
    /// Zero pixels on every side of `x`.
    pub padding: usize,
}

impl Shape {
    /// Whether the kernels can do it: kernels of 3x3 or 5x5 that fit into the padded image, less padding than kernel, and
    /// nothing is empty.
    pub fn is_supported(&self) -> bool {
        let fits = |side| side > 0 && side + 2 * self.padding >= self.kernel;
        matches!(self.kernel, 3 | 5)
            && self.padding < self.kernel
            && self.batch * self.channels * self.stride > 0
            && fits(self.height)
            && fits(self.width)
    }

    /// Rows of `y`.
    pub fn output_height(&self) -> usize {
        (self.height + 2 * self.padding - self.kernel) / self.stride + 1
    }

    /// Columns of `y`.
    pub fn output_width(&self) -> usize {
        (self.width + 2 * self.padding - self.kernel) / self.stride + 1
    }

    /// Length of `x`.
    pub fn x_length(&self) -> usize {
        self.batch * self.image()
    }

    /// Length of `w`.
    pub fn w_length(&self) -> usize {
        self.channels * self.kernel * self.kernel
    }

    /// Length of `y`.
    pub fn y_length(&self) -> usize {
        self.batch * self.map()
    }

    fn image(&self) -> usize {
        self.height * self.width * self.channels
    }

    fn map(&self) -> usize {
        self.output_height() * self.output_width() * self.channels
    }

    /// Channels rounded up to whole vectors.
    fn lanes(&self) -> usize {
        self.channels.next_multiple_of(LANES)
    }

    /// `x` with the convolution's padding.
    fn input_frame(&self) -> Frame {
        Frame::new([self.height, self.width, self.channels], self.padding)
    }

    /// `y` without padding.
    fn output_frame(&self) -> Frame {
        Frame::new([self.output_height(), self.output_width(), self.channels], 0)
    }

    fn geometry(&self) -> Geometry {
        Geometry {
            height: self.output_height(),
            width: self.output_width(),
            lanes: self.lanes(),
            stride: self.stride,
            row: self.input_frame().row(),
        }
    }

    /// Weights as `[kernel row][kernel column][channel]`, channels rounded up; `turned` over by 180 degrees if asked.
    fn pack(&self, w: &[f32], turned: bool) -> Vec<f32> {
        let (taps, lanes) = (self.kernel * self.kernel, self.lanes());
        let mut packed = vec![0.0; taps * lanes];
        for (channel, weights) in w.chunks_exact(taps).enumerate() {
            for (tap, weight) in weights.iter().enumerate() {
                let tap = if turned { taps - 1 - tap } else { tap };
                packed[tap * lanes + channel] = *weight;
            }
        }
        packed
    }
}

/// Fills `y`.
///
/// # Panics
/// Where a slice does not fit the shape, or the shape is not supported.
pub fn forward(shape: &Shape, x: &[f32], w: &[f32], bias: Option<&[f32]>, y: &mut [f32]) {
    assert!(shape.is_supported(), "{shape:?}");
    assert_eq!(x.len(), shape.x_length());
    assert_eq!(w.len(), shape.w_length());
    assert_eq!(y.len(), shape.y_length());
    let mut first = bias.map_or_else(Vec::new, <[f32]>::to_vec);
    assert!(bias.is_none() || first.len() == shape.channels);
    first.resize(shape.lanes(), 0.0);
    let weights = shape.pack(w, false);
    let mut input = shape.input_frame().buffer();
    let mut output = shape.output_frame().buffer();
    for (x, y) in x.chunks_exact(shape.image()).zip(y.chunks_exact_mut(shape.map())) {
        shape.input_frame().fill(x, &mut input);
        rows::correlate(shape.kernel, &shape.geometry(), &input, &weights, &first, &mut output);
        shape.output_frame().empty(&output, y);
    }
}

/// What backward needs.
#[derive(Clone, Copy)]
pub struct Backward<'a> {
    /// Images.
    pub x: &'a [f32],
    /// Weights.
    pub w: &'a [f32],
    /// Gradient of `y`.
    pub dy: &'a [f32],
}

/// Fills the gradients.
///
/// # Panics
/// Where a slice does not fit the shape, or the shape is not supported.
pub fn backward(
    shape: &Shape,
    from: Backward,
    mut dx: Option<&mut [f32]>,
    dw: &mut [f32],
    db: Option<&mut [f32]>,
) {
    assert!(shape.is_supported(), "{shape:?}");
    assert_eq!(from.x.len(), shape.x_length());
    assert_eq!(from.w.len(), shape.w_length());
    assert_eq!(from.dy.len(), shape.y_length());
    assert_eq!(dw.len(), shape.w_length());
    let mut input = shape.input_frame().buffer();
    let mut gradient = shape.output_frame().buffer();
    let mut sums = vec![0.0; shape.kernel * shape.kernel * shape.lanes()];
    let mut to_input = dx.is_some().then(|| ToInput::new(shape, from.w));
    let images = from.x.chunks_exact(shape.image()).zip(from.dy.chunks_exact(shape.map()));
    for (image, (x, dy)) in images.enumerate() {
        shape.input_frame().fill(x, &mut input);
        shape.output_frame().fill(dy, &mut gradient);
        rows::gather(shape.kernel, &shape.geometry(), &input, &gradient, &mut sums);
        if let (Some(to_input), Some(dx)) = (&mut to_input, &mut dx) {
            to_input.fill(shape, dy, &gradient, &mut dx[image * shape.image()..][..shape.image()]);
        }
    }
    let taps = shape.kernel * shape.kernel;
    for (channel, dw) in dw.chunks_exact_mut(taps).enumerate() {
        dw.iter_mut().enumerate().for_each(|(tap, dw)| *dw = sums[tap * shape.lanes() + channel]);
    }
    if let Some(db) = db {
        let mut sums = ColumnSums::new(shape.channels);
        sums.add(from.dy);
        db.copy_from_slice(sums.total());
    }
}

/// `dx`, image by image.
struct ToInput {
    /// Around `dy` for stride one, around `dx` otherwise.
    frame: Frame,
    buffer: Vec<f32>,
    weights: Vec<f32>,
    output: Vec<f32>,
}

impl ToInput {
    fn new(shape: &Shape, w: &[f32]) -> Self {
        let turned = shape.stride == 1;
        let output = Frame::new([shape.height, shape.width, shape.channels], 0);
        let frame = if turned {
            let sides = [shape.output_height(), shape.output_width(), shape.channels];
            Frame::new(sides, shape.kernel - 1 - shape.padding)
        } else {
            shape.input_frame()
        };
        let output = if turned { output.buffer() } else { Vec::new() };
        Self { frame, buffer: frame.buffer(), weights: shape.pack(w, turned), output }
    }

    fn fill(&mut self, shape: &Shape, dy: &[f32], gradient: &[f32], dx: &mut [f32]) {
        let Self { frame, buffer, weights, output } = self;
        if shape.stride == 1 {
            frame.fill(dy, buffer);
            let geometry =
                Geometry { height: shape.height, width: shape.width, row: frame.row(), ..shape.geometry() };
            let first = vec![0.0; shape.lanes()];
            rows::correlate(shape.kernel, &geometry, buffer, weights, &first, output);
            Frame::new([shape.height, shape.width, shape.channels], 0).empty(output, dx);
        } else {
            buffer.fill(0.0);
            rows::scatter(shape.kernel, &shape.geometry(), gradient, weights, buffer);
            frame.empty(buffer, dx);
        }
    }
}

#[cfg(test)]
mod tests;
