//! The teachers of an experiment, one after the other: each learns from the same images, with first weights, an order and
//! dropout masks of its own. A single teacher is the ensemble of one, bit for bit.

use std::rc::Rc;

use burn::module::Module;

use super::checkpoint::{Damaged, Reader, Writer};
use super::panel::Panel;
use super::teacher::TeacherTraining;
use super::trained_teacher::TrainedTeacher;
use super::{LossTerms, Phase, Progress, Snapshot, StartError};
use crate::data::Dataset;
use crate::model::Net;
use crate::model::weights::WrongCount;
use crate::spec::ExperimentSpec;

/// See the module.
pub struct EnsembleTraining {
    members: Vec<TeacherTraining>,
    turn: usize,
    panel: Panel,
}

impl EnsembleTraining {
    /// All teachers before the first update.
    ///
    /// # Errors
    /// [`StartError`] as in [`TeacherTraining::new`].
    pub fn new(spec: &ExperimentSpec, dataset: Rc<Dataset>) -> Result<Self, StartError> {
        let panel = Panel::of(spec, dataset.source.classes.len());
        let members =
            (0..spec.teachers.get()).map(|member| TeacherTraining::new(spec, dataset.clone(), member));
        Ok(Self { members: members.collect::<Result<_, _>>()?, turn: 0, panel })
    }

    /// The same teachers after the last update of each, with the weights that [`Self::trained`] gave then.
    ///
    /// # Errors
    /// [`StartError::Weights`] for another number of them.
    pub fn resumed(mut self, weights: &[f32]) -> Result<Self, StartError> {
        let each = weights.len() / self.members.len();
        let expected = self.members.iter().map(|member| member.net().num_params()).sum();
        if weights.len() != expected {
            return Err(StartError::Weights(WrongCount { expected, found: weights.len() }));
        }
        let members = self.members.into_iter().zip(weights.chunks(each));
        self.members = members.map(|(member, own)| member.resumed(own)).collect::<Result<_, _>>()?;
        Ok(self)
    }

    /// Writes where it stands; possible between any two steps. Teachers that have not begun need nothing.
    pub fn save(&self, out: &mut Writer) {
        out.count(self.turn);
        for member in &self.members[..=self.turn] {
            member.save(out);
        }
    }

    /// Takes up what [`Self::save`] wrote of the same teachers, before the first step.
    ///
    /// # Errors
    /// [`Damaged`] where it does not fit this training.
    pub fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Damaged> {
        self.turn = from.count()?;
        let begun = self.members.get_mut(..=self.turn).ok_or(Damaged)?;
        for member in begun {
            member.restore(from)?;
        }
        let before = &self.members[..self.turn];
        if before.iter().all(|member| member.phase() == Phase::Finished) { Ok(()) } else { Err(Damaged) }
    }

    fn is_last(&self) -> bool {
        self.turn + 1 == self.members.len()
    }

    /// Where the training stands.
    pub fn phase(&self) -> Phase {
        match self.members[self.turn].phase() {
            Phase::Finished if !self.is_last() => Phase::Training,
            phase => phase,
        }
    }

    /// Updates made and updates in all, of all teachers together.
    pub fn updates(&self) -> (u32, u32) {
        self.members
            .iter()
            .map(TeacherTraining::updates)
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    /// Terms of the last update's loss.
    pub fn last_loss(&self) -> Option<LossTerms> {
        self.members[self.turn].last_loss()
    }

    /// The networks on the plain device.
    pub fn nets(&self) -> Vec<Net> {
        self.members.iter().map(TeacherTraining::net).collect()
    }

    /// What the students need: the members' weights and logits, one after the other. Complete once
    /// [`Progress::Finished`] was returned.
    pub fn trained(&self) -> TrainedTeacher {
        let mut all = TrainedTeacher { weights: vec![], transfer_logits: vec![], test_logits: vec![] };
        for trained in self.members.iter().map(TeacherTraining::trained) {
            all.weights.extend(trained.weights);
            all.transfer_logits.extend(trained.transfer_logits);
            all.test_logits.extend(trained.test_logits);
        }
        all
    }

    /// Does the smallest useful piece of work. While they learn, each teacher's own answers are told; the very last ones
    /// are those of all together, at T = 1.
    pub fn step(&mut self) -> Progress {
        let before = self.turn as u32 * self.members[0].updates().1;
        let progress = self.members[self.turn].step();
        match progress {
            // The first look at a further teacher would share its place on the curve with the last one before it.
            Progress::Evaluated(snapshot) if snapshot.update == 0 && self.turn > 0 => Progress::Working,
            Progress::Evaluated(snapshot) => {
                let update = before + snapshot.update;
                let logits = if update == self.updates().1 && self.members.len() > 1 {
                    self.panel.answers(&self.trained().test_logits, 1.0)
                } else {
                    snapshot.logits
                };
                Progress::Evaluated(Snapshot { update, logits, ..snapshot })
            }
            Progress::SoftLabels { done, total } => Progress::SoftLabels {
                done: self.turn as u32 * total + done,
                total: self.members.len() as u32 * total,
            },
            Progress::Diverged { update } => Progress::Diverged { update: before + update },
            Progress::Finished if !self.is_last() => {
                self.turn += 1;
                Progress::Working
            }
            Progress::Working | Progress::Finished => progress,
        }
    }
}
