//! The finished network, or the networks of an ensemble in turn, on a batch of test images, again and again: what a stopwatch times.

use burn::tensor::Tensor;

use crate::data::Dataset;
use crate::device::{self, EngineMissing};
use crate::model::{Mode, Net};
use crate::spec::choices::Engine;
use crate::train::{evaluation, images};

/// See the module.
pub struct Inference {
    nets: Vec<Net>,
    images: Tensor<4>,
}

impl Inference {
    /// Prepares one batch; `nets` live on the plain device of `engine`.
    ///
    /// # Errors
    /// [`EngineMissing`] where the build lacks the engine.
    pub fn new(nets: Vec<Net>, dataset: &Dataset, engine: Engine) -> Result<Self, EngineMissing> {
        // A search takes milliseconds for one image, a network microseconds.
        let slow = nets.iter().any(|net| matches!(net, Net::Search(_)));
        let batch = if slow { 2 } else { evaluation::BATCH };
        let count = batch.min(dataset.test.len()) as u32;
        let indices: Vec<u32> = (0..count).collect();
        let device = device::plain(engine)?;
        Ok(Self { nets, images: images::images(dataset.source, &dataset.test, &indices, &device) })
    }

    /// Runs the batch once and returns the number of its images.
    pub fn run(&self) -> u32 {
        for net in &self.nets {
            let logits = net.forward(self.images.clone(), Mode::Evaluate).logits;
            // Reading the numbers makes sure that they were computed.
            let _ = device::read(logits);
        }
        let [images, ..] = self.images.dims();
        images as u32
    }
}
