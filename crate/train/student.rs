//! One student of the fair trial. All students of a run start from the same weights, draw images in the same seeded
//! order, and make the same number of updates with the same number of images; only the targets differ. Two methods take
//! more than that, and say it: [`super::mutual`] trains a second student beside the first, and [`super::born_again`] as
//! many students one after the other as it has generations, each with the whole number of updates.

use std::rc::Rc;

use burn::tensor::{Device, Tensor, TensorData};

use super::batches::{Batches, Drawn};
use super::checkpoint::{Damaged, Reader, Writer};
use super::course::Course;
use super::evaluation::{Evaluation, is_due};
use super::learner::{Learner, Recipe, Trainee};
use super::networks::{attached, beside, first_weights};
use super::panel::Panel;
use super::quantiser::{CALIBRATION_IMAGES, Quantiser};
use super::schedule::along;
use super::teacher::{image_shape, in_domain};
use super::trained_teacher::{DamagedTeacher, TrainedTeacher};
use super::{LossTerms, Phase, Progress, Snapshot, StartError, images};
use crate::data::selection::Selection;
use crate::data::{Dataset, view};
use crate::device;
use crate::method::{self, Batch, Method};
use crate::model::{self, Forward, Mode, weights};
use crate::seed::Stream;
use crate::spec::ExperimentSpec;
use crate::spec::units::{Alpha, Temperature};

/// How often the test images are run while a student learns.
const POINTS: u32 = 40;

/// A student's training.
pub struct StudentTraining {
    spec: ExperimentSpec,
    dataset: Rc<Dataset>,
    batches: Batches,
    /// Whom it learns from; none where labels are all that it gets, or where another student takes the place.
    teacher: Option<Rc<TrainedTeacher>>,
    panel: Panel,
    method: &'static dyn Method,
    device: Device,
    learner: Learner,
    quantiser: Option<Quantiser>,
    /// On the plain device, where their answers are not known beforehand: the first one for methods that compare features,
    /// all of them for images that change.
    teacher_nets: Vec<model::Net>,
    dropout: Stream,
    state: State,
}

