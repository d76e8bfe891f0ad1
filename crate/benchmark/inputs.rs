//! Noise for images, chance for labels.

use burn::tensor::{Device, Tensor, TensorData};

use crate::model::ImageShape;
use crate::seed::Seed;
use crate::train::images::one_hot;

/// Two periods without a common divisor: a batch of images meets the same labels again after their product.
const IMAGE_BATCHES: usize = 8;
const LABEL_BATCHES: usize = 61;

/// The batches that a benchmark goes through.
pub struct Inputs {
    /// `[batch, 1, height, width]`, from 0 to 1.
    images: Vec<Tensor<4>>,
    /// One-hot, `[batch, classes]`.
    labels: Vec<Tensor<2>>,
}

impl Inputs {
    /// The same numbers for the same shape and batch size.
    pub fn new(shape: ImageShape, batch: usize, device: &Device) -> Self {
        let mut stream = Seed(1).stream("benchmark/inputs");
        let dims = [batch, 1, shape.height, shape.width];
        let images = (0..IMAGE_BATCHES).map(|_| {
            let values: Vec<f32> = (0..dims.iter().product()).map(|_| stream.uniform()).collect();
            Tensor::from_data(TensorData::new(values, dims), device)
        });
        let images = images.collect();
        let labels = (0..LABEL_BATCHES).map(|_| {
            let labels: Vec<u8> = (0..batch).map(|_| stream.below(shape.classes as u32) as u8).collect();
            one_hot(labels.into_iter(), shape.classes, device)
        });
        Self { images, labels: labels.collect() }
    }

    /// All different batches of images.
    pub fn images(&self) -> &[Tensor<4>] {
        &self.images
    }

    /// Which batch of images an update sees.
    pub fn image_batch(&self, update: usize) -> usize {
        update % IMAGE_BATCHES
    }

    /// The labels that an update sees.
    pub fn labels(&self, update: usize) -> Tensor<2> {
        self.labels[update % LABEL_BATCHES].clone()
    }
}
