//! Running many images through a network, one batch a step, so that no step takes long.

use burn::tensor::Device;

use super::images;
use crate::data::{Source, Split};
use crate::device;
use crate::model::{Mode, Net};

/// Images in one step.
pub const BATCH: usize = 128;

/// A run over a list of images.
pub struct Evaluation {
    net: Net,
    indices: Vec<u32>,
    logits: Vec<f32>,
    done: usize,
}

impl Evaluation {
    /// Prepares to run these images; `net` lives on a plain device.
    pub fn new(net: Net, indices: Vec<u32>) -> Self {
        Self { net, indices, logits: vec![], done: 0 }
    }

    /// Images done and images in all.
    pub fn progress(&self) -> (usize, usize) {
        (self.done, self.indices.len())
    }

    /// Runs one batch. Returns the logits `[images, classes]`, row-major, once all are done.
    pub fn step(&mut self, source: &Source, split: &Split, device: &Device) -> Option<Vec<f32>> {
        let batch = &self.indices[self.done..(self.done + BATCH).min(self.indices.len())];
        let x = images::images(source, split, batch, device);
        let logits = device::read(self.net.forward(x, Mode::Evaluate).logits);
        self.logits.extend(logits.iter::<f32>());
        self.done += batch.len();
        (self.done == self.indices.len()).then(|| std::mem::take(&mut self.logits))
    }
}

/// All images of a split at once: logits `[images, classes]`, row-major. `net` lives on the plain `device`.
pub fn answers(net: Net, source: &Source, split: &Split, device: &Device) -> Vec<f32> {
    if split.is_empty() {
        return vec![];
    }
    let mut run = Evaluation::new(net, (0..split.len() as u32).collect());
    loop {
        if let Some(logits) = run.step(source, split, device) {
            return logits;
        }
    }
}

/// At which updates the test images are run: before the first, after the last, and about `points` times between.
pub fn is_due(update: u32, updates: u32, points: u32) -> bool {
    update.is_multiple_of(updates.div_ceil(points)) || update == updates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_of_a_run_are_evaluated() {
        let due = |updates: u32| (0..=updates).filter(|&update| is_due(update, updates, 40)).count();
        assert!(is_due(0, 400, 40) && is_due(400, 400, 40) && is_due(1, 1, 40));
        assert_eq!(due(400), 41);
        assert!(due(417) <= 41 && due(7) == 8);
    }
}