enum State {
    Training,
    Evaluating(Box<Evaluation>),
    Finished,
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
        let asked = method.needs().teacher.then(|| teacher.clone());
        Self::named(spec, dataset, arm, asked, Some(&teacher), "student")
    }

    /// The same with first weights and dropout masks of its own where `name` is another than `"student"`, and from
    /// whoever is given as the teacher. The images and their order are those of every student. `origin` is the teacher
    /// of the experiment, for students that start from its layers.
    pub(super) fn named(
        spec: &ExperimentSpec,
        dataset: Rc<Dataset>,
        arm: &str,
        teacher: Option<Rc<TrainedTeacher>>,
        origin: Option<&TrainedTeacher>,
        name: &str,
    ) -> Result<Self, StartError> {
        let shape = image_shape(&dataset, spec)?;
        let dataset = view::seen(dataset, spec.view);
        let device = device::plain(spec.engine)?;
        let method = method::find(arm).ok_or_else(|| StartError::Method(arm.into()))?;
        let selection = Selection::new(spec, &dataset.train, shape.classes);
        let panel = Panel::of(spec, shape.classes);
        let stream = |purpose: &str| spec.seed.stream(&format!("{name}/{purpose}"));
        let dataset = in_domain(dataset, spec.domain);
        let net = first_weights(spec, shape, origin, &mut stream("weights"), &device)?;
        let (teacher_nets, projections) = match &teacher {
            Some(teacher) => beside(spec, method, shape, teacher, &device)?,
            None => (vec![], vec![]),
        };
        let recipe = Recipe {
            updates: spec.updates.get(),
            learning_rate: spec.learning_rate,
            schedule: spec.schedule,
            weight_decay: spec.weight_decay,
            clip_norm: spec.clip_norm,
        };
        let learner = Learner::with_projections(Trainee { net, projections }, recipe);
        let batches = Batches::new(spec, selection, method.needs().unlabelled && teacher.is_some());
        let quantiser = method.quantises().map(|when| Quantiser::new(when, spec.bits));
        let dropout = stream("dropout");
        let mut training = Self {
            spec: spec.clone(),
            dataset,
            batches,
            teacher,
            panel,
            method,
            device,
            learner,
            quantiser,
            teacher_nets,
            dropout,
            state: State::Training,
        };
        training.state = State::Evaluating(training.test_run());
        Ok(training)
    }

    /// Whom it learns from, where that is a network of its own kind.
    pub(super) fn teacher(&self) -> Option<&TrainedTeacher> {
        self.teacher.as_deref()
    }

    /// A run over all test images.
    fn test_run(&self) -> Box<Evaluation> {
        Box::new(Evaluation::new(self.net(), (0..self.dataset.test.len() as u32).collect()))
    }

    /// All images that this student and a student of its own may be compared on, labelled ones first.
    pub(super) fn soft_label_run(&self) -> Box<Evaluation> {
        Box::new(Evaluation::new(self.learner.plain(), self.batches.transfer_set().to_vec()))
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
        self.batches.next(&self.spec, &self.dataset, self.learner.updates().0, &device)
    }

    /// The student's answers, with gradient.
    pub(super) fn forward(&mut self, drawn: &Drawn) -> Forward {
        let (net, images, mode) = (self.learner.net(), drawn.images.clone(), Mode::Train(&mut self.dropout));
        match &mut self.quantiser {
            None => net.forward(images, mode),
            Some(quantiser) => quantiser.forward(net, images, mode),
        }
    }

    /// The teacher's answers: from its table, or from its networks where the images have changed; features from the first
    /// network.
    fn teacher_on(&self, drawn: &Drawn) -> Option<Forward> {
        let teacher = self.teacher.as_ref()?;
        let images = drawn.images.clone().inner();
        let mut asked = self.teacher_nets.iter().map(|net| net.forward(images.clone(), Mode::Evaluate));
        let first = asked.next();
        if self.panel.members == 1 && first.is_some() {
            return first.map(attached);
        }
        let t = if self.method.needs().temperature { f64::from(self.temperature().get()) } else { 1.0 };
        let values: Vec<f32> = if self.spec.augmentation.is_empty() {
            let answer = |&image: &usize| self.panel.answer(&teacher.transfer_logits, image, t);
            drawn.positions.iter().flat_map(answer).collect()
        } else {
            let numbers = |forward: &Forward| device::read(forward.logits.clone()).iter::<f32>().collect();
            let mut table: Vec<f32> = first.as_ref().map(numbers).unwrap_or_default();
            table.extend(asked.flat_map(|forward| -> Vec<f32> { numbers(&forward) }));
            self.panel.answers(&table, t)
        };
        let dims = [drawn.positions.len(), self.panel.classes];
        let logits = Tensor::from_data(TensorData::new(values, dims), &self.device.clone().autodiff());
        let answers = match first {
            Some(forward) => Forward { logits, ..attached(forward) },
            None => Forward::new(logits, vec![]),
        };
        Some(match drawn.outcomes.clone() {
            Some(outcomes) => answers.with_value(outcomes),
            None => answers,
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
            self.state = State::Evaluating(self.test_run());
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
        let net = self.learner.plain();
        match &self.quantiser {
            None => net,
            Some(quantiser) => {
                let images = || {
                    let all = self.batches.transfer_set();
                    let some = &all[..CALIBRATION_IMAGES.min(all.len())];
                    images::images(self.dataset.source, &self.dataset.train, some, &self.device)
                };
                quantiser.quantised(net, images, &self.device)
            }
        }
    }

    fn begin_with(&mut self, weights: &[f32]) -> Result<(), StartError> {
        let device = self.device.clone().autodiff();
        self.learner.begin_with(weights, &device).map_err(StartError::Weights)?;
        // The test images were about to be asked of the drawn weights.
        self.state = State::Evaluating(self.test_run());
        Ok(())
    }

    fn weights(&self) -> Vec<f32> {
        weights::flatten(&self.learner.plain())
    }

    fn save(&self, out: &mut Writer) {
        out.tag(match self.state {
            State::Training => 0,
            State::Evaluating(_) => 1,
            State::Finished => 2,
        });
        self.learner.save(out);
        out.bits(self.dropout.state());
        if let Some(quantiser) = &self.quantiser {
            quantiser.save(out);
        }
    }

    fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Damaged> {
        let state = from.tag()?;
        self.learner.restore(from, &self.device)?;
        self.dropout = Stream::at(from.bits()?);
        if let Some(quantiser) = &mut self.quantiser {
            quantiser.restore(from)?;
        }
        let (done, total) = self.learner.updates();
        self.batches.skip(done);
        self.state = match state {
            0 if done < total => State::Training,
            1 => State::Evaluating(self.test_run()),
            2 if done == total => State::Finished,
            _ => return Err(Damaged),
        };
        Ok(())
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
