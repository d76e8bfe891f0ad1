//! The training that an arm's method asks for.

use std::rc::Rc;

use super::StartError;
use super::born_again::BornAgainTraining;
use super::course::Course;
use super::mutual::MutualTraining;
use super::student::StudentTraining;
use super::trained_teacher::TrainedTeacher;
use crate::data::Dataset;
use crate::method::{self, Partners};
use crate::spec::ExperimentSpec;

/// A student before its first update; `arm` is the key of its method.
///
/// # Errors
/// [`StartError`] as in [`StudentTraining::new`].
pub fn start(
    spec: &ExperimentSpec,
    dataset: Rc<Dataset>,
    arm: &str,
    teacher: Rc<TrainedTeacher>,
) -> Result<Box<dyn Course>, StartError> {
    let method = method::find(arm).ok_or_else(|| StartError::Method(arm.into()))?;
    Ok(match method.partners() {
        Partners::Teacher => Box::new(StudentTraining::new(spec, dataset, arm, teacher)?),
        Partners::Peer => Box::new(MutualTraining::new(spec, dataset, arm)?),
        Partners::Generations => Box::new(BornAgainTraining::new(spec, dataset, arm)?),
    })
}
