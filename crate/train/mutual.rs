//! Two students that learn at the same time, from the labels and from each other: see [`crate::method`]'s `mutual`.
//!
//! The second one has first weights and dropout masks of its own, sees the same images, and is thrown away at the end; so
//! the arm costs twice the compute of a student that learns alone, for as many updates on as many images.

use std::rc::Rc;

use super::checkpoint::{Damaged, Reader, Writer};
use super::course::Course;
use super::student::StudentTraining;
use super::{LossTerms, Phase, Progress, StartError};
use crate::data::Dataset;
use crate::model::{Forward, Net};
use crate::spec::ExperimentSpec;

/// See the module.
pub struct MutualTraining {
    student: StudentTraining,
    peer: StudentTraining,
}

impl MutualTraining {
    /// Both before their first update.
    ///
    /// # Errors
    /// [`StartError`] as in [`StudentTraining::new`].
    pub fn new(spec: &ExperimentSpec, dataset: Rc<Dataset>, arm: &str) -> Result<Self, StartError> {
        let named = |name| StudentTraining::named(spec, dataset.clone(), arm, None, None, name);
        Ok(Self { student: named("student")?, peer: named("peer")? })
    }

    /// One update of both, each from what the other said before it. (The paper lets the second see the first one's next
    /// answers; that costs one more forward pass and makes the order count.)
    fn update(&mut self) -> Progress {
        let drawn = self.student.draw();
        let (ours, theirs) = (self.student.forward(&drawn), self.peer.forward(&drawn));
        let constant = |forward: &Forward| Some(Forward::new(forward.logits.clone().detach(), vec![]));
        let (said_by_us, said_by_them) = (constant(&ours), constant(&theirs));
        let both = self.peer.learn(theirs, said_by_us, drawn.clone())
            && self.student.learn(ours, said_by_them, drawn);
        if both { self.student.look_if_due() } else { self.student.diverged() }
    }
}

impl Course for MutualTraining {
    fn phase(&self) -> Phase {
        self.student.phase()
    }

    fn updates(&self) -> (u32, u32) {
        self.student.updates()
    }

    fn last_loss(&self) -> Option<LossTerms> {
        self.student.last_loss()
    }

    fn net(&self) -> Net {
        self.student.net()
    }

    fn weights(&self) -> Vec<f32> {
        self.student.weights()
    }

    fn save(&self, out: &mut Writer) {
        self.student.save(out);
        self.peer.save(out);
    }

    fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Damaged> {
        self.student.restore(from)?;
        self.peer.restore(from)
    }

    fn step(&mut self) -> Progress {
        match self.phase() {
            Phase::Training => self.update(),
            _ => self.student.step(),
        }
    }
}
