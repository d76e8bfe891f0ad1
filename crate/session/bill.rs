//! What an experiment costs: operations for the teacher, for its soft labels, for each student, and how many answered images
//! pay them back.
//!
//! An update costs three times the answer to its images: forward, and backward for weights and for inputs (Hobbhahn & Sevilla
//! 2021, "What's the backward-forward FLOP ratio for neural networks?"). Only convolutions and dense layers count; see
//! [`Cost::flops`].

use serde::Serialize;

use crate::method;
use crate::model::{self, Cost, ImageShape};
use crate::spec::ExperimentSpec;
use crate::spec::choices::{Adaptation, Domain};
use crate::train::StartError;
use crate::train::adaptation::{STATISTICS_BATCHES, further_updates};
use crate::train::batch_size;
use crate::{data, device};

/// Forward and backward, as multiples of forward.
const TRAINING: u64 = 3;

/// Operations of one experiment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bill {
    /// Training of all teachers, with their preparation for another domain.
    pub teacher: u64,
    /// One image answered by one teacher.
    pub teacher_per_image: u64,
    /// One image answered by a student.
    pub student_per_image: u64,
    /// Each student, in the order of the experiment.
    pub arms: Vec<ArmBill>,
}

/// Operations for one student.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArmBill {
    /// Key of its method.
    pub arm: &'static str,
    /// The teachers' answers for it; 0 where it asks none.
    pub soft_labels: u64,
    /// Its own updates.
    pub training: u64,
    /// Images after which the student has saved, against a teacher that answers them, what its soft labels and its training
    /// cost; none where it saves nothing.
    pub paid_back: Option<u64>,
    /// The same with the teacher's training on the bill.
    pub paid_back_with_teacher: Option<u64>,
}

/// Images after which an investment has paid for itself; none where nothing is saved. All in the same unit.
pub fn break_even(invested: f64, teacher_per_image: f64, student_per_image: f64) -> Option<u64> {
    let saved = teacher_per_image - student_per_image;
    (saved > 0.0 && invested.is_finite()).then(|| (invested / saved).ceil() as u64)
}

/// The bill of an experiment. Where it asks for more images of some classes than there are, this is an upper bound.
///
/// # Errors
/// [`StartError`] for an unknown model, method or dataset, or a build without any engine.
pub fn bill(spec: &ExperimentSpec) -> Result<Bill, StartError> {
    let source = data::source(spec.dataset)
        .map_err(|_| StartError::Dataset { wanted: spec.dataset.into(), given: "no dataset".into() })?;
    let device = device::plain(spec.engine)?;
    let cost =
        |key| -> Result<Cost, StartError> { Ok(model::find(key)?.cost(ImageShape::from(source), &device)) };
    let (large, small) = (cost(spec.teacher)?.flops, cost(spec.student)?.flops);
    let labelled = (spec.labelled.get() as usize).min(source.train);
    let unlabelled = (spec.unlabelled.get() as usize).min(source.train - labelled);
    let teachers = u64::from(spec.teachers.get());
    let per_update = batch_size(spec, labelled, unlabelled) as u64;
    let updates = u64::from(spec.updates.get());
    let teacher = teachers * teacher_training(spec, source.train) * large;
    let mut arms = vec![];
    for arm in method::arms(spec) {
        let needs = method::find(arm).ok_or_else(|| StartError::Method(arm.into()))?.needs();
        // Changed images and features are asked for anew at every update.
        let asked = match (needs.teacher, needs.features || !spec.augmentation.is_empty()) {
            (false, _) => 0,
            (true, true) => updates * per_update,
            (true, false) => (labelled + unlabelled) as u64,
        };
        let students = match arm {
            "born-again" => u64::from(spec.generations.get()),
            "mutual" => 2,
            _ => 1,
        };
        let soft_labels = teachers * asked * large;
        let training = students * TRAINING * updates * per_update * small;
        let paid = |invested: u64| break_even(invested as f64, large as f64, small as f64);
        arms.push(ArmBill {
            arm,
            soft_labels,
            training,
            paid_back: paid(soft_labels + training),
            paid_back_with_teacher: paid(teacher + soft_labels + training),
        });
    }
    Ok(Bill { teacher, teacher_per_image: large, student_per_image: small, arms })
}

/// One teacher's training, in answers to one image.
fn teacher_training(spec: &ExperimentSpec, available: usize) -> u64 {
    let images = match spec.teacher_images.get() as usize {
        0 => available,
        count => count.min(available),
    };
    let batch = (spec.teacher_batch.get() as usize).min(images);
    let updates = spec.teacher_epochs.get() * images.div_ceil(batch.max(1)) as u32;
    let batch = batch as u64;
    let ordinary = TRAINING * u64::from(updates) * batch;
    let adaptation = match (spec.domain, spec.adaptation) {
        (Domain::Original, _) | (_, Adaptation::None) => 0,
        // Images of both domains, and the answers that become labels: at most, when it is sure of all.
        (_, Adaptation::PseudoLabels) => (2 * TRAINING + 1) * u64::from(further_updates(updates)) * batch,
        (_, Adaptation::Statistics) => u64::from(STATISTICS_BATCHES) * batch,
    };
    ordinary + adaptation
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment;

    #[test]
    fn the_default_experiment_is_added_up_by_hand() {
        let spec = experiment::open("").spec;
        let bill = bill(&spec).expect("registered");
        let (large, small) = (bill.teacher_per_image, bill.student_per_image);
        // 30 epochs of 21 updates of 64 images; 50 soft labels; 400 updates of 50 images.
        assert_eq!(bill.teacher, 3 * 30 * 21 * 64 * large);
        let soft = bill.arms.iter().find(|arm| arm.arm == "soft-labels").expect("an arm");
        assert_eq!((soft.soft_labels, soft.training), (50 * large, 3 * 400 * 50 * small));
        let hard = bill.arms.iter().find(|arm| arm.arm == "hard-labels").expect("an arm");
        assert_eq!(hard.soft_labels, 0);
        let images = soft.paid_back_with_teacher.expect("the student is smaller");
        let invested = bill.teacher + soft.soft_labels + soft.training;
        assert!(images * (large - small) >= invested && (images - 1) * (large - small) < invested);
        assert!(soft.paid_back < soft.paid_back_with_teacher);
    }

    #[test]
    fn a_student_as_large_as_its_teacher_pays_nothing_back() {
        let bill = bill(&experiment::open("teacher=cnn-4-8&student=cnn-4-8").spec).expect("registered");
        assert!(bill.arms.iter().all(|arm| arm.paid_back.is_none() && arm.paid_back_with_teacher.is_none()));
        assert_eq!(break_even(10.0, 3.0, 1.0), Some(5));
        assert_eq!(break_even(f64::NAN, 3.0, 1.0), None);
    }

    #[test]
    fn changed_images_are_asked_for_at_every_update() {
        let bill =
            bill(&experiment::open("augment=shift&teachers=2&arms=soft-labels").spec).expect("registered");
        assert_eq!(bill.arms[0].soft_labels, 2 * 400 * 50 * bill.teacher_per_image);
    }
}
