//! The teacher: ordinary training with the true labels, then its soft labels for the transfer set, once.

use std::rc::Rc;

use burn::tensor::Device;

use super::adaptation::{self, NewDomain};
use super::checkpoint::{Damaged, Reader, Writer};
use super::evaluation::{Evaluation, is_due};
use super::learner::{Learner, Recipe};
use super::trained_teacher::TrainedTeacher;
use super::{LossTerms, Phase, Progress, Snapshot, StartError, images};
use crate::data::selection::{EndlessOrder, Selection};
use crate::data::{Dataset, domain, view};
use crate::device;
use crate::method::{Loss, loss};
use crate::model::{self, ImageShape, Mode, weights};
use crate::seed::Stream;
use crate::spec::ExperimentSpec;
use crate::spec::choices::{Adaptation, Domain};
use crate::spec::units::LearningRate;

/// How often the test images are run while a teacher learns.
const POINTS: u32 = 20;

/// A teacher's training.
pub struct TeacherTraining {
    spec: ExperimentSpec,
    /// Where it learns.
    dataset: Rc<Dataset>,
    /// Where its students work, and where it is judged and asked; the same but for another domain.
    target: Rc<Dataset>,
    /// Set while it learns from its own answers there.
    adapting: Option<NewDomain>,
    /// Updates of the learner before this one.
    before: u32,
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
    Statistics { left: u32, images: Box<NewDomain> },
    Evaluating(Box<Evaluation>),
    SoftLabels(Box<Evaluation>),
    Finished,
}

