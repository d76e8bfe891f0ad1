//! A student's training with its metrics.

use std::rc::Rc;

use super::checkpoint::{CheckpointError, Identity, restore_last, save_last};
use super::{Evaluation, Event, Outcome, Standing, conclude, evaluate, original_accuracy};
use crate::data::Dataset;
use crate::device;
use crate::method::{self, Method};
use crate::metric::scores;
use crate::model::{self, Cost, ImageShape, Net, weights};
use crate::spec::ExperimentSpec;
use crate::train::panel::Panel;
use crate::train::trained_teacher::TrainedTeacher;
use crate::train::{self, course::Course};
use crate::train::{Phase, Progress, Snapshot, StartError};

/// See the module.
pub struct StudentSession {
    training: Box<dyn Course>,
    identity: Identity,
    spec: ExperimentSpec,
    /// The original one, whatever domain the students work in.
    dataset: Rc<Dataset>,
    /// The teacher's logits on the test images, as they count at the training temperature.
    teacher: Vec<f32>,
    cost: Cost,
    last: Option<Evaluation>,
}

impl StudentSession {
    /// A student before its first update; `arm` is the key of its method.
    ///
    /// # Errors
    /// [`StartError`] as in [`train::start`].
    pub fn new(
        spec: &ExperimentSpec,
        dataset: Rc<Dataset>,
        arm: &str,
        teacher: Rc<TrainedTeacher>,
    ) -> Result<Self, StartError> {
        let panel = Panel::of(spec, dataset.source.classes.len());
        let answers = panel.answers(&teacher.test_logits, f64::from(spec.temperature.get()));
        let identity = Identity::of(spec, arm, Some(&teacher));
        let training = train::start(spec, dataset.clone(), arm, teacher)?;
        let cost = match method::find(arm).and_then(Method::quantises) {
            None => cost(spec, spec.student, &dataset)?,
            Some(_) => model::find(spec.student)?.quantised_cost(
                ImageShape::from(dataset.source),
                spec.bits,
                &device::plain(spec.engine)?,
            ),
        };
        Ok(Self { training, identity, spec: spec.clone(), dataset, teacher: answers, cost, last: None })
    }

    /// Takes the weights of a file in place of the drawn ones, before the first step.
    ///
    /// # Errors
    /// [`StartError`] for weights of another network, and for a method that trains more than one student.
    pub fn begin_with(&mut self, weights: &[f32]) -> Result<(), StartError> {
        self.training.begin_with(weights)
    }

    /// Where it stands, as bytes for [`Self::continued`]; possible between any two steps. `note` comes back from
    /// [`super::checkpoint::about`].
    pub fn checkpoint(&self, note: &str) -> Vec<u8> {
        self.identity.seal(note, |out| {
            save_last(self.last.as_ref(), out);
            self.training.save(out);
        })
    }

    /// The session that wrote `bytes`: it makes the same steps from there on, with the same bits. What it had told
    /// before it does not tell again. The other arguments are those of [`Self::new`].
    ///
    /// # Errors
    /// [`CheckpointError`].
    pub fn continued(
        spec: &ExperimentSpec,
        dataset: Rc<Dataset>,
        arm: &str,
        teacher: Rc<TrainedTeacher>,
        bytes: &[u8],
    ) -> Result<Self, CheckpointError> {
        let mut session = Self::new(spec, dataset, arm, teacher)?;
        let mut from = session.identity.open(bytes)?;
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
        let temperature = f64::from(self.spec.temperature.get());
        let teacher = Some((self.teacher.as_slice(), temperature));
        let scores = scores(&snapshot.logits, &self.dataset.test.labels, teacher);
        evaluate(snapshot, self.training.updates().1, scores, &self.training.weights())
    }

    /// Does the smallest useful piece of work, and tells what is worth telling.
    pub fn step(&mut self) -> Option<Event> {
        match self.training.step() {
            Progress::Working | Progress::SoftLabels { .. } => None,
            Progress::Evaluated(snapshot) => {
                let evaluation = self.evaluated(snapshot);
                self.last = Some(evaluation.clone());
                Some(Event::Evaluated { evaluation })
            }
            Progress::Diverged { update } => {
                self.last = None;
                Some(Event::diverged(update))
            }
            Progress::Finished => {
                let last = self.last.take()?;
                let weights = weights::flatten(&self.training.net());
                let outcome = conclude(last, &self.dataset.test.labels, self.cost, &weights);
                let original_accuracy = original_accuracy(&[self.training.net()], &self.spec, &self.dataset);
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

    /// The network on the plain device.
    pub fn net(&self) -> Net {
        self.training.net()
    }
}

/// What a model of the registry costs on the dataset's images.
pub(super) fn cost(spec: &ExperimentSpec, key: &str, dataset: &Dataset) -> Result<Cost, StartError> {
    let device = device::plain(spec.engine)?;
    Ok(model::find(key)?.cost(ImageShape::from(dataset.source), &device))
}
