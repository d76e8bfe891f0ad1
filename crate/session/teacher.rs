//! A teacher's training with its metrics; several teachers count as one that costs as much as all.

use std::rc::Rc;

use super::checkpoint::{CheckpointError, Identity, restore_last, save_last};
use super::{Evaluation, Event, Outcome, Standing, TEACHER, conclude, evaluate, original_accuracy};
use crate::data::Dataset;
use crate::metric::scores;
use crate::model::{self, Cost, Net};
use crate::spec::ExperimentSpec;
use crate::train::checkpoint::{Damaged, Reader, Writer};
use crate::train::ensemble::EnsembleTraining;
use crate::train::recorded_teacher::RecordedTeacher;
use crate::train::trained_teacher::TrainedTeacher;
use crate::train::{LossTerms, Phase, Progress, Snapshot, StartError};

/// See the module.
pub struct TeacherSession {
    training: Training,
    spec: ExperimentSpec,
    /// The original one, whatever domain the students work in.
    dataset: Rc<Dataset>,
    cost: Cost,
    last: Option<Evaluation>,
}

/// Where the teacher's answers come from.
enum Training {
    /// Networks that learn.
    Learning(Box<EnsembleTraining>),
    /// A search that has looked at every image before.
    Recorded(Box<RecordedTeacher>),
}

impl TeacherSession {
    /// A teacher before its first update.
    ///
    /// # Errors
    /// [`StartError`] as in [`EnsembleTraining::new`].
    pub fn new(spec: &ExperimentSpec, dataset: Rc<Dataset>) -> Result<Self, StartError> {
        let training = match spec.teacher == model::SEARCH.key {
            true => Training::Recorded(Box::new(RecordedTeacher::new(spec, &dataset)?)),
            false => Training::Learning(Box::new(EnsembleTraining::new(spec, dataset.clone())?)),
        };
        let one = super::student::cost(spec, spec.teacher, &dataset)?;
        let cost = one.times(u64::from(spec.teachers.get()));
        Ok(Self { training, spec: spec.clone(), dataset, cost, last: None })
    }

    /// A teacher after its last update, with the weights that it had then ([`TrainedTeacher::weights`]): a stored one. It
    /// tells its last evaluation, its soft labels and the same end as the one that was trained; only the loss is unknown.
    ///
    /// # Errors
    /// [`StartError`] as in [`Self::new`], or [`StartError::Weights`] for weights of other networks.
    pub fn resumed(spec: &ExperimentSpec, dataset: Rc<Dataset>, weights: &[f32]) -> Result<Self, StartError> {
        let session = Self::new(spec, dataset)?;
        let training = match session.training {
            Training::Learning(training) => Training::Learning(Box::new(training.resumed(weights)?)),
            // A search has nothing to learn.
            recorded @ Training::Recorded(_) => recorded,
        };
        Ok(Self { training, ..session })
    }

    /// Where it stands, as bytes for [`Self::continued`]; possible between any two steps. `note` comes back from
    /// [`super::checkpoint::about`].
    pub fn checkpoint(&self, note: &str) -> Vec<u8> {
        Identity::of(&self.spec, TEACHER, None).seal(note, |out| {
            save_last(self.last.as_ref(), out);
            self.training.save(out);
        })
    }

    /// The session that wrote `bytes`: it makes the same steps from there on, with the same bits. What it had told
    /// before it does not tell again.
    ///
    /// # Errors
    /// [`CheckpointError`].
    pub fn continued(
        spec: &ExperimentSpec,
        dataset: Rc<Dataset>,
        bytes: &[u8],
    ) -> Result<Self, CheckpointError> {
        let mut from = Identity::of(spec, TEACHER, None).open(bytes)?;
        let mut session = Self::new(spec, dataset)?;
        let size = session.dataset.test.len() * session.dataset.source.classes.len();
        let last = restore_last(size, &mut from)?;
        session.training.restore(&mut from)?;
        from.end()?;
        session.last = last.map(|(snapshot, print)| Evaluation { print, ..session.evaluated(snapshot) });
        if session.is_over() {
            return Err(CheckpointError::Damaged);
        }
        Ok(session)
    }

    /// The last answers to the test images, once there were some.
    pub fn last(&self) -> Option<&Evaluation> {
        self.last.as_ref()
    }

    fn evaluated(&self, snapshot: Snapshot) -> Evaluation {
        let scores = scores(&snapshot.logits, &self.dataset.test.labels, None);
        evaluate(snapshot, self.training.updates().1, scores, &self.training.trained().weights)
    }

    /// Does the smallest useful piece of work, and tells what is worth telling.
    pub fn step(&mut self) -> Option<Event> {
        match self.training.step() {
            Progress::Working => None,
            Progress::Evaluated(snapshot) => {
                let evaluation = self.evaluated(snapshot);
                self.last = Some(evaluation.clone());
                Some(Event::Evaluated { evaluation })
            }
            Progress::SoftLabels { done, total } => Some(Event::SoftLabels { done, total }),
            Progress::Diverged { update } => {
                self.last = None;
                Some(Event::diverged(update))
            }
            Progress::Finished => {
                let last = self.last.take()?;
                let weights = self.training.trained().weights;
                let outcome = conclude(last, &self.dataset.test.labels, self.cost, &weights);
                let original_accuracy = original_accuracy(&self.training.nets(), &self.spec, &self.dataset);
                Some(Event::Finished(Outcome { original_accuracy, ..outcome }))
            }
        }
    }

    /// Whether a step would do nothing more, with every event told.
    pub fn is_over(&self) -> bool {
        self.training.phase() == Phase::Finished && self.last.is_none()
    }

    /// Where the training stands.
    pub fn standing(&self) -> Standing {
        Standing::new(self.training.phase(), self.training.updates(), self.training.last_loss())
    }

    /// What the students need. Complete once [`Event::Finished`] was told.
    pub fn trained(&self) -> TrainedTeacher {
        self.training.trained()
    }

    /// The networks on the plain device, one a teacher.
    pub fn nets(&self) -> Vec<Net> {
        self.training.nets()
    }
}

/// Both kinds answer the same questions.
impl Training {
    fn save(&self, out: &mut Writer) {
        match self {
            Self::Learning(training) => training.save(out),
            Self::Recorded(teacher) => teacher.save(out),
        }
    }

    fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Damaged> {
        match self {
            Self::Learning(training) => training.restore(from),
            Self::Recorded(teacher) => teacher.restore(from),
        }
    }

    fn step(&mut self) -> Progress {
        match self {
            Self::Learning(training) => training.step(),
            Self::Recorded(teacher) => teacher.step(),
        }
    }

    fn phase(&self) -> Phase {
        match self {
            Self::Learning(training) => training.phase(),
            Self::Recorded(teacher) => teacher.phase(),
        }
    }

    fn updates(&self) -> (u32, u32) {
        match self {
            Self::Learning(training) => training.updates(),
            Self::Recorded(teacher) => teacher.updates(),
        }
    }

    fn last_loss(&self) -> Option<LossTerms> {
        match self {
            Self::Learning(training) => training.last_loss(),
            Self::Recorded(_) => None,
        }
    }

    fn trained(&self) -> TrainedTeacher {
        match self {
            Self::Learning(training) => training.trained(),
            Self::Recorded(teacher) => teacher.trained(),
        }
    }

    fn nets(&self) -> Vec<Net> {
        match self {
            Self::Learning(training) => training.nets(),
            Self::Recorded(teacher) => vec![teacher.net()],
        }
    }
}
