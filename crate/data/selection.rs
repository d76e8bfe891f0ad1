//! Which training images an experiment uses, and in which order the students see them.

use super::Split;
use crate::seed::Stream;
use crate::spec::ExperimentSpec;

/// The images of an experiment, as indices into the training split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Images whose label the students may use; every class gets its equal share, as far as it has images.
    pub labelled: Vec<u32>,
    /// The label of each of them, with the noise that the spec asks for.
    pub labels: Vec<u8>,
    /// Images that only the teacher labels.
    pub unlabelled: Vec<u32>,
    /// The teacher's training images, with their true labels: the students' images first, then others.
    pub teacher: Vec<u32>,
}

impl Selection {
    /// Chooses by the seed of the spec.
    pub fn new(spec: &ExperimentSpec, train: &Split, classes: usize) -> Self {
        let mut order = spec.seed.stream("data/selection").permutation(train.len());
        let labelled = balanced(&mut order, train, classes, spec.labelled.get() as usize);
        let unlabelled = order[..(spec.unlabelled.get() as usize).min(order.len())].to_vec();
        let mut labels: Vec<u8> = labelled.iter().map(|&image| train.labels[image as usize]).collect();
        let mut noise = spec.seed.stream("data/label-noise");
        for label in &mut labels {
            if noise.uniform() < spec.label_noise.get() {
                let other = (u32::from(*label) + 1 + noise.below(classes as u32 - 1)) % classes as u32;
                *label = other as u8;
            }
        }
        let mut teacher: Vec<u32> = labelled.iter().chain(&order).copied().collect();
        match spec.teacher_images.get() as usize {
            0 => {}
            count => teacher.truncate(count),
        }
        Self { labelled, labels, unlabelled, teacher }
    }

    /// The transfer set: all images on which teacher and student may be compared, labelled ones first.
    pub fn transfer_set(&self) -> Vec<u32> {
        self.labelled.iter().chain(&self.unlabelled).copied().collect()
    }
}

/// Takes `count` images out of `order`, class by class in turn, the first ones of each.
fn balanced(order: &mut Vec<u32>, train: &Split, classes: usize, count: usize) -> Vec<u32> {
    let mut queues = vec![std::collections::VecDeque::new(); classes];
    for &image in order.iter() {
        queues[usize::from(train.labels[image as usize])].push_back(image);
    }
    let mut taken = vec![];
    while taken.len() < count.min(order.len()) {
        for queue in &mut queues {
            if taken.len() < count {
                taken.extend(queue.pop_front());
            }
        }
    }
    let mut chosen = vec![false; train.len()];
    for &image in &taken {
        chosen[image as usize] = true;
    }
    order.retain(|&image| !chosen[image as usize]);
    taken
}

/// An endless seeded order of `0..count`: each epoch is a new permutation.
#[derive(Debug, Clone)]
pub struct EndlessOrder {
    stream: Stream,
    order: Vec<u32>,
    at: usize,
}

impl EndlessOrder {
    /// An order of the numbers below `count`.
    pub fn new(stream: Stream, count: usize) -> Self {
        Self { stream, order: (0..count as u32).collect(), at: count }
    }

    /// The next `count` numbers, at most one epoch of them.
    pub fn take(&mut self, count: usize) -> Vec<u32> {
        let count = count.min(self.order.len());
        (0..count)
            .map(|_| {
                if self.at == self.order.len() {
                    self.stream.shuffle(&mut self.order);
                    self.at = 0;
                }
                self.at += 1;
                self.order[self.at - 1]
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Dataset;
    use crate::seed::Seed;
    use crate::spec::units::{ImageCount, LabelNoise};

    #[test]
    fn labelled_images_are_balanced_and_disjoint_from_the_unlabelled() {
        let digits = Dataset::open("digits", &[]).expect("embedded");
        let spec = ExperimentSpec {
            unlabelled: ImageCount::new(300).expect("in range"),
            ..ExperimentSpec::default()
        };
        let selection = Selection::new(&spec, &digits.train, 10);
        for class in 0..10 {
            assert_eq!(selection.labels.iter().filter(|&&label| label == class).count(), 5);
        }
        assert_eq!(selection.unlabelled.len(), 300);
        assert!(selection.labelled.iter().all(|image| !selection.unlabelled.contains(image)));
        let mut all = selection.teacher.clone();
        all.sort_unstable();
        assert_eq!(all, (0..1300).collect::<Vec<_>>());
    }

    #[test]
    fn noise_changes_the_asked_share_of_labels_and_only_labels() {
        let digits = Dataset::open("digits", &[]).expect("embedded");
        let clean = ExperimentSpec {
            labelled: ImageCount::new(1000).expect("in range"),
            ..ExperimentSpec::default()
        };
        let noisy = ExperimentSpec { label_noise: LabelNoise::new(0.3).expect("in range"), ..clean.clone() };
        let (clean, noisy) =
            (Selection::new(&clean, &digits.train, 10), Selection::new(&noisy, &digits.train, 10));
        assert_eq!(clean.labelled, noisy.labelled);
        let changed = clean.labels.iter().zip(&noisy.labels).filter(|(a, b)| a != b).count();
        assert!((250..350).contains(&changed), "{changed}");
    }

    #[test]
    fn an_epoch_holds_every_image_once_and_a_small_set_gives_small_batches() {
        let mut order = EndlessOrder::new(Seed(1).stream("test"), 10);
        let mut epoch: Vec<u32> = (0..5).flat_map(|_| order.take(2)).collect();
        epoch.sort_unstable();
        assert_eq!(epoch, (0..10).collect::<Vec<_>>());
        assert_eq!(order.take(64).len(), 10);
    }
}
