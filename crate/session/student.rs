//! A student's training with its metrics.

use std::rc::Rc;

use super::{Evaluation, Event, Outcome, Standing, conclude, evaluate, original_accuracy};
use crate::data::Dataset;
use crate::device;
use crate::method::{self, Method};
use crate::metric::scores;
use crate::model::{self, Cost, ImageShape, Net, weights};
use crate::spec::ExperimentSpec;
use crate::train::course::{self, Course};
use crate::train::panel::Panel;
use crate::train::trained_teacher::TrainedTeacher;
use crate::train::{Phase, Progress, StartError};

/// See the module.
pub struct StudentSession {
    training: Box<dyn Course>,
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
    /// [`StartError`] as in [`course::start`].
    pub fn new(
        spec: &ExperimentSpec,
        dataset: Rc<Dataset>,
        arm: &str,
        teacher: Rc<TrainedTeacher>,
    ) -> Result<Self, StartError> {
        let panel = Panel::of(spec, dataset.source.classes.len());
        let answers = panel.answers(&teacher.test_logits, f64::from(spec.temperature.get()));
        let training = course::start(spec, dataset.clone(), arm, teacher)?;
        let cost = match method::find(arm).and_then(Method::quantises) {
            None => cost(spec, spec.student, &dataset)?,
            Some(_) => model::find(spec.student)?.quantised_cost(
                ImageShape::from(dataset.source),
                spec.bits,
                &device::plain(spec.engine)?,
            ),
        };
        Ok(Self { training, spec: spec.clone(), dataset, teacher: answers, cost, last: None })
    }

    /// Takes the weights of a file in place of the drawn ones, before the first step.
    ///
    /// # Errors
    /// [`StartError`] for weights of another network, and for a method that trains more than one student.
    pub fn begin_with(&mut self, weights: &[f32]) -> Result<(), StartError> {
        self.training.begin_with(weights)
    }

    /// Does the smallest useful piece of work, and tells what is worth telling.
    pub fn step(&mut self) -> Option<Event> {
        match self.training.step() {
            Progress::Working | Progress::SoftLabels { .. } => None,
            Progress::Evaluated(snapshot) => {
                let temperature = f64::from(self.spec.temperature.get());
                let teacher = Some((self.teacher.as_slice(), temperature));
                let scores = scores(&snapshot.logits, &self.dataset.test.labels, teacher);
                let evaluation = evaluate(snapshot, self.training.updates().1, scores);
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
