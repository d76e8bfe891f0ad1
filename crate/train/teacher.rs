//! The teacher: ordinary training with the true labels, then its soft labels for the transfer set, once.

use std::rc::Rc;

use burn::tensor::Device;

use super::evaluation::{Evaluation, is_due};
use super::learner::{Learner, Recipe};
use super::trained_teacher::TrainedTeacher;
use super::{LossTerms, Phase, Progress, Snapshot, StartError, images};
use crate::data::selection::{EndlessOrder, Selection};
use crate::data::{Dataset, view};
use crate::device;
use crate::method::{Loss, loss};
use crate::model::{self, ImageShape, Mode, weights};
use crate::seed::Stream;
use crate::spec::ExperimentSpec;

/// How often the test images are run while a teacher learns.
const POINTS: u32 = 20;

/// A teacher's training.
pub struct TeacherTraining {
    dataset: Rc<Dataset>,
    selection: Selection,
    device: Device,
    learner: Learner,
    order: EndlessOrder,
    dropout: Stream,
    batch: usize,
    state: State,
    test_logits: Vec<f32>,
    transfer_logits: Vec<f32>,
}

enum State {
    Training,
    Evaluating(Box<Evaluation>),
    SoftLabels(Box<Evaluation>),
    Finished,
}

impl TeacherTraining {
    /// A teacher before its first update.
    ///
    /// # Errors
    /// [`StartError`] for a missing engine, an unknown model or the wrong images.
    pub fn new(spec: &ExperimentSpec, dataset: Rc<Dataset>) -> Result<Self, StartError> {
        let shape = image_shape(&dataset, spec)?;
        let dataset = view::seen(dataset, spec.teacher_view);
        let device = device::plain(spec.engine)?;
        let model = model::find(spec.teacher)?;
        let selection = Selection::new(spec, &dataset.train, shape.classes);
        let net = model.init(shape, &mut spec.seed.stream("teacher/weights"), &device.clone().autodiff());
        let batch = (spec.teacher_batch.get() as usize).min(selection.teacher.len());
        let per_epoch = selection.teacher.len().div_ceil(batch) as u32;
        let recipe = Recipe {
            updates: spec.teacher_epochs.get() * per_epoch,
            learning_rate: spec.teacher_learning_rate,
            schedule: spec.schedule,
            weight_decay: spec.teacher_weight_decay,
            clip_norm: spec.clip_norm,
        };
        let learner = Learner::new(net, recipe);
        let order = EndlessOrder::new(spec.seed.stream("teacher/order"), selection.teacher.len());
        let state = State::Evaluating(test_run(&learner, &dataset));
        let dropout = spec.seed.stream("teacher/dropout");
        Ok(Self {
            dataset,
            selection,
            device,
            learner,
            order,
            dropout,
            batch,
            state,
            test_logits: vec![],
            transfer_logits: vec![],
        })
    }

    /// Where the training stands.
    pub fn phase(&self) -> Phase {
        match self.state {
            State::Training => Phase::Training,
            State::Evaluating(_) => Phase::Evaluating,
            State::SoftLabels(_) => Phase::SoftLabels,
            State::Finished => Phase::Finished,
        }
    }

    /// Updates made and updates in all.
    pub fn updates(&self) -> (u32, u32) {
        self.learner.updates()
    }

    /// Terms of the last update's loss.
    pub fn last_loss(&self) -> Option<LossTerms> {
        self.learner.last_loss()
    }

    /// The network on the plain device.
    pub fn net(&self) -> model::Net {
        self.learner.plain()
    }

    /// What the students need. Complete once [`Progress::Finished`] was returned.
    pub fn trained(&self) -> TrainedTeacher {
        TrainedTeacher {
            weights: weights::flatten(&self.learner.plain()),
            transfer_logits: self.transfer_logits.clone(),
            test_logits: self.test_logits.clone(),
        }
    }

    /// Does the smallest useful piece of work: one update, or one batch of test or transfer images.
    pub fn step(&mut self) -> Progress {
        match &mut self.state {
            State::Training => self.update(),
            State::Evaluating(run) => {
                let test = run.step(self.dataset.source, &self.dataset.test, &self.device);
                test.map_or(Progress::Working, |logits| self.evaluated(logits))
            }
            State::SoftLabels(run) => {
                let soft = run.step(self.dataset.source, &self.dataset.train, &self.device);
                let (done, total) = run.progress();
                if let Some(logits) = soft {
                    self.transfer_logits = logits;
                    self.state = State::Finished;
                }
                Progress::SoftLabels { done: done as u32, total: total as u32 }
            }
            State::Finished => Progress::Finished,
        }
    }

    fn update(&mut self) -> Progress {
        let device = self.device.clone().autodiff();
        let source = self.dataset.source;
        let indices: Vec<u32> = self
            .order
            .take(self.batch)
            .into_iter()
            .map(|position| self.selection.teacher[position as usize])
            .collect();
        let x = images::images(source, &self.dataset.train, &indices, &device);
        let labels = indices.iter().map(|&image| self.dataset.train.labels[image as usize]);
        let targets = images::one_hot(labels, source.classes.len(), &device);
        let logits = self.learner.net().forward(x, Mode::Train(&mut self.dropout)).logits;
        let hard = loss::cross_entropy(logits, targets);
        if !self.learner.update(Loss { total: hard.clone(), hard: Some(hard), soft: None, feature: None }) {
            self.state = State::Finished;
            return Progress::Diverged { update: self.learner.updates().0 };
        }
        let (done, total) = self.learner.updates();
        if is_due(done, total, POINTS) {
            self.state = State::Evaluating(test_run(&self.learner, &self.dataset));
        }
        Progress::Working
    }

    fn evaluated(&mut self, logits: Vec<f32>) -> Progress {
        let (update, updates) = self.learner.updates();
        self.state = if update == updates {
            self.test_logits.clone_from(&logits);
            State::SoftLabels(Box::new(Evaluation::new(self.learner.plain(), self.selection.transfer_set())))
        } else {
            State::Training
        };
        Progress::Evaluated(Snapshot { update, loss: self.learner.take_mean_loss(), logits })
    }
}

/// A run over all test images.
fn test_run(learner: &Learner, dataset: &Dataset) -> Box<Evaluation> {
    Box::new(Evaluation::new(learner.plain(), (0..dataset.test.len() as u32).collect()))
}

/// The dataset's image shape, if it is the dataset that the spec names.
pub(super) fn image_shape(dataset: &Dataset, spec: &ExperimentSpec) -> Result<ImageShape, StartError> {
    let source = dataset.source;
    if source.key != spec.dataset {
        return Err(StartError::Dataset { wanted: spec.dataset.into(), given: source.key.into() });
    }
    Ok(ImageShape::from(source))
}
