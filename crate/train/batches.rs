//! The images of each update. Where the experiment has unlabelled images, a method that can use them draws
//! - at alpha = 0 from the unlabelled images only,
//! - at alpha > 0 a quarter of each batch from the labelled ones, so that the hard term has something to say.

use burn::tensor::{Device, Tensor};

use super::images;
use crate::data::Dataset;
use crate::data::selection::{EndlessOrder, Selection};
use crate::spec::ExperimentSpec;
use crate::spec::choices::Path;

/// The images that an arm may use, in the order in which it does.
pub(super) struct Batches {
    selection: Selection,
    transfer_set: Vec<u32>,
    labelled: Draw,
    unlabelled: Draw,
}

/// The images of one update.
#[derive(Clone)]
pub(super) struct Drawn {
    pub images: Tensor<4>,
    /// One-hot, of the first rows.
    pub labels: Option<Tensor<2>>,
    /// Positions in the transfer set.
    pub positions: Vec<usize>,
    /// How the games ended, where images are positions of games.
    pub outcomes: Option<Tensor<2>>,
}

/// An order of images and how many of them a batch takes.
struct Draw {
    order: EndlessOrder,
    count: usize,
}

impl Batches {
    /// Those of an arm that does or does not use unlabelled images.
    pub fn new(spec: &ExperimentSpec, selection: Selection, uses_unlabelled: bool) -> Self {
        let [labelled, unlabelled] = batch_counts(spec, uses_unlabelled, &selection);
        let draw = |purpose, images: &[u32], count| Draw {
            order: EndlessOrder::new(spec.seed.stream(purpose), images.len()),
            count,
        };
        Self {
            labelled: draw("student/labelled-order", &selection.labelled, labelled),
            unlabelled: draw("student/unlabelled-order", &selection.unlabelled, unlabelled),
            transfer_set: selection.transfer_set(),
            selection,
        }
    }

    /// All images that a teacher is asked for, labelled ones first.
    pub fn transfer_set(&self) -> &[u32] {
        &self.transfer_set
    }

    /// The images of the next update, with so many before it.
    pub fn next(&mut self, spec: &ExperimentSpec, dataset: &Dataset, update: u32, device: &Device) -> Drawn {
        let source = dataset.source;
        // Positions in the transfer set: the labelled images come first there.
        let mut positions: Vec<usize> = self.labelled.next().collect();
        let labelled = positions.len();
        positions.extend(self.unlabelled.next().map(|image| image + self.selection.labelled.len()));
        let indices: Vec<u32> = positions.iter().map(|&position| self.transfer_set[position]).collect();
        let labels = positions[..labelled].iter().map(|&position| self.selection.labels[position]);
        let labels = (labelled > 0).then(|| images::one_hot(labels, source.classes.len(), device));
        let images = match spec.augmentation.as_slice() {
            [] => images::images(source, &dataset.train, &indices, device),
            changes => {
                // Named after the update and the image: arms that draw the same image see the same change of it.
                let stream = |image: u32| spec.seed.stream(&format!("student/augmentation/{update}/{image}"));
                images::augmented(source, &dataset.train, &indices, changes, stream, device)
            }
        };
        let outcomes = images::outcomes(&dataset.train, &indices, device);
        Drawn { images, labels, positions, outcomes }
    }

    /// Goes on after so many updates.
    pub fn skip(&mut self, updates: u32) {
        for draw in [&mut self.labelled, &mut self.unlabelled] {
            draw.order.skip(draw.count, updates);
        }
    }
}

impl Draw {
    /// The next images, as positions in their own list.
    fn next(&mut self) -> impl Iterator<Item = usize> + use<> {
        self.order.take(self.count).into_iter().map(|position| position as usize)
    }
}

/// Images in one update of every arm, from so many labelled and unlabelled ones: no arm's batch is larger than the set that
/// it draws from.
pub fn batch_size(spec: &ExperimentSpec, labelled: usize, unlabelled: usize) -> usize {
    let batch = (spec.batch.get() as usize).min(labelled);
    if unlabelled == 0 { batch } else { batch.min(unlabelled) }
}

/// How many labelled and unlabelled images a batch takes; together the same number in every arm.
fn batch_counts(spec: &ExperimentSpec, uses_unlabelled: bool, selection: &Selection) -> [usize; 2] {
    let (labelled, unlabelled) = (selection.labelled.len(), selection.unlabelled.len());
    let batch = batch_size(spec, labelled, unlabelled);
    if unlabelled == 0 || !uses_unlabelled {
        return [batch, 0];
    }
    let labels_count =
        spec.alpha.get() > 0.0 || (spec.alpha_path != Path::Constant && spec.alpha_end.get() > 0.0);
    let labelled = if !labels_count { 0 } else { batch.div_ceil(4) };
    [labelled, batch - labelled]
}
