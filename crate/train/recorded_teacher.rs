//! A teacher whose answers are part of the dataset: the search that labelled it. Nothing is trained.

use std::rc::Rc;

use super::checkpoint::{Damaged, Reader, Writer};
use super::teacher::image_shape;
use super::trained_teacher::TrainedTeacher;
use super::{LossTerms, Phase, Progress, Snapshot, StartError};
use crate::data::selection::Selection;
use crate::data::{Dataset, Split};
use crate::device;
use crate::game;
use crate::model::{self, ImageShape, Net};
use crate::seed::Seed;
use crate::spec::ExperimentSpec;

/// Hands over the recorded visits as logits; see [`game::logits`].
pub struct RecordedTeacher {
    teacher: TrainedTeacher,
    net: Net,
    phase: Phase,
}

impl RecordedTeacher {
    /// A teacher with all its answers.
    ///
    /// # Errors
    /// [`StartError`] for a missing engine, or images that no search has looked at.
    pub fn new(spec: &ExperimentSpec, dataset: &Rc<Dataset>) -> Result<Self, StartError> {
        let shape: ImageShape = image_shape(dataset, spec)?;
        if dataset.train.searched.is_empty() {
            let allowed = "only with data=connect-four".into();
            return Err(StartError::Combination { key: "teacher", allowed });
        }
        let device = device::plain(spec.engine)?;
        let net = model::find(spec.teacher)?.init(shape, &mut Seed(0).stream("blank"), &device);
        let transfer_set = Selection::new(spec, &dataset.train, shape.classes).transfer_set();
        let everything: Vec<u32> = (0..dataset.test.len() as u32).collect();
        let teacher = TrainedTeacher {
            weights: vec![],
            transfer_logits: logits(&dataset.train, &transfer_set),
            test_logits: logits(&dataset.test, &everything),
        };
        Ok(Self { teacher, net, phase: Phase::Evaluating })
    }

    /// Where it stands.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Updates made and updates in all: one that does nothing, as there is nothing to learn.
    pub fn updates(&self) -> (u32, u32) {
        (1, 1)
    }

    /// The search itself.
    pub fn net(&self) -> Net {
        self.net.clone()
    }

    /// What the students need.
    pub fn trained(&self) -> TrainedTeacher {
        self.teacher.clone()
    }

    /// Writes where it stands.
    pub fn save(&self, out: &mut Writer) {
        out.tag(match self.phase {
            Phase::SoftLabels => 1,
            Phase::Finished => 2,
            Phase::Training | Phase::Evaluating => 0,
        });
    }

    /// Takes up what [`Self::save`] wrote.
    ///
    /// # Errors
    /// [`Damaged`].
    pub fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Damaged> {
        self.phase = match from.tag()? {
            0 => Phase::Evaluating,
            1 => Phase::SoftLabels,
            2 => Phase::Finished,
            _ => return Err(Damaged),
        };
        Ok(())
    }

    /// Tells the answers to the test images, then those for the students.
    pub fn step(&mut self) -> Progress {
        match self.phase {
            Phase::Evaluating => {
                self.phase = Phase::SoftLabels;
                let logits = self.teacher.test_logits.clone();
                Progress::Evaluated(Snapshot { update: 1, loss: Some(LossTerms::default()), logits })
            }
            Phase::SoftLabels => {
                self.phase = Phase::Finished;
                let total = (self.teacher.transfer_logits.len() / game::COLUMNS) as u32;
                Progress::SoftLabels { done: total, total }
            }
            Phase::Training | Phase::Finished => Progress::Finished,
        }
    }
}

/// Logits of the recorded visits, `[images, classes]`.
fn logits(split: &Split, images: &[u32]) -> Vec<f32> {
    let visits = images.iter().map(|&image| split.searched[image as usize].visits);
    visits.flat_map(|visits| game::logits(visits.map(u32::from))).collect()
}
