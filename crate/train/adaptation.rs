//! Preparing a trained teacher for another domain, of which it sees images but no labels.
//!
//! - Pseudo-labels: Lee 2013, "Pseudo-Label: The Simple and Efficient Semi-Supervised Learning Method for Deep Neural
//!   Networks", equation 15. After its own training the teacher goes on with both kinds of images: those of its domain with
//!   their labels, and those of the new domain that it answers with at least the confidence asked for, with that answer as
//!   the label, found anew at every update. Both losses count equally; the paper lets the second one grow.
//! - Statistics: Li et al. 2016, "Revisiting Batch Normalization For Practical Domain Adaptation" (AdaBN). No weight changes;
//!   batch norm's running means and variances are taken again, on images of the new domain.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::images;
use crate::data::Dataset;
use crate::data::selection::{EndlessOrder, Selection};
use crate::device;
use crate::math;
use crate::method::loss;
use crate::model::{Mode, Net};
use crate::seed::Stream;
use crate::spec::ExperimentSpec;

/// Batches of images over which running statistics are taken. burn keeps 9 tenths of the old value at each, so that of the
/// old domain 0.9 to the power of 60 is left: less than two thousandths.
pub const STATISTICS_BATCHES: u32 = 60;

/// Learning rate of those updates, as a part of the teacher's own: at full speed the first wrong labels carry it away.
pub(super) const SLOWER: f32 = 0.2;

/// Updates with pseudo-labels after `updates` ordinary ones.
pub fn further_updates(updates: u32) -> u32 {
    updates.div_ceil(2)
}

/// The images of the new domain: those that the students will get, in an endless order.
pub(super) struct NewDomain {
    images: Vec<u32>,
    order: EndlessOrder,
    batch: usize,
    confidence: f64,
}

impl NewDomain {
    pub fn new(spec: &ExperimentSpec, selection: &Selection, batch: usize) -> Self {
        let images = selection.transfer_set();
        let order = EndlessOrder::new(spec.seed.stream("teacher/adaptation-order"), images.len());
        Self { images, order, batch, confidence: f64::from(spec.confidence.get()) }
    }

    /// Winds on by so many batches.
    pub fn skip(&mut self, batches: u32) {
        self.order.skip(self.batch, batches);
    }

    fn next(&mut self) -> Vec<u32> {
        self.order.take(self.batch).into_iter().map(|position| self.images[position as usize]).collect()
    }

    /// Mean cross-entropy of the next images with the network's own confident answers; none where it is sure of none.
    /// `net` lives on the device with gradients.
    pub fn pseudo_loss(
        &mut self,
        net: &Net,
        target: &Dataset,
        dropout: &mut Stream,
        device: &Device,
    ) -> Option<Tensor<1>> {
        let indices = self.next();
        let source = target.source;
        let plain = images::images(source, &target.train, &indices, device);
        let answers = device::read(net.valid().forward(plain, Mode::Evaluate).logits);
        let answers: Vec<f32> = answers.iter::<f32>().collect();
        let (sure, labels): (Vec<u32>, Vec<u8>) = indices
            .iter()
            .zip(answers.chunks_exact(source.classes.len()))
            .filter_map(|(&image, row)| Some((image, confident(row, self.confidence)?)))
            .unzip();
        // Batch norm has no statistics of one image.
        if sure.len() < 2 {
            return None;
        }
        let device = device.clone().autodiff();
        let x = images::images(source, &target.train, &sure, &device);
        let targets = images::one_hot(labels.into_iter(), source.classes.len(), &device);
        let logits = net.forward(x, Mode::Train(dropout)).logits;
        Some(loss::cross_entropy(logits, targets))
    }

    /// Lets batch norm see the next images, as in training. `net` lives on the device with gradients.
    pub fn take_statistics(&mut self, net: &Net, target: &Dataset, dropout: &mut Stream, device: &Device) {
        let x = images::images(target.source, &target.train, &self.next(), &device.clone().autodiff());
        let _ = device::read(net.forward(x, Mode::Train(dropout)).logits);
    }
}

/// The most likely class, where its probability reaches the threshold.
fn confident(logits: &[f32], threshold: f64) -> Option<u8> {
    let best = math::argmax(logits);
    (math::exp(math::log_softmax(logits, 1.0)[best]) >= threshold).then_some(best as u8)
}

#[cfg(test)]
mod tests {
    use burn::nn::{BatchNorm, BatchNormConfig, Linear, LinearConfig};

    use super::*;
    use crate::engine;

    #[derive(Module, Debug)]
    struct Normed {
        dense: Linear,
        norm: BatchNorm,
    }

    #[test]
    fn statistics_follow_the_images_that_it_sees() {
        let plain = Device::flex();
        let device = plain.clone().autodiff();
        let dense = LinearConfig::new(2, 2).init(&device);
        let net = Normed { dense, norm: BatchNormConfig::new(1).init(&device) };
        // Values 3 and 5: mean 4, variance 1 over the batch.
        let images = |device: &Device| Tensor::<4>::from_data([[[[3.0, 5.0]]], [[[5.0, 3.0]]]], device);
        for _ in 0..STATISTICS_BATCHES {
            let _ = engine::batch_norm(&net.norm, images(&device), false).into_data();
        }
        let normed = engine::batch_norm(&net.valid().norm, images(&plain), false).into_data();
        let normed: Vec<f32> = normed.iter::<f32>().collect();
        for (found, expected) in normed.iter().zip([-1.0, 1.0, 1.0, -1.0]) {
            assert!((found - expected).abs() < 0.1, "{normed:?}");
        }
    }

    #[test]
    fn only_sure_answers_become_labels() {
        assert_eq!(confident(&[0.0, 10.0, 0.0], 0.9), Some(1));
        assert_eq!(confident(&[0.0, 1.0, 0.0], 0.9), None);
        assert_eq!(confident(&[0.0, 1.0, 0.0], 0.5), Some(1));
    }
}
