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
    /// The teacher's training images: the students' labelled images first, then the others in their order.
    pub teacher: Vec<u32>,
    /// The label of each of them: the true one, but for the class that the teacher is taught to take for another.
    pub teacher_labels: Vec<u8>,
}

impl Selection {
    /// Chooses by the seed of the spec.
    pub fn new(spec: &ExperimentSpec, train: &Split, classes: usize) -> Self {
        let mut order = spec.seed.stream("data/selection").permutation(train.len());
        let omitted = spec.omitted.label();
        let mut students = order.clone();
        students.retain(|&image| Some(train.labels[image as usize]) != omitted);
        let labelled = balanced(&mut students, train, classes, spec.labelled.get() as usize);
        let unlabelled = students[..(spec.unlabelled.get() as usize).min(students.len())].to_vec();
        leave_out(&mut order, &labelled);
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
        let teacher_labels = confused(spec, teacher.iter().map(|&image| train.labels[image as usize]));
        Self { labelled, labels, unlabelled, teacher, teacher_labels }
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
    leave_out(order, &taken);
    taken
}

/// Removes the images `taken`.
fn leave_out(order: &mut Vec<u32>, taken: &[u32]) {
    let taken: std::collections::BTreeSet<u32> = taken.iter().copied().collect();
    order.retain(|image| !taken.contains(image));
}

/// The teacher's labels: of one class, a share is changed to another.
fn confused(spec: &ExperimentSpec, labels: impl Iterator<Item = u8>) -> Vec<u8> {
    let (Some(from), Some(to)) = (spec.confused_from.label(), spec.confused_to.label()) else {
        return labels.collect();
    };
    let mut stream = spec.seed.stream("teacher/confusion");
    labels
        .map(|label| if label == from && stream.uniform() < spec.confused_share.get() { to } else { label })
        .collect()
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

    /// Winds on as far as `times` calls of [`Self::take`] do.
    pub fn skip(&mut self, count: usize, times: u32) {
        for _ in 0..times {
            self.take(count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Dataset;
    use crate::seed::Seed;
    use crate::spec::choices::ClassChoice;
    use crate::spec::units::{ImageCount, LabelNoise, Share};

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
    fn an_omitted_class_is_missing_for_the_students_and_known_to_the_teacher() {
        let digits = Dataset::open("digits", &[]).expect("embedded");
        let all = ExperimentSpec {
            unlabelled: ImageCount::new(900).expect("in range"),
            ..ExperimentSpec::default()
        };
        let spec = ExperimentSpec { omitted: ClassChoice::Class3, ..all.clone() };
        let selection = Selection::new(&spec, &digits.train, 10);
        let label = |image: &u32| digits.train.labels[*image as usize];
        assert!(selection.transfer_set().iter().all(|image| label(image) != 3));
        assert_eq!((selection.labelled.len(), selection.unlabelled.len()), (50, 900));
        for class in (0..10).filter(|&class| class != 3) {
            let count = selection.labels.iter().filter(|&&label| label == class).count();
            assert!((5..=6).contains(&count), "50 images over 9 classes: {count}");
        }
        let threes =
            |selection: &Selection| selection.teacher.iter().filter(|&image| label(image) == 3).count();
        assert_eq!(threes(&selection), threes(&Selection::new(&all, &digits.train, 10)));
        assert_eq!(selection.teacher.len(), 1300);
    }

    #[test]
    fn a_confused_teacher_learns_the_asked_share_of_one_class_as_another() {
        let digits = Dataset::open("digits", &[]).expect("embedded");
        let spec = ExperimentSpec {
            confused_from: ClassChoice::Class4,
            confused_share: Share::new(0.75).expect("in range"),
            ..ExperimentSpec::default()
        };
        let selection = Selection::new(&spec, &digits.train, 10);
        let pairs = selection
            .teacher
            .iter()
            .map(|&image| digits.train.labels[image as usize])
            .zip(selection.teacher_labels.iter().copied());
        let (fours, others): (Vec<_>, Vec<_>) = pairs.partition(|&(truth, _)| truth == 4);
        assert!(others.iter().all(|(truth, told)| truth == told));
        let nines = fours.iter().filter(|&&(_, told)| told == 9).count() as f64 / fours.len() as f64;
        assert!((0.65..0.85).contains(&nines), "{nines}");
        assert!(fours.iter().all(|&(_, told)| told == 4 || told == 9));
        assert_eq!(
            selection.labelled,
            Selection::new(&ExperimentSpec::default(), &digits.train, 10).labelled
        );
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
