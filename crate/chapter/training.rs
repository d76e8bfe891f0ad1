//! Trains what a chapter compares, one point of its axis after the other. Points whose teacher is the same share it.

use std::rc::Rc;

use super::{NetResult, Results};
use crate::data::Dataset;
use crate::method;
use crate::model::Net;
use crate::session::{Event, Inference, Outcome, StudentSession, TEACHER, TeacherSession};
use crate::spec::ExperimentSpec;
use crate::spec::teacher_key::teacher_key;
use crate::train::StartError;
use crate::train::trained_teacher::TrainedTeacher;

/// Seconds since some moment. The core looks at no clock of its own: results do not depend on the time, only what
/// somebody wants to know about it does.
pub type Clock<'a> = &'a dyn Fn() -> f64;

/// Why an experiment has no results.
#[derive(Debug)]
pub enum Failure {
    /// It does not fit this build or the images.
    Start(StartError),
    /// A loss left the numbers.
    Diverged {
        /// [`TEACHER`] or the key of a method.
        role: String,
        /// The update that failed.
        update: u32,
    },
}

impl std::error::Error for Failure {}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Start(error) => write!(f, "{error}"),
            Self::Diverged { role, update } => {
                write!(f, "{role} diverged at update {update}; try a smaller learning rate")
            }
        }
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        Self::Start(error)
    }
}

/// See the module.
pub struct Trainer<'a> {
    clock: Clock<'a>,
    /// The last teacher by its key.
    teacher: Option<(String, Rc<TrainedTeacher>, NetResult)>,
}

impl<'a> Trainer<'a> {
    /// Without any teacher yet.
    pub fn new(clock: Clock<'a>) -> Self {
        Self { clock, teacher: None }
    }

    /// Trains every network of the experiment.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn train(&mut self, spec: &ExperimentSpec, dataset: &Rc<Dataset>) -> Result<Results, Failure> {
        let (teacher, result) = self.teacher(spec, dataset)?;
        let mut nets = vec![result];
        for arm in method::arms(spec) {
            let start = (self.clock)();
            let mut session = StudentSession::new(spec, dataset.clone(), arm, teacher.clone())?;
            let outcome = finish(arm, || session.step())?;
            let seconds = (self.clock)() - start;
            nets.push(self.result(arm, outcome, vec![session.net()], seconds, spec, dataset)?);
        }
        Ok(Results { spec: spec.clone(), dataset: dataset.clone(), nets })
    }

    fn teacher(
        &mut self,
        spec: &ExperimentSpec,
        dataset: &Rc<Dataset>,
    ) -> Result<(Rc<TrainedTeacher>, NetResult), Failure> {
        let key = teacher_key(spec);
        if let Some((_, teacher, result)) = self.teacher.as_ref().filter(|(known, ..)| *known == key) {
            return Ok((teacher.clone(), result.clone()));
        }
        let start = (self.clock)();
        let mut session = TeacherSession::new(spec, dataset.clone())?;
        let outcome = finish(TEACHER, || session.step())?;
        let seconds = (self.clock)() - start;
        let result = self.result(TEACHER, outcome, session.nets(), seconds, spec, dataset)?;
        let teacher = Rc::new(session.trained());
        self.teacher = Some((key, teacher.clone(), result.clone()));
        Ok((teacher, result))
    }

    fn result(
        &self,
        role: &str,
        outcome: Outcome,
        nets: Vec<Net>,
        training_seconds: f64,
        spec: &ExperimentSpec,
        dataset: &Dataset,
    ) -> Result<NetResult, Failure> {
        let weights = nets.iter().flat_map(crate::model::weights::flatten).collect();
        let inference = Inference::new(nets, dataset, spec.engine).map_err(StartError::from)?;
        Ok(NetResult {
            role: role.into(),
            logits: outcome.evaluation.logits,
            weights,
            cost: outcome.cost,
            microseconds_per_image: self.microseconds_per_image(&inference),
            training_seconds,
            fingerprint: outcome.fingerprint,
        })
    }

    /// Median of several timed batches, after one that warms up.
    fn microseconds_per_image(&self, inference: &Inference) -> f64 {
        inference.run();
        let mut times: Vec<f64> = (0..9)
            .map(|_| {
                let start = (self.clock)();
                let images = inference.run();
                ((self.clock)() - start) * 1e6 / f64::from(images)
            })
            .collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    }
}

/// Steps until the end.
fn finish(role: &str, mut step: impl FnMut() -> Option<Event>) -> Result<Outcome, Failure> {
    loop {
        match step() {
            Some(Event::Finished(outcome)) => return Ok(outcome),
            Some(Event::Failed { update, .. }) => {
                return Err(Failure::Diverged { role: role.into(), update });
            }
            _ => {}
        }
    }
}
