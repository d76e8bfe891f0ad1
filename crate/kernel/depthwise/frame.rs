//! One image with zeros around it and its channels rounded up to whole vectors.

use crate::vector::LANES;

/// Layout of a framed image.
#[derive(Clone, Copy)]
pub struct Frame {
    height: usize,
    width: usize,
    channels: usize,
    lanes: usize,
    padding: usize,
}

impl Frame {
    /// Around `[height, width, channels]`, so many zero pixels on every side.
    pub fn new([height, width, channels]: [usize; 3], padding: usize) -> Self {
        Self { height, width, channels, lanes: channels.next_multiple_of(LANES), padding }
    }

    /// Floats of one row.
    pub fn row(&self) -> usize {
        (self.width + 2 * self.padding) * self.lanes
    }

    /// Zeros.
    pub fn buffer(&self) -> Vec<f32> {
        vec![0.0; (self.height + 2 * self.padding) * self.row()]
    }

    /// Where a row of the image starts.
    fn start(&self, row: usize) -> usize {
        (row + self.padding) * self.row() + self.padding * self.lanes
    }

    /// Copies an image into a buffer whose borders are zero already.
    pub fn fill(&self, image: &[f32], buffer: &mut [f32]) {
        for (row, image) in image.chunks_exact(self.width * self.channels).enumerate() {
            let buffer = &mut buffer[self.start(row)..][..self.width * self.lanes];
            if self.lanes == self.channels {
                buffer.copy_from_slice(image);
                continue;
            }
            for (buffer, pixel) in buffer.chunks_exact_mut(self.lanes).zip(image.chunks_exact(self.channels))
            {
                buffer[..self.channels].copy_from_slice(pixel);
            }
        }
    }

    /// Copies the image out again.
    pub fn empty(&self, buffer: &[f32], image: &mut [f32]) {
        for (row, image) in image.chunks_exact_mut(self.width * self.channels).enumerate() {
            let buffer = &buffer[self.start(row)..][..self.width * self.lanes];
            if self.lanes == self.channels {
                image.copy_from_slice(buffer);
                continue;
            }
            for (buffer, pixel) in buffer.chunks_exact(self.lanes).zip(image.chunks_exact_mut(self.channels))
            {
                pixel.copy_from_slice(&buffer[..self.channels]);
            }
        }
    }
}
