//! One student of the fair trial. All students of a run start from the same weights, draw images in the same seeded
//! order, and make the same number of updates with the same number of images; only the targets differ.
//!
//! Where the experiment has unlabelled images, a method that can use them draws
//! - at alpha = 0 from the unlabelled images only,
//! - at alpha > 0 a quarter of each batch from the labelled ones, so that the hard term has something to say.

use std::rc::Rc;

use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

use super::evaluation::{Evaluation, is_due};
use super::learner::{Learner, Recipe, Trainee};
use super::schedule::along;
use super::teacher::{image_shape, in_domain, test_run};
use super::trained_teacher::{DamagedTeacher, TrainedTeacher};
use super::{LossTerms, Phase, Progress, Snapshot, StartError, images};
use crate::data::Dataset;
use crate::data::selection::{EndlessOrder, Selection};
use crate::device;
use crate::method::{self, Batch, Method};
use crate::model::{self, Forward, ImageShape, Mode, weights};
use crate::seed::{Seed, Stream};
use crate::spec::ExperimentSpec;
use crate::spec::choices::{Path, Start};
use crate::spec::units::{Alpha, Temperature};

/// How often the test images are run while a student learns.
const POINTS: u32 = 40;

/// A student's training.
pub struct StudentTraining {
    spec: ExperimentSpec,
    dataset: Rc<Dataset>,
    selection: Selection,
    transfer_set: Vec<u32>,
    teacher: Rc<TrainedTeacher>,
    method: &'static dyn Method,
    device: Device,
    learner: Learner,
    /// On the plain device, where its answers are not known beforehand: for methods that compare features, and for
    /// images that change.
    teacher_net: Option<model::Net>,
    labelled: Draw,
    unlabelled: Draw,
    dropout: Stream,
    state: State,
}

enum State {
    Training,
    Evaluating(Box<Evaluation>),
    Finished,
}

/// An order of images and how many of them a batch takes.
struct Draw {
    order: EndlessOrder,
    count: usize,
}

impl StudentTraining {
    /// A student before its first update.
    ///
    /// # Errors
    /// [`StartError`] for a missing engine, an unknown model or method, the wrong images or a teacher of another
    /// experiment.
    pub fn new(
        spec: &ExperimentSpec,
        dataset: Rc<Dataset>,
        arm: &str,
        teacher: Rc<TrainedTeacher>,
    ) -> Result<Self, StartError> {
        let shape = image_shape(&dataset, spec)?;
        let device = device::plain(spec.engine)?;
        let method = method::find(arm).ok_or_else(|| StartError::Method(arm.into()))?;
        let selection = Selection::new(spec, &dataset.train, shape.classes);
        let transfer_set = selection.transfer_set();
        let fits = teacher.transfer_logits.len() == transfer_set.len() * shape.classes
            && teacher.test_logits.len() == dataset.test.len() * shape.classes;
        if !fits {
            return Err(StartError::Teacher(DamagedTeacher));
        }
        let dataset = in_domain(dataset, spec.domain);
        let net = first_weights(spec, shape, &teacher, &device)?;
        let (teacher_net, projections) = beside(spec, method, shape, &teacher, &device)?;
        let recipe = Recipe {
            updates: spec.updates.get(),
            learning_rate: spec.learning_rate,
            schedule: spec.schedule,
            weight_decay: spec.weight_decay,
            clip_norm: spec.clip_norm,
        };
        let learner = Learner::with_projections(Trainee { net, projections }, recipe);
        let counts = batch_counts(spec, method, &selection);
        let state = State::Evaluating(test_run(&learner, &dataset));
        let order = |purpose, count| EndlessOrder::new(spec.seed.stream(purpose), count);
        let labelled =
            Draw { order: order("student/labelled-order", selection.labelled.len()), count: counts[0] };
        let unlabelled =
            Draw { order: order("student/unlabelled-order", selection.unlabelled.len()), count: counts[1] };
        let dropout = spec.seed.stream("student/dropout");
        Ok(Self {
            spec: spec.clone(),
            dataset,
            selection,
            transfer_set,
            teacher,
            method,
            device,
            learner,
            teacher_net,
            labelled,
            unlabelled,
            dropout,
            state,
        })
    }