impl TeacherTraining {
    /// A teacher before its first update. `member` counts the teachers of an ensemble from 0: each has its own first
    /// weights, order of images and dropout masks.
    ///
    /// # Errors
    /// [`StartError`] for a missing engine, an unknown model or the wrong images.
    pub fn new(spec: &ExperimentSpec, dataset: Rc<Dataset>, member: u32) -> Result<Self, StartError> {
        let stream = |purpose: &str| match member {
            0 => spec.seed.stream(purpose),
            _ => spec.seed.stream(&format!("{purpose}/{member}")),
        };
        let shape = image_shape(&dataset, spec)?;
        let dataset = view::seen(dataset, spec.teacher_view);
        let device = device::plain(spec.engine)?;
        let model = model::find(spec.teacher)?;
        let selection = Selection::new(spec, &dataset.train, shape.classes);
        let net = model.init(shape, &mut stream("teacher/weights"), &device.clone().autodiff());
        let batch = (spec.teacher_batch.get() as usize).min(selection.teacher.len());
        let per_epoch = selection.teacher.len().div_ceil(batch) as u32;
        let learner = Learner::new(net, recipe(spec, spec.teacher_epochs.get() * per_epoch));
        let target = in_domain(dataset.clone(), spec.domain);
        let order = EndlessOrder::new(stream("teacher/order"), selection.teacher.len());
        let state = State::Evaluating(test_run(&learner, &target));
        let dropout = stream("teacher/dropout");
        Ok(Self {
            spec: spec.clone(),
            dataset,
            target,
            adapting: None,
            before: 0,
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

    /// The same teacher after its last update, with the weights that [`Self::trained`] gave then: what is left to do is
    /// to answer the test images and the transfer set.
    ///
    /// # Errors
    /// [`StartError::Weights`] for another number of them.
    pub fn resumed(mut self, weights: &[f32]) -> Result<Self, StartError> {
        if self.adapts(Adaptation::PseudoLabels) {
            self.go_on_in_new_domain();
        }
        let device = self.device.clone().autodiff();
        self.learner = self.learner.resumed(weights, &device).map_err(StartError::Weights)?;
        self.state = State::Evaluating(test_run(&self.learner, &self.target));
        Ok(self)
    }

    /// Where the training stands.
    pub fn phase(&self) -> Phase {
        match self.state {
            State::Training | State::Statistics { .. } => Phase::Training,
            State::Evaluating(_) => Phase::Evaluating,
            State::SoftLabels(_) => Phase::SoftLabels,
            State::Finished => Phase::Finished,
        }
    }

    /// Updates made and updates in all.
    pub fn updates(&self) -> (u32, u32) {
        let (done, total) = self.learner.updates();
        let further = match self.adapting {
            None if self.adapts(Adaptation::PseudoLabels) => adaptation::further_updates(total),
            _ => 0,
        };
        (self.before + done, self.before + total + further)
    }

    /// Whether it is prepared in this way for another domain.
    fn adapts(&self, way: Adaptation) -> bool {
        self.spec.domain != Domain::Original && self.spec.adaptation == way
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

    /// Writes where it stands; possible between any two steps.
    pub fn save(&self, out: &mut Writer) {
        out.tag(u8::from(self.adapting.is_some()));
        self.learner.save(out);
        out.bits(self.dropout.state());
        let (state, left) = match self.state {
            State::Training => (0, 0),
            State::Statistics { left, .. } => (1, left),
            State::Evaluating(_) => (2, 0),
            State::SoftLabels(_) => (3, 0),
            State::Finished => (4, 0),
        };
        out.tag(state);
        out.count(left as usize);
        out.list(&self.test_logits);
        out.list(&self.transfer_logits);
    }

    /// Takes up what [`Self::save`] wrote of the same teacher, before the first step.
    ///
    /// # Errors
    /// [`Damaged`] where it does not fit this training.
    pub fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Damaged> {
        match from.tag()? {
            0 => {}
            1 if self.adapts(Adaptation::PseudoLabels) => self.go_on_in_new_domain(),
            _ => return Err(Damaged),
        }
        self.learner.restore(from, &self.device)?;
        self.dropout = Stream::at(from.bits()?);
        let (done, total) = self.learner.updates();
        self.order.skip(self.batch, self.before + done);
        if let Some(images) = &mut self.adapting {
            images.skip(done);
        }
        let (state, left) = (from.tag()?, from.count()? as u32);
        let classes = self.target.source.classes.len();
        self.test_logits = from.list()?;
        self.transfer_logits = from.list()?;
        let whole = |logits: &[f32], images: usize| logits.len() == images * classes;
        let transfer_set = self.selection.transfer_set();
        let (tested, labelled) = (
            whole(&self.test_logits, self.target.test.len()),
            whole(&self.transfer_logits, transfer_set.len()),
        );
        self.state = match state {
            0 if done < total => State::Training,
            1 if self.adapts(Adaptation::Statistics) && left <= adaptation::STATISTICS_BATCHES => {
                let mut images = Box::new(NewDomain::new(&self.spec, &self.selection, self.batch));
                images.skip(adaptation::STATISTICS_BATCHES - left);
                State::Statistics { left, images }
            }
            2 => State::Evaluating(test_run(&self.learner, &self.target)),
            3 if tested => State::SoftLabels(Box::new(Evaluation::new(self.learner.plain(), transfer_set))),
            4 if tested && labelled => State::Finished,
            _ => return Err(Damaged),
        };
        Ok(())
    }

    /// Does the smallest useful piece of work: one update, or one batch of test or transfer images.
    pub fn step(&mut self) -> Progress {
        match &mut self.state {
            State::Training => self.update(),
            State::Statistics { left: 0, .. } => {
                self.state = State::Evaluating(test_run(&self.learner, &self.target));
                Progress::Working
            }
            State::Statistics { left, images } => {
                images.take_statistics(self.learner.net(), &self.target, &mut self.dropout, &self.device);
                *left -= 1;
                Progress::Working
            }
            State::Evaluating(run) => {
                let test = run.step(self.target.source, &self.target.test, &self.device);
                test.map_or(Progress::Working, |logits| self.evaluated(logits))
            }
            State::SoftLabels(run) => {
                let soft = run.step(self.target.source, &self.target.train, &self.device);
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
        let positions: Vec<usize> =
            self.order.take(self.batch).into_iter().map(|position| position as usize).collect();
        let indices: Vec<u32> = positions.iter().map(|&position| self.selection.teacher[position]).collect();
        let x = images::images(source, &self.dataset.train, &indices, &device);
        let labels = positions.iter().map(|&position| self.selection.teacher_labels[position]);
        let targets = images::one_hot(labels, source.classes.len(), &device);
        let logits = self.learner.net().forward(x, Mode::Train(&mut self.dropout)).logits;
        let hard = loss::cross_entropy(logits, targets);
        let own = self.adapting.as_mut().and_then(|images| {
            images.pseudo_loss(self.learner.net(), &self.target, &mut self.dropout, &self.device)
        });
        let total = own.map_or(hard.clone(), |own| hard.clone() + own);
        if !self.learner.update(Loss { total, hard: Some(hard), soft: None, feature: None }) {
            self.state = State::Finished;
            return Progress::Diverged { update: self.updates().0 };
        }
        let (done, total) = self.updates();
        let learnt = self.learner.updates().0 == self.learner.updates().1;
        if learnt && self.adapting.is_none() && self.adapts(Adaptation::PseudoLabels) {
            self.go_on_in_new_domain();
        } else if learnt && self.adapts(Adaptation::Statistics) {
            let images = Box::new(NewDomain::new(&self.spec, &self.selection, self.batch));
            self.state = State::Statistics { left: adaptation::STATISTICS_BATCHES, images };
        } else if is_due(done, total, POINTS) {
            self.state = State::Evaluating(test_run(&self.learner, &self.target));
        }
        Progress::Working
    }

    /// The same network with a new schedule, and images of the new domain beside its own.
    fn go_on_in_new_domain(&mut self) {
        let updates = self.learner.updates().1;
        self.adapting = Some(NewDomain::new(&self.spec, &self.selection, self.batch));
        self.before = updates;
        let ordinary = recipe(&self.spec, adaptation::further_updates(updates));
        let rate = LearningRate::new(ordinary.learning_rate.get() * adaptation::SLOWER);
        let recipe = Recipe { learning_rate: rate.unwrap_or(ordinary.learning_rate), ..ordinary };
        self.learner = Learner::new(self.learner.net().clone(), recipe);
    }

    fn evaluated(&mut self, logits: Vec<f32>) -> Progress {
        let (update, updates) = self.updates();
        self.state = if update == updates {
            self.test_logits.clone_from(&logits);
            State::SoftLabels(Box::new(Evaluation::new(self.learner.plain(), self.selection.transfer_set())))
        } else {
            State::Training
        };
        Progress::Evaluated(Snapshot { update, loss: self.learner.take_mean_loss(), logits })
    }
}

/// How a teacher learns.
fn recipe(spec: &ExperimentSpec, updates: u32) -> Recipe {
    Recipe {
        updates,
        learning_rate: spec.teacher_learning_rate,
        schedule: spec.schedule,
        weight_decay: spec.teacher_weight_decay,
        clip_norm: spec.clip_norm,
    }
}

/// The images as they look where the students work.
pub(super) fn in_domain(dataset: Rc<Dataset>, domain: Domain) -> Rc<Dataset> {
    if domain == Domain::Original { dataset } else { Rc::new(domain::dataset(&dataset, domain)) }
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
