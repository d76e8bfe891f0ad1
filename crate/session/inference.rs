//! The finished network on a batch of test images, again and again: what a stopwatch times.

use burn::tensor::Tensor;

use crate::data::Dataset;
use crate::device::{self, EngineMissing};
use crate::model::{Mode, Net};
use crate::spec::choices::Engine;
use crate::train::{evaluation, images};

/// See the module.
pub struct Inference {
    net: Net,
    images: Tensor<4>,
}

impl Inference {
    /// Prepares one batch; `net` lives on the plain device of `engine`.
    ///
    /// # Errors
    /// [`EngineMissing`] where the build lacks the engine.
    pub fn new(net: Net, dataset: &Dataset, engine: Engine) -> Result<Self, EngineMissing> {
        // A search takes milliseconds for one image, a network microseconds.
        let batch = if matches!(net, Net::Search(_)) { 2 } else { evaluation::BATCH };
        let count = batch.min(dataset.test.len()) as u32;
        let indices: Vec<u32> = (0..count).collect();
        let device = device::plain(engine)?;
        Ok(Self { net, images: images::images(dataset.source, &dataset.test, &indices, &device) })
    }

    /// Runs the batch once and returns the number of its images.
    pub fn run(&self) -> u32 {
        let logits = self.net.forward(self.images.clone(), Mode::Evaluate).logits;
        let [images, _] = logits.dims();
        // Reading the numbers makes sure that they were computed.
        let _ = logits.into_data();
        images as u32
    }
}
