//! Students in a row, each taught by the one before: see [`crate::method`]'s `born_again`.
//!
//! Every generation makes the whole number of updates, so the arm costs as many students as it has generations. The last
//! one, by which the arm is judged, starts from the first weights of all other arms and sees the same images in the same
//! order; the ones before it have first weights of their own. With one generation the arm is the hard-label student.

use std::rc::Rc;

use burn::module::Module;
use burn::tensor::Device;

use super::checkpoint::{Damaged, Reader, Writer};
use super::course::Course;
use super::evaluation::Evaluation;
use super::student::StudentTraining;
use super::teacher::in_domain;
use super::trained_teacher::TrainedTeacher;
use super::{LossTerms, Phase, Progress, Snapshot, StartError};
use crate::data::Dataset;
use crate::device;
use crate::model::{Net, weights};
use crate::spec::ExperimentSpec;
use crate::spec::units::TeacherCount;

/// See the module.
pub struct BornAgainTraining {
    spec: ExperimentSpec,
    dataset: Rc<Dataset>,
    /// The same as the students see it.
    seen: Rc<Dataset>,
    arm: String,
    device: Device,
    /// Counted from 0.
    generation: u32,
    student: StudentTraining,
    /// The finished student's run over the images that the next one learns from.
    soft_labels: Option<Box<Evaluation>>,
    test_logits: Vec<f32>,
}

impl BornAgainTraining {
    /// The first generation before its first update.
    ///
    /// # Errors
    /// [`StartError`] as in [`StudentTraining::new`].
    pub fn new(spec: &ExperimentSpec, dataset: Rc<Dataset>, arm: &str) -> Result<Self, StartError> {
        // To a generation, the one before is the only teacher.
        let teachers = const { TeacherCount::literal(1) };
        let spec = ExperimentSpec { teacher: spec.student, teachers, ..spec.clone() };
        let student = generation(&spec, &dataset, arm, 0, None)?;
        let device = device::plain(spec.engine)?;
        let seen = in_domain(dataset.clone(), spec.domain);
        let (arm, test_logits) = (arm.to_owned(), vec![]);
        Ok(Self { spec, dataset, seen, arm, device, generation: 0, student, soft_labels: None, test_logits })
    }

    fn is_last(&self) -> bool {
        self.generation + 1 == self.spec.generations.get()
    }

    fn made_before(&self) -> u32 {
        self.generation * self.student.updates().1
    }

    /// One batch of soft labels; after the last one the next generation begins.
    fn label(&mut self, mut run: Box<Evaluation>) -> Progress {
        let logits = run.step(self.seen.source, &self.seen.train, &self.device);
        let (done, total) = run.progress();
        match logits {
            Some(transfer_logits) => self.begin_next(transfer_logits),
            None => self.soft_labels = Some(run),
        }
        Progress::SoftLabels { done: done as u32, total: total as u32 }
    }

    fn begin_next(&mut self, transfer_logits: Vec<f32>) {
        let weights = weights::flatten(&self.student.net());
        let test_logits = std::mem::take(&mut self.test_logits);
        let teacher = Rc::new(TrainedTeacher { weights, transfer_logits, test_logits });
        self.generation += 1;
        self.student = generation(&self.spec, &self.dataset, &self.arm, self.generation, Some(teacher))
            .expect("the generation before has started from the same experiment");
    }
}

/// A student of a generation before its first update.
fn generation(
    spec: &ExperimentSpec,
    dataset: &Rc<Dataset>,
    arm: &str,
    number: u32,
    teacher: Option<Rc<TrainedTeacher>>,
) -> Result<StudentTraining, StartError> {
    let name = match number + 1 == spec.generations.get() {
        true => "student".to_owned(),
        false => format!("generation/{number}"),
    };
    StudentTraining::named(spec, dataset.clone(), arm, teacher, None, &name)
}

impl Course for BornAgainTraining {
    fn phase(&self) -> Phase {
        match (&self.soft_labels, self.student.phase()) {
            (Some(_), _) => Phase::SoftLabels,
            (None, Phase::Finished) if !self.is_last() => Phase::Training,
            (None, phase) => phase,
        }
    }

    /// Of all generations together.
    fn updates(&self) -> (u32, u32) {
        let (done, each) = self.student.updates();
        (self.made_before() + done, self.spec.generations.get() * each)
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
        out.count(self.generation as usize);
        out.bytes(&self.student.teacher().map(TrainedTeacher::to_bytes).unwrap_or_default());
        self.student.save(out);
        out.list(&self.test_logits);
        out.tag(u8::from(self.soft_labels.is_some()));
    }

    fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Damaged> {
        let generation = from.count()? as u32;
        let teacher = from.bytes()?;
        if generation >= self.spec.generations.get() {
            return Err(Damaged);
        }
        let (tests, classes) = (self.seen.test.len(), self.seen.source.classes.len());
        if generation > 0 {
            let teacher = TrainedTeacher::from_bytes(teacher).map_err(|_| Damaged)?;
            let lengths = [teacher.weights.len(), teacher.transfer_logits.len(), teacher.test_logits.len()];
            let transfer = self.student.soft_label_run().progress().1;
            if lengths != [self.student.net().num_params(), transfer * classes, tests * classes] {
                return Err(Damaged);
            }
            self.generation = generation;
            self.student =
                self::generation(&self.spec, &self.dataset, &self.arm, generation, Some(teacher.into()))
                    .map_err(|_| Damaged)?;
        } else if !teacher.is_empty() {
            return Err(Damaged);
        }
        self.student.restore(from)?;
        self.test_logits = from.list()?;
        if ![0, tests * classes].contains(&self.test_logits.len()) {
            return Err(Damaged);
        }
        let ended = self.student.phase() == Phase::Finished;
        self.soft_labels = match from.tag()? {
            0 => None,
            1 if ended && !self.is_last() && !self.test_logits.is_empty() => {
                Some(self.student.soft_label_run())
            }
            _ => return Err(Damaged),
        };
        Ok(())
    }

    fn step(&mut self) -> Progress {
        if let Some(run) = self.soft_labels.take() {
            return self.label(run);
        }
        let before = self.made_before();
        match self.student.step() {
            // The first look at a further generation would share its place on the curve with the last one before it.
            Progress::Evaluated(snapshot) if snapshot.update == 0 && before > 0 => Progress::Working,
            Progress::Evaluated(snapshot) => {
                self.test_logits.clone_from(&snapshot.logits);
                Progress::Evaluated(Snapshot { update: before + snapshot.update, ..snapshot })
            }
            Progress::Diverged { update } => Progress::Diverged { update: before + update },
            Progress::Finished if !self.is_last() => {
                self.soft_labels = Some(self.student.soft_label_run());
                Progress::Working
            }
            progress => progress,
        }
    }
}
