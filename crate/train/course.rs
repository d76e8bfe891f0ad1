//! What a student's training is to whoever drives it, however many networks take part.

use super::checkpoint::{Damaged, Reader, Writer};
use super::{LossTerms, Phase, Progress, StartError};
use crate::model::Net;

/// See the module.
pub trait Course {
    /// Where the training stands.
    fn phase(&self) -> Phase;
    /// Updates made and updates in all.
    fn updates(&self) -> (u32, u32);
    /// Terms of the last update's loss.
    fn last_loss(&self) -> Option<LossTerms>;
    /// The network that the arm is judged by, on the plain device.
    fn net(&self) -> Net;
    /// The weights as they are learnt, before any rounding, as one list.
    fn weights(&self) -> Vec<f32>;
    /// Takes the weights of a file in place of the drawn ones, before the first update.
    ///
    /// # Errors
    /// [`StartError`] for weights of another network, and for a method that trains more than one student.
    fn begin_with(&mut self, _weights: &[f32]) -> Result<(), StartError> {
        let allowed = "methods that train one student, where its first weights are given".into();
        Err(StartError::Combination { key: "arms", allowed })
    }
    /// Writes where it stands; possible between any two steps.
    fn save(&self, out: &mut Writer);
    /// Takes up what [`Self::save`] wrote of the same training, before the first step. After an error it is of no use
    /// any more.
    ///
    /// # Errors
    /// [`Damaged`] where it does not fit this training.
    fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Damaged>;
    /// Does the smallest useful piece of work: one update, or one batch of test or transfer images.
    fn step(&mut self) -> Progress;
}
