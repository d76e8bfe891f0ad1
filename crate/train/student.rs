//! One student of the fair trial. All students of a run start from the same weights, draw images in the same seeded
//! order, and make the same number of updates with the same number of images; only the targets differ. Two methods take
//! more than that, and say it: [`super::mutual`] trains a second student beside the first, and [`super::born_again`] as
//! many students one after the other as it has generations, each with the whole number of updates.
//!
//! Where the experiment has unlabelled images, a method that can use them draws
//! - at alpha = 0 from the unlabelled images only,
//! - at alpha > 0 a quarter of each batch from the labelled ones, so that the hard term has something to say.

use std::rc::Rc;

use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor, TensorData};

use super::course::Course;
use super::evaluation::{Evaluation, is_due};
use super::learner::{Learner, Recipe, Trainee};
use super::panel::Panel;
use super::schedule::along;
use super::teacher::{image_shape, test_run};
use super::trained_teacher::{DamagedTeacher, TrainedTeacher};
use super::{LossTerms, Phase, Progress, Snapshot, StartError, images};
use crate::data::Dataset;
use crate::data::selection::{EndlessOrder, Selection};
use crate::device;
use crate::method::{self, Batch, Method};
use crate::model::{self, Forward, ImageShape, Mode};
use crate::seed::{Seed, Stream};
use crate::spec::ExperimentSpec;
use crate::spec::choices::Path;
use crate::spec::units::{Alpha, Temperature};

/// How often the test images are run while a student learns.
const POINTS: u32 = 40;

/// A student's training.
pub struct StudentTraining {
    spec: ExperimentSpec,
    dataset: Rc<Dataset>,
    selection: Selection,
    transfer_set: Vec<u32>,
    /// Whom it learns from; none where labels are all that it gets, or where another student takes the place.
    teacher: Option<Rc<TrainedTeacher>>,
    panel: Panel,
    method: &'static dyn Method,
    device: Device,
    learner: Learner,
    /// On the plain device, for methods that compare features; the first one of several teachers.
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

/// The images of one update.
#[derive(Clone)]
pub(super) struct Drawn {
    images: Tensor<4>,
    /// One-hot, of the first rows.
    labels: Option<Tensor<2>>,
    /// Positions in the transfer set.
    positions: Vec<usize>,
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
        let method = method::find(arm).ok_or_else(|| StartError::Method(arm.into()))?;
        teacher_fits(spec, &dataset, &teacher)?;
        Self::named(spec, dataset, arm, method.needs().teacher.then_some(teacher), "student")
    }

