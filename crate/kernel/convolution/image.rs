//! Images with their padding around them.

use super::Shape;
use crate::vector::LANES;

/// Floats of padded images that are worked on together: small enough for the second level of the cache, large
/// enough that tiny images still fill whole tiles.
const GROUP: usize = 12 * 1024;

/// Images of `floats` floats that are worked on together.
pub fn group_size(batch: usize, floats: usize) -> usize {
    (GROUP / floats.max(1)).clamp(1, batch.max(1))
}

/// Layout of padded images in a scratch buffer.
#[derive(Clone, Copy)]
pub struct Padded {
    pub height: usize,
    pub width: usize,
    pub channels: usize,
    /// Rows of zeros above each image, and columns of zeros before each row.
    pub before: usize,
}

impl Padded {
    /// Floats of one row.
    pub fn row(&self) -> usize {
        self.width * self.channels
    }

    /// Floats of one image.
    pub fn image(&self) -> usize {
        self.height * self.row()
    }

    /// A zeroed buffer for some images. A vector read at the last float stays inside.
    pub fn buffer(&self, images: usize) -> Vec<f32> {
        vec![0.0; images * self.image() + LANES]
    }

    /// Copies `[height][width][channels]` images into a buffer whose borders are zero already.
    pub fn fill(&self, images: &[f32], height: usize, width: usize, buffer: &mut [f32]) {
        let row = width * self.channels;
        for (image, padded) in images.chunks_exact(height * row).zip(buffer.chunks_exact_mut(self.image())) {
            let inside = &mut padded[self.before * (self.row() + self.channels)..];
            for (source, target) in image.chunks_exact(row).zip(inside.chunks_mut(self.row())) {
                target[..row].copy_from_slice(source);
            }
        }
    }

    /// Copies the inside of padded images out again.
    pub fn crop(&self, buffer: &[f32], height: usize, width: usize, images: &mut [f32]) {
        let row = width * self.channels;
        for (image, padded) in images.chunks_exact_mut(height * row).zip(buffer.chunks_exact(self.image())) {
            let inside = &padded[self.before * (self.row() + self.channels)..];
            for (target, source) in image.chunks_exact_mut(row).zip(inside.chunks(self.row())) {
                target.copy_from_slice(&source[..row]);
            }
        }
    }
}

impl Shape {
    /// The input with the shape's own padding.
    pub(super) fn padded(&self) -> Padded {
        Padded {
            height: self.height + 2 * self.padding,
            width: self.width + 2 * self.padding,
            channels: self.inputs,
            before: self.padding,
        }
    }
}
