//! Two-dimensional convolution with bias, optional ReLU and optional 2x2 max-pooling, in one pass; and its gradients.
//!
//! | array | shape | |
//! |---|---|---|
//! | `x`, `dx` | `[batch][height][width][inputs]` | |
//! | `w`, `dw` | `[outputs][inputs][kernel][kernel]` | burn's and PyTorch's order |
//! | `b`, `db` | `[outputs]` | |
//! | `y`, `dy` | `[batch][height'][width'][outputs]` | after ReLU and pooling |
//! | `argmax` | like `y` | place in the pooling window: 0 1 over 2 3 |
//!
//! Images are processed in groups that fit the second level of the cache; a group's images are copied into a scratch
//! buffer with their padding around them (a few percent of the work), so no inner loop knows about borders.
//!
//! Which algorithm runs where:
//! - forward, 3x3 with stride 1 and enough channels: [`winograd`], 3 multiplications less in every 4;
//! - forward otherwise: [`direct`];
//! - backward behind a pooling: [`pooled`], which visits only the winners of the pooling windows;
//! - backward otherwise: [`gradient`] (`dx` by [`winograd`] where forward would).

mod direct;
mod gradient;
mod image;
mod pooled;
pub mod winograd;

use winograd::Winograd;

/// Sizes of a convolution with a square kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Images.
    pub batch: usize,
    /// Rows of `x`.
    pub height: usize,
    /// Columns of `x`.
    pub width: usize,
    /// Channels of `x`.
    pub inputs: usize,
    /// Channels of `y`.
    pub outputs: usize,
    /// Side of the kernel.
    pub kernel: usize,
    /// Pixels from one output to the next, in both directions.
    pub stride: usize,
    /// Zero pixels on every side of `x`.
    pub padding: usize,
    /// Cut negative values off.
    pub relu: bool,
    /// Halve height and width by taking the largest of every 2x2 window; an odd last row or column is dropped.
    pub pool: bool,
}

impl Shape {
    /// Whether the kernels can do it: the kernel fits into the padded image, and nothing is empty.
    pub fn is_supported(&self) -> bool {
        let fits = |side| side + 2 * self.padding >= self.kernel;
        let smallest = if self.pool { 2 } else { 1 };
        self.batch * self.inputs * self.outputs * self.kernel * self.stride > 0
            && fits(self.height)
            && fits(self.width)
            && self.map_height() >= smallest
            && self.map_width() >= smallest
    }

    /// Height before pooling.
    pub fn map_height(&self) -> usize {
        (self.height + 2 * self.padding - self.kernel) / self.stride + 1
    }

    /// Width before pooling.
    pub fn map_width(&self) -> usize {
        (self.width + 2 * self.padding - self.kernel) / self.stride + 1
    }

    /// Height of `y`.
    pub fn output_height(&self) -> usize {
        if self.pool { self.map_height() / 2 } else { self.map_height() }
    }

    /// Width of `y`.
    pub fn output_width(&self) -> usize {
        if self.pool { self.map_width() / 2 } else { self.map_width() }
    }

    /// Length of `x`.
    pub fn x_length(&self) -> usize {
        self.batch * self.height * self.width * self.inputs
    }

    /// Length of `w`.
    pub fn w_length(&self) -> usize {
        self.outputs * self.inputs * self.kernel * self.kernel
    }

    /// Length of `y`.
    pub fn y_length(&self) -> usize {
        self.batch * self.output_height() * self.output_width() * self.outputs
    }
}

/// What forward needs.
#[derive(Clone, Copy)]
pub struct Forward<'a> {
    /// Images.
    pub x: &'a [f32],
    /// Weights.
    pub w: &'a [f32],
    /// Bias; zero where there is none.
    pub bias: Option<&'a [f32]>,
}

/// Fills `y`, and `argmax` where the shape pools (an empty slice where it does not).
///
/// # Panics
/// Where a slice does not fit the shape, or the shape is not supported.
pub fn forward(shape: &Shape, from: Forward, y: &mut [f32], argmax: &mut [u8]) {
    assert!(shape.is_supported(), "{shape:?}");
    assert_eq!(from.x.len(), shape.x_length());
    assert_eq!(from.w.len(), shape.w_length());
    assert_eq!(y.len(), shape.y_length());
    assert_eq!(argmax.len(), if shape.pool { y.len() } else { 0 });
    if winograd::pays(shape) {
        Winograd::new(shape, from.w, from.bias).run(shape.batch, from.x, y, argmax);
    } else {
        direct::forward(shape, from, y, argmax);
    }
}

/// What backward needs.
#[derive(Clone, Copy)]
pub struct Backward<'a> {
    /// Images.
    pub x: &'a [f32],
    /// Weights.
    pub w: &'a [f32],
    /// The output of forward; only read where the shape has a ReLU.
    pub y: &'a [f32],
    /// As forward left it; empty where the shape does not pool.
    pub argmax: &'a [u8],
    /// Gradient of `y`.
    pub dy: &'a [f32],
}

/// Where the gradients go. `dx` and `db` are optional: a first layer needs no `dx`.
pub struct Gradients<'a> {
    /// Gradient of the images.
    pub dx: Option<&'a mut [f32]>,
    /// Gradient of the weights.
    pub dw: &'a mut [f32],
    /// Gradient of the bias.
    pub db: Option<&'a mut [f32]>,
}

/// Fills the gradients.
///
/// # Panics
/// Where a slice does not fit the shape, or the shape is not supported.
pub fn backward(shape: &Shape, from: Backward, to: Gradients) {
    assert!(shape.is_supported(), "{shape:?}");
    assert_eq!(from.x.len(), shape.x_length());
    assert_eq!(from.w.len(), shape.w_length());
    assert_eq!(from.dy.len(), shape.y_length());
    assert_eq!(to.dw.len(), shape.w_length());
    if shape.relu {
        assert_eq!(from.y.len(), shape.y_length());
    }
    if let Some(dx) = &to.dx {
        assert_eq!(dx.len(), shape.x_length());
    }
    if let Some(db) = &to.db {
        assert_eq!(db.len(), shape.outputs);
    }
    if shape.pool {
        assert_eq!(from.argmax.len(), shape.y_length());
        pooled::backward(shape, from, to);
    } else {
        gradient::backward(shape, from, to);
    }
}

#[cfg(test)]
mod tests;