    /// Where the training stands.
    pub fn phase(&self) -> Phase {
        match self.state {
            State::Training => Phase::Training,
            State::Evaluating(_) => Phase::Evaluating,
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

    /// Does the smallest useful piece of work: one update, or one batch of test images.
    pub fn step(&mut self) -> Progress {
        match &mut self.state {
            State::Training => self.update(),
            State::Evaluating(run) => {
                let test = run.step(self.dataset.source, &self.dataset.test, &self.device);
                test.map_or(Progress::Working, |logits| self.evaluated(logits))
            }
            State::Finished => Progress::Finished,
        }
    }

    fn update(&mut self) -> Progress {
        let device = self.device.clone().autodiff();
        let source = self.dataset.source;
        let classes = source.classes.len();
        // Positions in the transfer set: the labelled images come first there.
        let mut positions: Vec<usize> = self.labelled.next().collect();
        let labelled = positions.len();
        positions.extend(self.unlabelled.next().map(|image| image + self.selection.labelled.len()));
        let indices: Vec<u32> = positions.iter().map(|&position| self.transfer_set[position]).collect();
        let labels = positions[..labelled].iter().map(|&position| self.selection.labels[position]);
        let labels = (labelled > 0).then(|| images::one_hot(labels, classes, &device));
        let x = match self.spec.augmentation.as_slice() {
            [] => images::images(source, &self.dataset.train, &indices, &device),
            changes => {
                // Named after the update and the image: arms that draw the same image see the same change of it.
                let update = self.learner.updates().0;
                let stream =
                    |image: u32| self.spec.seed.stream(&format!("student/augmentation/{update}/{image}"));
                images::augmented(source, &self.dataset.train, &indices, changes, stream, &device)
            }
        };
        let teacher = self.method.needs().teacher.then(|| match &self.teacher_net {
            Some(net) => attached(net.forward(x.clone().inner(), Mode::Evaluate)),
            None => {
                let logits = &self.teacher.transfer_logits;
                Forward::new(images::rows(logits, classes, &positions, &device), vec![])
            }
        });
        let student = self.learner.net().forward(x, Mode::Train(&mut self.dropout));
        let (done, total) = self.learner.updates();
        let spec = &self.spec;
        let temperature = [spec.temperature.get(), spec.temperature_end.get()];
        let alpha = [spec.alpha.get(), spec.alpha_end.get()];
        let loss = self.method.loss(&Batch {
            student,
            teacher,
            labels,
            projections: self.learner.projections(),
            temperature: Temperature::new(along(spec.temperature_path, temperature, done, total))
                .unwrap_or(spec.temperature),
            alpha: Alpha::new(along(spec.alpha_path, alpha, done, total)).unwrap_or(spec.alpha),
            spec,
        });
        if !self.learner.update(loss) {
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
        self.state = if update == updates { State::Finished } else { State::Training };
        Progress::Evaluated(Snapshot { update, loss: self.learner.take_mean_loss(), logits })
    }
}

impl Draw {
    /// The next images, as positions in their own list.
    fn next(&mut self) -> impl Iterator<Item = usize> + use<> {
        self.order.take(self.count).into_iter().map(|position| position as usize)
    }
}

/// The student before its first update, the same in every arm of a run.
fn first_weights(
    spec: &ExperimentSpec,
    shape: ImageShape,
    teacher: &TrainedTeacher,
    device: &Device,
) -> Result<model::Net, StartError> {
    let (small, autodiff) = (model::find(spec.student)?, device.clone().autodiff());
    let net = small.init(shape, &mut spec.seed.stream("student/weights"), &autodiff);
    if spec.start == Start::Random {
        return Ok(net);
    }
    let large = model::find(spec.teacher)?;
    let refused = || StartError::Combination {
        key: "start",
        allowed: "a student with layers of the teacher's shape, and a map that names them".into(),
    };
    let layers = |model: &model::Model| Ok::<_, StartError>(model.anatomy(shape)?.attention.len());
    let map = spec.layer_map.resolve(layers(small)?, layers(large)?).ok_or_else(refused)?;
    let teacher = teachers_network(large, shape, teacher, device)?;
    net.started_from(&teacher, &map, &autodiff).ok_or_else(refused)
}

/// The trained teacher as a network.
fn teachers_network(
    model: &model::Model,
    shape: ImageShape,
    teacher: &TrainedTeacher,
    device: &Device,
) -> Result<model::Net, StartError> {
    // The drawn weights are all replaced.
    let blank = model.init(shape, &mut Seed(0).stream("blank"), device);
    weights::load(blank, &teacher.weights, device).map_err(StartError::Weights)
}

/// The teacher as a network, for a method that compares features or asks it about changed images, and the student's
/// projections.
fn beside(
    spec: &ExperimentSpec,
    method: &dyn Method,
    shape: ImageShape,
    teacher: &TrainedTeacher,
    device: &Device,
) -> Result<(Option<model::Net>, Vec<Linear>), StartError> {
    let needs = method.needs();
    if !needs.features && (!needs.teacher || spec.augmentation.is_empty()) {
        return Ok((None, vec![]));
    }
    let (large, small) = (model::find(spec.teacher)?, model::find(spec.student)?);
    let net = teachers_network(large, shape, teacher, device)?;
    if !needs.features {
        return Ok((Some(net), vec![]));
    }
    let (large_anatomy, small_anatomy) = (large.anatomy(shape)?, small.anatomy(shape)?);
    method
        .fits(&small_anatomy, &large_anatomy, spec)
        .map_err(|clash| StartError::Combination { key: clash.key, allowed: clash.allowed })?;
    let autodiff = device.clone().autodiff();
    let mut stream = spec.seed.stream("student/projections");
    let projections = method
        .projections(&small_anatomy, &large_anatomy, spec)
        .into_iter()
        .map(|[inputs, outputs]| {
            model::draw_weights(LinearConfig::new(inputs, outputs).init(&autodiff), &mut stream, &autodiff)
        })
        .collect();
    Ok((Some(net), projections))
}

/// Answers of the plain device as constants on the device with gradients.
fn attached(forward: Forward) -> Forward {
    let Forward { logits, taps, attention, hidden } = forward;
    Forward {
        logits: Tensor::from_inner(logits),
        taps: taps.into_iter().map(Tensor::from_inner).collect(),
        attention: attention.into_iter().map(Tensor::from_inner).collect(),
        hidden: hidden.into_iter().map(Tensor::from_inner).collect(),
    }
}

/// Images in one update of every arm, from so many labelled and unlabelled ones: no arm's batch is larger than the set that
/// it draws from.
pub fn batch_size(spec: &ExperimentSpec, labelled: usize, unlabelled: usize) -> usize {
    let batch = (spec.batch.get() as usize).min(labelled);
    if unlabelled == 0 { batch } else { batch.min(unlabelled) }
}

/// How many labelled and unlabelled images a batch takes; together the same number in every arm.
fn batch_counts(spec: &ExperimentSpec, method: &dyn Method, selection: &Selection) -> [usize; 2] {
    let (labelled, unlabelled) = (selection.labelled.len(), selection.unlabelled.len());
    let batch = batch_size(spec, labelled, unlabelled);
    if unlabelled == 0 || !method.needs().unlabelled {
        return [batch, 0];
    }
    let labels_count =
        spec.alpha.get() > 0.0 || (spec.alpha_path != Path::Constant && spec.alpha_end.get() > 0.0);
    let labelled = if !labels_count { 0 } else { batch.div_ceil(4) };
    [labelled, batch - labelled]
}