    /// The same with first weights and dropout masks of its own where `name` is another than `"student"`, and from
    /// whoever is given as the teacher. The images and their order are those of every student.
    pub(super) fn named(
        spec: &ExperimentSpec,
        dataset: Rc<Dataset>,
        arm: &str,
        teacher: Option<Rc<TrainedTeacher>>,
        name: &str,
    ) -> Result<Self, StartError> {
        let shape = image_shape(&dataset, spec)?;
        let device = device::plain(spec.engine)?;
        let method = method::find(arm).ok_or_else(|| StartError::Method(arm.into()))?;
        let model = model::find(spec.student)?;
        let selection = Selection::new(spec, &dataset.train, shape.classes);
        let transfer_set = selection.transfer_set();
        let panel = Panel::of(spec, shape.classes);
        let stream = |purpose: &str| spec.seed.stream(&format!("{name}/{purpose}"));
        let net = model.init(shape, &mut stream("weights"), &device.clone().autodiff());
        let (teacher_net, projections) = match &teacher {
            Some(teacher) => features(spec, method, shape, teacher.first_weights(panel.members), &device)?,
            None => (None, vec![]),
        };
        let recipe = Recipe {
            updates: spec.updates.get(),
            learning_rate: spec.learning_rate,
            schedule: spec.schedule,
            weight_decay: spec.weight_decay,
            clip_norm: spec.clip_norm,
        };
        let learner = Learner::with_projections(Trainee { net, projections }, recipe);
        let counts = batch_counts(spec, method.needs().unlabelled && teacher.is_some(), &selection);
        let state = State::Evaluating(test_run(&learner, &dataset));
        let order = |purpose, count| EndlessOrder::new(spec.seed.stream(purpose), count);
        let labelled =
            Draw { order: order("student/labelled-order", selection.labelled.len()), count: counts[0] };
        let unlabelled =
            Draw { order: order("student/unlabelled-order", selection.unlabelled.len()), count: counts[1] };
        let dropout = stream("dropout");
        Ok(Self {
            spec: spec.clone(),
            dataset,
            selection,
            transfer_set,
            teacher,
            panel,
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

    /// All images that this student and a student of its own may be compared on, labelled ones first.
    pub(super) fn soft_label_run(&self) -> Box<Evaluation> {
        Box::new(Evaluation::new(self.learner.plain(), self.transfer_set.clone()))
    }

    fn update(&mut self) -> Progress {
        let drawn = self.draw();
        let teacher = self.teacher_on(&drawn);
        let student = self.forward(&drawn);
        match self.learn(student, teacher, drawn) {
            true => self.look_if_due(),
            false => self.diverged(),
        }
    }

    /// The images of the next update.
    pub(super) fn draw(&mut self) -> Drawn {
        let device = self.device.clone().autodiff();
        let source = self.dataset.source;
        // Positions in the transfer set: the labelled images come first there.
        let mut positions: Vec<usize> = self.labelled.next().collect();
        let labelled = positions.len();
        positions.extend(self.unlabelled.next().map(|image| image + self.selection.labelled.len()));
        let indices: Vec<u32> = positions.iter().map(|&position| self.transfer_set[position]).collect();
        let labels = positions[..labelled].iter().map(|&position| self.selection.labels[position]);
        let labels = (labelled > 0).then(|| images::one_hot(labels, source.classes.len(), &device));
        let images = images::images(source, &self.dataset.train, &indices, &device);
        Drawn { images, labels, positions }
    }

    /// The student's answers, with gradient.
    pub(super) fn forward(&mut self, drawn: &Drawn) -> Forward {
        self.learner.net().forward(drawn.images.clone(), Mode::Train(&mut self.dropout))
    }

    /// The teacher's answers: from its table, and features from its network. The table is also right for several
    /// teachers, of whom only the first one's features are compared.
    fn teacher_on(&self, drawn: &Drawn) -> Option<Forward> {
        let teacher = self.teacher.as_ref()?;
        let features = self
            .teacher_net
            .as_ref()
            .map(|net| attached(net.forward(drawn.images.clone().inner(), Mode::Evaluate)));
        if self.panel.members == 1 && features.is_some() {
            return features;
        }
        let t = if self.method.needs().temperature { f64::from(self.temperature().get()) } else { 1.0 };
        let answer = |&image: &usize| self.panel.answer(&teacher.transfer_logits, image, t);
        let values: Vec<f32> = drawn.positions.iter().flat_map(answer).collect();
        let dims = [drawn.positions.len(), self.panel.classes];
        let logits = Tensor::from_data(TensorData::new(values, dims), &self.device.clone().autodiff());
        Some(match features {
            Some(forward) => Forward { logits, ..forward },
            None => Forward::new(logits, vec![]),
        })
    }

    /// T of the next update.
    fn temperature(&self) -> Temperature {
        let (done, total) = self.learner.updates();
        let ends = [self.spec.temperature.get(), self.spec.temperature_end.get()];
        Temperature::new(along(self.spec.temperature_path, ends, done, total))
            .unwrap_or(self.spec.temperature)
    }

    /// Alpha of the next update.
    fn alpha(&self) -> Alpha {
        let (done, total) = self.learner.updates();
        let ends = [self.spec.alpha.get(), self.spec.alpha_end.get()];
        Alpha::new(along(self.spec.alpha_path, ends, done, total)).unwrap_or(self.spec.alpha)
    }

    /// One update. Returns false where the loss is not finite.
    pub(super) fn learn(&mut self, student: Forward, teacher: Option<Forward>, drawn: Drawn) -> bool {
        let loss = self.method.loss(&Batch {
            student,
            teacher,
            labels: drawn.labels,
            projections: self.learner.projections(),
            temperature: self.temperature(),
            alpha: self.alpha(),
            spec: &self.spec,
        });
        self.learner.update(loss)
    }

    /// Ends the training at a loss that is no number.
    pub(super) fn diverged(&mut self) -> Progress {
        self.state = State::Finished;
        Progress::Diverged { update: self.learner.updates().0 }
    }

    /// After an update: the test images, if it is time.
    pub(super) fn look_if_due(&mut self) -> Progress {
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

impl Course for StudentTraining {
    fn phase(&self) -> Phase {
        match self.state {
            State::Training => Phase::Training,
            State::Evaluating(_) => Phase::Evaluating,
            State::Finished => Phase::Finished,
        }
    }

    fn updates(&self) -> (u32, u32) {
        self.learner.updates()
    }

    fn last_loss(&self) -> Option<LossTerms> {
        self.learner.last_loss()
    }

    fn net(&self) -> model::Net {
        self.learner.plain()
    }

    fn step(&mut self) -> Progress {
        match &mut self.state {
            State::Training => self.update(),
            State::Evaluating(run) => {
                let test = run.step(self.dataset.source, &self.dataset.test, &self.device);
                test.map_or(Progress::Working, |logits| self.evaluated(logits))
            }
            State::Finished => Progress::Finished,
        }
    }
}

impl Draw {
    /// The next images, as positions in their own list.
    fn next(&mut self) -> impl Iterator<Item = usize> + use<> {
        self.order.take(self.count).into_iter().map(|position| position as usize)
    }
}

/// Whether the teacher's answers are those to the images of this experiment.
fn teacher_fits(
    spec: &ExperimentSpec,
    dataset: &Dataset,
    teacher: &TrainedTeacher,
) -> Result<(), StartError> {
    let shape = image_shape(dataset, spec)?;
    let panel = Panel::of(spec, shape.classes);
    let row = panel.members * panel.classes;
    let transfer = Selection::new(spec, &dataset.train, shape.classes).transfer_set().len();
    let fits = teacher.transfer_logits.len() == transfer * row
        && teacher.test_logits.len() == dataset.test.len() * row;
    if fits { Ok(()) } else { Err(StartError::Teacher(DamagedTeacher)) }
}

/// The teacher as a network and the student's projections, for a method that compares features.
fn features(
    spec: &ExperimentSpec,
    method: &dyn Method,
    shape: ImageShape,
    weights: &[f32],
    device: &Device,
) -> Result<(Option<model::Net>, Vec<Linear>), StartError> {
    if !method.needs().features {
        return Ok((None, vec![]));
    }
    let (large, small) = (model::find(spec.teacher)?, model::find(spec.student)?);
    let (large_anatomy, small_anatomy) = (large.anatomy(shape)?, small.anatomy(shape)?);
    method
        .fits(&small_anatomy, &large_anatomy, spec)
        .map_err(|clash| StartError::Combination { key: clash.key, allowed: clash.allowed })?;
    // The drawn weights are all replaced.
    let blank = large.init(shape, &mut Seed(0).stream("blank"), device);
    let net = model::weights::load(blank, weights, device).map_err(StartError::Weights)?;
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

/// How many labelled and unlabelled images a batch takes; together the same number in every arm.
fn batch_counts(spec: &ExperimentSpec, uses_unlabelled: bool, selection: &Selection) -> [usize; 2] {
    let batch = spec.batch.get() as usize;
    let (labelled, unlabelled) = (selection.labelled.len(), selection.unlabelled.len());
    // No arm's batch is larger than the set it draws from.
    let batch = if unlabelled == 0 { batch.min(labelled) } else { batch.min(labelled).min(unlabelled) };
    if unlabelled == 0 || !uses_unlabelled {
        return [batch, 0];
    }
    let labels_count =
        spec.alpha.get() > 0.0 || (spec.alpha_path != Path::Constant && spec.alpha_end.get() > 0.0);
    let labelled = if !labels_count { 0 } else { batch.div_ceil(4) };
    [labelled, batch - labelled]
}
